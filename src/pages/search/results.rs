//! What was found, as it is shown.

use crate::{
    state::{Notebook, Route},
    text::{Language, phrases},
};
use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{
    code::{Code, Section},
    ids::{EntityId, ItemId, PlanId, UnitId},
    plan::{Outline, Task},
    search::{Field, Found, Part, Place, Query, Results},
};

/// About how long an excerpt is, in characters: two lines of a phone.
const EXCERPT: usize = 110;

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A task, or what was recorded of an item.
    Item,
    /// A part of the plan.
    Plan,
    /// A remark.
    Talk,
    /// A document's number, or a file.
    Document,
}

/// One result.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Where it leads.
    pub address: String,
    /// Where it stands, in words.
    pub place: String,
    /// The excerpt in pieces, and which of them answer.
    pub parts: Vec<(String, bool)>,
    /// Of which unit, when it is not the one looked at.
    pub unit: Option<UnitId>,
}

/// The results by kind: the kind of the best first, and in each the best first.
pub fn results(
    results: &Results<'_>,
    query: &Query,
    notebook: Notebook,
    language: Language,
) -> Vec<(Kind, Vec<Hit>)> {
    let mut groups: Vec<(Kind, Vec<Hit>)> = Vec::new();
    let Some((id, plan)) = notebook.plan() else { return groups };
    for found in &results.found {
        let (kind, mut hit) = match &found.document.place {
            Place::Part(_, part) => (Kind::Plan, Hit::at(&Route::Plan(section(*part), None), String::new())),
            Place::Code(_, code) => of_code(&id, &plan, code, notebook.today(), found),
            Place::Record(scope, entity) => {
                let Some((kind, mut hit)) = of_record(entity, notebook, language) else { continue };
                if let Some(unit) =
                    scope.unit().filter(|unit| notebook.unit().is_none_or(|at| at.id != **unit))
                {
                    hit.place = phrases::by_at(&notebook.unit_name(unit), &hit.place);
                    hit.unit = Some(unit.clone());
                }
                (kind, hit)
            }
        };
        let excerpt = found.excerpt(query, EXCERPT);
        hit.parts = pieces(&excerpt.text, &excerpt.hits);
        match groups.iter_mut().find(|(of, _)| *of == kind) {
            Some((_, hits)) => hits.push(hit),
            None => groups.push((kind, vec![hit])),
        }
    }
    groups
}

impl Hit {
    fn at(route: &Route, place: String) -> Self {
        Self { address: route.address(), place, parts: Vec::new(), unit: None }
    }
}

/// Cuts a text at what answers.
fn pieces(text: &str, hits: &[std::ops::Range<usize>]) -> Vec<(String, bool)> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for hit in hits {
        if let (Some(before), Some(marked)) = (text.get(at..hit.start), text.get(hit.clone())) {
            pieces.push((before.to_owned(), false));
            pieces.push((marked.to_owned(), true));
            at = hit.end;
        }
    }
    pieces.push((text.get(at..).unwrap_or_default().to_owned(), false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// Where a part without a code is read.
fn section(part: Part) -> Section {
    match part {
        Part::Title | Part::Decision => Section::Decision,
        Part::Preamble | Part::Aims => Section::Aims,
        Part::Targets => Section::Targets,
        Part::Focus => Section::Focus,
        Part::Assignment => Section::Appendix,
        Part::Funding => Section::Funding,
        Part::Organisation => Section::Organisation,
    }
}

/// A part with a code: a task opens as an item to work on, anything else in the reader.
fn of_code(id: &PlanId, plan: &Outline, code: &Code, today: Date, found: &Found<'_>) -> (Kind, Hit) {
    let Some((task, item)) = task(plan, code).and_then(|task| Some((task, coming(id, task, today)?))) else {
        return (Kind::Plan, Hit::at(&Route::to_code(code), code.to_string()));
    };
    // Its text is said once: above when the words were found elsewhere in it.
    let title = if found.text().0 == Field::Title { "" } else { task.text.shown() };
    let place = if title.is_empty() { task.label() } else { phrases::by_at(&task.label(), title) };
    (Kind::Item, Hit::at(&Route::Item(item), place))
}

fn task<'a>(plan: &'a Outline, code: &Code) -> Option<&'a Task> {
    plan.work().tasks().map(|(_, task)| task).find(|task| task.code == *code)
}

/// The item of a task that is due next; the last one when all are past.
fn coming(id: &PlanId, task: &Task, today: Date) -> Option<ItemId> {
    let mut occurrences = task.schedule.occurrences.iter();
    let next = occurrences.find(|occurrence| occurrence.due.is_none_or(|due| due >= today));
    let occurrence = next.or(task.schedule.occurrences.last())?;
    Some(ItemId { plan: id.clone(), code: task.code.clone(), occurrence: occurrence.key.clone() })
}

/// What was recorded: it opens its item.
fn of_record(entity: &EntityId, notebook: Notebook, language: Language) -> Option<(Kind, Hit)> {
    let item = entity.item()?;
    let kind = match entity {
        EntityId::Remark(..) => Kind::Talk,
        EntityId::Product(..) | EntityId::File(..) => Kind::Document,
        _ => Kind::Item,
    };
    let place = notebook.rows().with(|rows| {
        rows.get(item).map(|row| {
            let period = row.occurrence.as_ref().map(|of| phrases::period(language, of)).unwrap_or_default();
            let named = [row.label.as_str(), &period, &row.title];
            named.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        })
    });
    Some((kind, Hit::at(&Route::Item(item.clone()), place.unwrap_or_else(|| item.code.label()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_what_answers_and_nothing_of_it_is_lost() {
        let text = "Giải quyết hồ sơ <b>trễ</b> hạn";
        let at = text.find("trễ").unwrap();
        let cut = pieces(text, &[0.."Giải".len(), at..at + "trễ".len()]);
        assert_eq!(cut.iter().map(|(piece, _)| piece.as_str()).collect::<String>(), text);
        let marked: Vec<&str> = cut.iter().filter(|(_, on)| *on).map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(marked, ["Giải", "trễ"]);
        assert_eq!(pieces("abc", &[]), [("abc".to_owned(), false)]);
        assert_eq!(pieces("", &[]), []);
    }

    #[test]
    fn every_part_without_a_code_is_read_somewhere() {
        let parts = [Part::Title, Part::Preamble, Part::Assignment, Part::Organisation];
        let at = parts.map(|part| Route::Plan(section(part), None).address());
        assert_eq!(
            at,
            ["/ke-hoach/quyet-dinh", "/ke-hoach/muc-tieu", "/ke-hoach/phu-luc", "/ke-hoach/to-chuc"]
        );
    }
}
