//! The facts of the 2023 plan: what its source says, counted and compared by hand.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod appendix;
#[path = "../common/mod.rs"]
mod common;
mod duties;
mod references;
mod report;
mod text;

use common::{SOURCE, understood};
use sotay_core::{
    code::Code,
    plan::{Clause, Plan, Task},
};
use sotay_import::Report;
use std::sync::LazyLock;

static READ: LazyLock<(Plan, Report)> = LazyLock::new(|| understood(SOURCE));

fn plan() -> &'static Plan {
    &READ.0
}

fn report() -> &'static Report {
    &READ.1
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn task(text: &str) -> &'static Task {
    plan().task(&code(text)).unwrap_or_else(|| panic!("no task {text}"))
}

fn clause(text: &str) -> &'static Clause {
    plan().clause(&code(text)).unwrap_or_else(|| panic!("no clause {text}"))
}

fn codes<'a>(tasks: impl Iterator<Item = &'a Task>) -> Vec<String> {
    tasks.map(|task| task.code.to_string()).collect()
}

fn tasks_where(which: impl Fn(&Task) -> bool) -> Vec<String> {
    codes(plan().tasks().map(|(_, task)| task).filter(|task| which(task)))
}

fn items() -> impl Iterator<Item = &'static Clause> {
    plan().focus.clauses.iter().flat_map(|group| &group.clauses)
}
