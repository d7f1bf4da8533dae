//! What differs between two versions of a plan, as lines of text.

use sotay_core::{
    compare::{Aspect, Change, Difference, Mark, Place, Tally, marks},
    plan::Plan,
};
use std::fmt::Write;

/// One line a difference, then how many there are. Words that went stand as `[-…-]`, words that came as `{+…+}`.
pub fn describe(differences: &[Difference], new: &Plan) -> String {
    let mut text = String::new();
    for difference in differences {
        let at = place(&difference.place, new);
        // Writing to a text cannot fail.
        let _ = match &difference.change {
            Change::Added(words) => writeln!(text, "{at}: added: {words}"),
            Change::Dropped(words) => writeln!(text, "{at}: dropped: {words}"),
            Change::Renumbered { from, to } => writeln!(text, "{at}: renumbered from {from} to {to}"),
            Change::Reworded { aspect, old, new } => {
                writeln!(text, "{at}: {}: {}", name(*aspect), marked(old, new))
            }
        };
    }
    let tally = Tally::of(differences);
    if tally.is_nothing() {
        return "nothing differs\n".to_owned();
    }
    let _ = writeln!(
        text,
        "tasks: {} added, {} changed, {} dropped, {} renumbered; other places: {}",
        tally.added, tally.changed, tally.dropped, tally.renumbered, tally.elsewhere
    );
    text
}

fn place(place: &Place, plan: &Plan) -> String {
    match place {
        Place::Head => "head".to_owned(),
        Place::Chapter(at) => {
            let number = plan.chapters().get(*at).map_or("", |chapter| chapter.number.as_str());
            format!("section {number}")
        }
        Place::Clause(code) | Place::Group(code) => code.to_string(),
        Place::Task { code, number } if code == number => code.to_string(),
        Place::Task { code, number } => format!("{number} (code {code})"),
    }
}

fn name(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Text => "text",
        Aspect::More => "further paragraphs",
        Aspect::Product => "product",
        Aspect::Deadline => "deadline",
        Aspect::Lead => "lead",
        Aspect::Coordinators => "coordinators",
        Aspect::WaitsFor => "waits for",
        Aspect::Membership => "checklist",
    }
}

fn marked(old: &str, new: &str) -> String {
    let words = marks(old, new).into_iter().map(|mark| match mark {
        Mark::Kept(words) => words,
        Mark::Gone(words) => format!("[-{words}-]"),
        Mark::New(words) => format!("{{+{words}+}}"),
    });
    words.collect::<Vec<_>>().join(" ")
}
