//! What there is to search: every part of a plan, and what a scope recorded.

use super::document::{Document, Field, Part, Place};
use crate::{
    cell::Cell,
    change,
    checklist::Entities,
    code::Code,
    dates,
    ids::{EntityId, PlanId, Scope},
    plan::{Agencies, Chapter, Clause, Plan, Task, Text},
};
use std::collections::BTreeMap;

/// The documents of a plan. Tasks come first, for among equals they are what people look up; the rest stands in
/// reading order.
pub fn of_plan(id: &PlanId, plan: &Plan) -> Vec<Document> {
    let mut documents = Vec::new();
    let coded = |code: &Code| {
        Document::new(Place::Code(id.clone(), code.clone())).with(Field::Code, &code.to_string())
    };
    for group in &plan.groups {
        let mut document = coded(&group.code);
        push(&mut document, Field::Title, &group.title);
        documents.push(document);
        for parent in &group.parents {
            let mut document = coded(&parent.code);
            push(&mut document, Field::Title, &parent.text);
            documents.push(document);
        }
        documents.extend(group.tasks.iter().map(|task| of_task(coded(&task.code), task, plan)));
    }
    documents.extend(plan.duties.iter().map(|task| of_task(coded(&task.code), task, plan)));
    let part = |part| Document::new(Place::Part(id.clone(), part));
    let mut title = part(Part::Title);
    push(&mut title, Field::Title, &plan.title);
    documents.push(title);
    documents.push(of_decision(part(Part::Decision), plan));
    of_clauses(&plan.decision.articles, &coded, &mut documents);
    let mut preamble = part(Part::Preamble);
    push_all(&mut preamble, &plan.preamble);
    documents.push(preamble);
    let parts = [Part::Aims, Part::Targets, Part::Focus, Part::Assignment, Part::Funding, Part::Organisation];
    for (chapter, its) in plan.chapters().into_iter().zip(parts) {
        documents.push(of_chapter(part(its), chapter));
        of_clauses(&chapter.clauses, &coded, &mut documents);
    }
    documents.retain(|document| !document.texts.is_empty());
    documents
}

/// The documents of what a scope recorded, see [`of_record`].
pub fn of_records(scope: &Scope, entities: &Entities) -> Vec<Document> {
    entities.iter().filter_map(|(entity, fields)| of_record(scope, entity, fields)).collect()
}

/// The document of one entity: an item's remark, assignee and reason, what an own item or a file is called, a
/// product's number, or a further remark, with the code of the task. None of what was taken back. All values that stand against each other are in it. None if there is no such text;
/// then [`super::Index::remove`] is right, else [`super::Index::put`].
pub fn of_record(
    scope: &Scope,
    entity: &EntityId,
    fields: &BTreeMap<change::Field, Cell>,
) -> Option<Document> {
    let removed = fields.get(&change::Field::Removed);
    if removed.is_some_and(|cell| cell.shown().is_true()) {
        return None;
    }
    let mut document = Document::new(Place::Record(scope.clone(), entity.clone()));
    for (name, cell) in fields {
        let field = match name {
            change::Field::Number => Field::Number,
            change::Field::Title | change::Field::Name => Field::Title,
            change::Field::Note
            | change::Field::Assignee
            | change::Field::Reason
            | change::Field::Reply
            | change::Field::Text => Field::Note,
            _ => continue,
        };
        for text in cell.heads().iter().filter_map(|head| head.value.as_text()) {
            document.push(field, text);
        }
    }
    if document.texts.is_empty() {
        return None;
    }
    // The code of an own item is the same for all and names nothing.
    Some(match entity.item().filter(|item| !item.is_own()) {
        Some(item) => document.with(Field::Code, &item.code.to_string()),
        None => document,
    })
}

/// A text in the wording shown and, where that is a correction, in the source's too.
fn push(document: &mut Document, field: Field, text: &Text) {
    document.push(field, text.shown());
    if text.corrected.as_ref().is_some_and(|corrected| *corrected != text.source) {
        document.push(Field::Source, &text.source);
    }
}

fn push_all<'a>(document: &mut Document, texts: impl IntoIterator<Item = &'a Text>) {
    for text in texts {
        push(document, Field::Body, text);
    }
}

fn of_task(mut document: Document, task: &Task, plan: &Plan) -> Document {
    push(&mut document, Field::Title, &task.text);
    push_all(&mut document, &task.products);
    for agencies in [&task.lead, &task.coordinators] {
        push(&mut document, Field::Body, &agencies.raw);
        for name in unnamed(agencies, plan) {
            document.push(Field::Body, name);
        }
    }
    push_all(&mut document, [&task.deadline]);
    document
}

/// The names of the agencies that a cell comes down to and does not spell out.
fn unnamed<'a>(agencies: &'a Agencies, plan: &'a Plan) -> impl Iterator<Item = &'a str> {
    let named = plan.agencies.iter().filter(|agency| agencies.ids.contains(&agency.id));
    named.map(|agency| agency.name.as_str()).filter(|name| !agencies.raw.shown().contains(name))
}

fn of_decision(mut document: Document, plan: &Plan) -> Document {
    let decision = &plan.decision;
    document.push(Field::Number, &decision.number);
    push(&mut document, Field::Title, &decision.subject);
    push_all(&mut document, [&decision.issuer]);
    document.push(Field::Body, &format!("{}, {}", decision.place, dates::show(decision.issued_on)));
    push_all(&mut document, decision.grounds.iter().chain(&decision.recipients));
    push_all(&mut document, [&decision.signer_office]);
    document.push(Field::Body, &decision.signer);
    document
}

fn of_chapter(mut document: Document, chapter: &Chapter) -> Document {
    document.push(Field::Code, &chapter.number);
    push(&mut document, Field::Title, &chapter.title);
    push_all(&mut document, chapter.intro.iter().chain(&chapter.closing));
    document
}

fn of_clauses(clauses: &[Clause], coded: &dyn Fn(&Code) -> Document, documents: &mut Vec<Document>) {
    for clause in clauses {
        let mut document = coded(&clause.code);
        push_all(&mut document, [&clause.text]);
        push_all(&mut document, clause.more.iter().map(|paragraph| &paragraph.text));
        push_all(&mut document, &clause.footnotes);
        documents.push(document);
        of_clauses(&clause.clauses, coded, documents);
    }
}
