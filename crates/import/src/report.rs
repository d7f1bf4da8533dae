//! What an import did and what it did not understand, in Vietnamese, place by place.

pub use sotay_core::report::{Counts, Entry, Place, What};
use sotay_core::{
    report::{ParagraphAt, SheetRow, TableRow},
    wire::ImportReport,
};
use std::fmt;

const ORDER: [What; 7] = [
    What::Joined,
    What::Corrected,
    What::Moved,
    What::Redated,
    What::Dropped,
    What::Noted,
    What::NotUnderstood,
];

fn heading(what: What) -> &'static str {
    match what {
        What::Joined => "Đã nối (ngắt trang, ô gộp)",
        What::Corrected => "Đã đính chính",
        What::Moved => "Đã chuyển chú thích cuối trang về đúng chỗ",
        What::Redated => "Đã chuyển sang năm mới",
        What::Dropped => "Đã bỏ",
        What::Noted => "Ghi chú",
        What::NotUnderstood => "CHƯA HIỂU, cần người xem lại",
    }
}

/// A place in words.
pub fn place_words(place: &Place) -> String {
    match place {
        Place::Line(line) => format!("dòng {line}"),
        Place::Sheet(SheetRow { sheet, row }) => format!("trang tính “{sheet}”, hàng {row}"),
        Place::Table(TableRow { page, table, row }) => {
            format!("bảng {table}, hàng {row} (khoảng trang {page})")
        }
        Place::Paragraph(ParagraphAt { page, paragraph }) => {
            format!("đoạn {paragraph} (khoảng trang {page})")
        }
        Place::Part(code) => code.clone(),
    }
}

/// The report of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    entries: Vec<Entry>,
    /// How much was read.
    pub counts: Counts,
    /// Where each line of the source is in its file; empty for a text, whose lines are its places.
    places: Vec<Place>,
}

impl Report {
    /// The report on a source whose lines stand at these places.
    pub(crate) fn over(places: Vec<Place>) -> Self {
        Self { places, ..Self::default() }
    }

    /// Whether the source is a file with places of its own, and not a text.
    pub(crate) fn has_places(&self) -> bool {
        !self.places.is_empty()
    }

    /// Everything, in the order it was found.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What a person must look at.
    pub fn not_understood(&self) -> impl Iterator<Item = &Entry> {
        self.of(What::NotUnderstood)
    }

    /// Whether everything was understood.
    pub fn is_clean(&self) -> bool {
        self.not_understood().next().is_none()
    }

    /// The entries of one sort.
    pub fn of(&self, what: What) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.what == what)
    }

    /// The report as it travels: in the order of the file.
    pub fn told(&self) -> ImportReport {
        let mut entries = self.entries.clone();
        entries.sort_by_key(|entry| entry.line);
        ImportReport { entries, counts: self.counts }
    }

    pub(crate) fn add(&mut self, what: What, line: impl Into<Option<usize>>, words: impl Into<String>) {
        self.add_in(what, line, None, words);
    }

    /// An entry about the cell of a column.
    pub(crate) fn add_in(
        &mut self,
        what: What,
        line: impl Into<Option<usize>>,
        column: Option<&str>,
        words: impl Into<String>,
    ) {
        let line = line.into().filter(|line| *line > 0);
        let place = line.and_then(|line| match self.places.as_slice() {
            [] => Some(Place::Line(line)),
            places => places.get(line - 1).cloned(),
        });
        let column = column.map(str::to_owned);
        self.entries.push(Entry { what, line, place, column, words: words.into() });
    }

    /// An entry about a part of a plan.
    pub(crate) fn add_at(&mut self, what: What, part: &str, words: impl Into<String>) {
        let place = Some(Place::Part(part.to_owned()));
        self.entries.push(Entry { what, line: None, place, column: None, words: words.into() });
    }

    pub(crate) fn puzzle(&mut self, line: impl Into<Option<usize>>, words: impl Into<String>) {
        self.add(What::NotUnderstood, line, words);
    }

    pub(crate) fn puzzle_in(
        &mut self,
        line: impl Into<Option<usize>>,
        column: &str,
        words: impl Into<String>,
    ) {
        self.add_in(What::NotUnderstood, line, Some(column), words);
    }

    /// The entries of every sort, each under its heading.
    pub(crate) fn write_entries(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for what in ORDER {
            let count = self.of(what).count();
            if count == 0 {
                continue;
            }
            writeln!(f, "{} ({count}):", heading(what))?;
            let mut entries: Vec<&Entry> = self.of(what).collect();
            entries.sort_by_key(|entry| entry.line);
            for entry in entries {
                let place = entry.place.as_ref().map(place_words).unwrap_or_default();
                let column = entry.column.as_ref().map(|c| format!("cột “{c}”")).unwrap_or_default();
                let comma = if place.is_empty() || column.is_empty() { "" } else { ", " };
                let colon = if place.is_empty() && column.is_empty() { "" } else { ": " };
                writeln!(f, "  {place}{comma}{column}{colon}{}", entry.words)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_entries(f)?;
        let c = &self.counts;
        writeln!(
            f,
            "Tổng cộng: {} nhóm, {} nhiệm vụ (và {} dòng cha), {} sản phẩm; {} nhiệm vụ của phường ngoài phụ lục;",
            c.groups, c.tasks, c.parents, c.products, c.duties
        )?;
        writeln!(
            f,
            "  {} điều, mục đánh số; {} liên kết giữa các phần; {} chỉ tiêu; {} nhiệm vụ chờ sự kiện bên ngoài;",
            c.clauses, c.references, c.targets, c.waiting
        )?;
        let [on, direct, folded] = c.membership;
        writeln!(
            f,
            "  danh mục của phường: {on} có sẵn, {direct} liên quan trực tiếp, {folded} phối hợp khi được yêu cầu."
        )?;
        match self.not_understood().count() {
            0 => writeln!(f, "Đã hiểu toàn bộ văn bản."),
            puzzles => writeln!(f, "Còn {puzzles} chỗ chưa hiểu."),
        }
    }
}

/// The beginning of a text, for a line of the report.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 70;
    let text = text.replace('\n', " / ");
    if text.chars().count() <= MOST {
        return text;
    }
    let mut short: String = text.chars().take(MOST).collect();
    short.push('…');
    short
}
