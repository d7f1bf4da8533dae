//! The rows of the appendix as groups, parent rows and tasks.

use crate::{
    agencies,
    columns::Column,
    corrections::{Corrector, Field},
    deadline, figures, membership, products,
    report::{Report, excerpt},
    table::Row,
    waiting, words,
};
use sotay_core::{
    code::{Code, Section},
    plan::{Agencies, Task, TaskGroup, TaskParent, Text},
    schedule::{Occurrence, Schedule, ScheduleKind},
};

/// What reading the rows needs.
pub struct Reader<'a, 'b> {
    /// Corrections.
    pub corrector: &'b mut Corrector<'a>,
    /// The alias table.
    pub agencies: &'b agencies::Reader<'b>,
    /// The plan's year.
    pub year: i16,
    /// The report.
    pub report: &'b mut Report,
}

impl Reader<'_, '_> {
    /// The groups with their tasks.
    pub fn groups(&mut self, rows: &[Row]) -> Vec<TaskGroup> {
        let mut groups: Vec<TaskGroup> = Vec::new();
        let mut previous: Option<Vec<u16>> = None;
        let mut roman_group: Option<u16> = None;
        for (index, row) in rows.iter().enumerate() {
            let Some(numbers) = self.numbers(row, &mut roman_group) else { continue };
            self.check_sequence(previous.as_deref(), &numbers, row);
            if groups.iter().any(|group| holds(group, &numbers)) {
                self.report
                    .puzzle(row.line, format!("mã {} có hai lần trong phụ lục", row.cell(Column::Number)));
                continue;
            }
            let code = Code::new(Section::Appendix, numbers.clone());
            if let [_] = numbers.as_slice() {
                if !row.is_heading() {
                    self.report.puzzle(row.line, format!("dòng nhóm {} có thêm ô", row.cell(Column::Number)));
                }
                let title = self.text(&code, Field::Title, row, Column::Task);
                groups.push(TaskGroup { code, title, parents: Vec::new(), tasks: Vec::new() });
            } else {
                self.row_in_group(&mut groups, code, row, rows.get(index + 1));
            }
            previous = Some(numbers);
        }
        for group in groups.iter().filter(|group| group.tasks.is_empty()) {
            self.report.puzzle(None, format!("nhóm {} không có nhiệm vụ nào", group.code));
        }
        groups
    }

    fn row_in_group(&mut self, groups: &mut [TaskGroup], code: Code, row: &Row, next: Option<&Row>) {
        let group = groups.iter_mut().find(|group| group.code.parts().first() == code.parts().first());
        let Some(group) = group else {
            self.report.puzzle(row.line, format!("nhiệm vụ {code} không có dòng nhóm"));
            return;
        };
        let number = row.cell(Column::Number);
        let heads = row.is_heading()
            && next.is_some_and(|next| {
                next.cell(Column::Number).starts_with(&format!("{}.", number.trim_end_matches('.')))
            });
        if heads {
            let text = self.text(&code, Field::Text, row, Column::Task);
            group.parents.push(TaskParent { code, text });
        } else {
            let task = self.task(code, row);
            group.tasks.push(task);
        }
    }

    fn task(&mut self, code: Code, row: &Row) -> Task {
        for column in [Column::Task, Column::Products, Column::Lead, Column::Deadline] {
            if row.cell(column).is_empty() {
                self.report.puzzle_in(row.line, column.name(), format!("{code}: ô trống"));
            }
        }
        let text = self.text(&code, Field::Text, row, Column::Task);
        let products = self.products(&code, row);
        let mut promised = Vec::new();
        for text in std::iter::once(&text).chain(&products) {
            promised.extend(figures::figures(text.shown(), row.line, self.report));
        }
        let lead = self.agencies(&code, Field::Lead, row, Column::Lead);
        let coordinators = self.agencies(&code, Field::Coordinators, row, Column::Coordinators);
        let deadline = self.text(&code, Field::Deadline, row, Column::Deadline);
        let schedule = self.schedule(&code, &deadline, row);
        let waits_for = waiting::waits_for(text.shown());
        let membership = membership::default(&text, &products, &lead, &coordinators, self.agencies.table);
        Task {
            code,
            printed: None,
            text,
            figures: promised,
            products,
            product_numbers: Vec::new(),
            dropped_products: Vec::new(),
            lead,
            coordinators,
            deadline,
            schedule,
            waits_for,
            membership,
        }
    }

    fn text(&mut self, code: &Code, field: Field, row: &Row, column: Column) -> Text {
        self.corrector.text(&code.to_string(), field, row.cell(column), row.line, self.report)
    }

    fn products(&mut self, code: &Code, row: &Row) -> Vec<Text> {
        let at = code.to_string();
        let items: Vec<String> = products::split(row.cell(Column::Products))
            .iter()
            .flat_map(|item| self.corrector.pieces(&at, item, row.line, self.report))
            .collect();
        items
            .into_iter()
            .map(|item| self.corrector.text(&at, Field::Products, item, row.line, self.report))
            .collect()
    }

    fn agencies(&mut self, code: &Code, field: Field, row: &Row, column: Column) -> Agencies {
        let raw = self.text(code, field, row, column);
        let name = column.name();
        let ids = match self.agencies.read(raw.shown()) {
            Ok(ids) if ids.is_empty() && !raw.source.is_empty() => {
                self.report.puzzle_in(
                    row.line,
                    name,
                    format!("{code}: không thấy cơ quan nào trong “{}”", excerpt(raw.shown())),
                );
                ids
            }
            Ok(ids) => ids,
            Err(unknown) => {
                let cell = excerpt(raw.shown());
                let words = format!("{code}: bảng cơ quan không có “{unknown}” (trong “{cell}”)");
                self.report.puzzle_in(row.line, name, words);
                Vec::new()
            }
        };
        Agencies { raw, ids }
    }

    fn schedule(&mut self, code: &Code, deadline: &Text, row: &Row) -> Schedule {
        deadline::parse(deadline.shown(), self.year).unwrap_or_else(|| {
            self.report.puzzle_in(
                row.line,
                Column::Deadline.name(),
                format!("{code}: chưa hiểu thời gian hoàn thành “{}”", excerpt(deadline.shown())),
            );
            let outside = Occurrence { key: "outside".into(), what: None, start: None, due: None };
            Schedule { kind: ScheduleKind::OutsidePlan, occurrences: vec![outside] }
        })
    }

    /// A row's numbers. Groups numbered I, II, … head tasks numbered 1, 2, … of their own.
    fn numbers(&mut self, row: &Row, roman_group: &mut Option<u16>) -> Option<Vec<u16>> {
        let number = row.cell(Column::Number).trim_end_matches(['.', ')']);
        if let Some(group) = words::roman(number) {
            *roman_group = Some(group);
            return Some(vec![group]);
        }
        match format!("{}.{number}", Section::Appendix.prefix()).parse::<Code>() {
            Ok(code) => {
                let mut numbers = roman_group.map(|group| vec![group]).unwrap_or_default();
                numbers.extend(code.parts());
                Some(numbers)
            }
            Err(_) => {
                let words = format!("“{}” không phải số thứ tự của hàng", excerpt(number));
                self.report.puzzle_in(row.line, Column::Number.name(), words);
                None
            }
        }
    }

    fn check_sequence(&mut self, previous: Option<&[u16]>, numbers: &[u16], row: &Row) {
        if !words::follows(previous, numbers) {
            let before =
                previous.map_or("đầu bảng".to_owned(), |p| Code::new(Section::Appendix, p).bare());
            self.report
                .puzzle(row.line, format!("phụ lục nhảy số: {} đứng sau {before}", row.cell(Column::Number)));
        }
    }
}

fn holds(group: &TaskGroup, numbers: &[u16]) -> bool {
    group.code.parts() == numbers
        || group.parents.iter().any(|parent| parent.code.parts() == numbers)
        || group.tasks.iter().any(|task| task.code.parts() == numbers)
}
