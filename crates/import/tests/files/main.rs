//! Plans that come as files: Word, Excel, CSV. All of them are made by the tests.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

#[path = "../common/mod.rs"]
mod common;

mod another_city;
mod hostile;
mod layouts;
mod next_year;
mod office;
mod same_plan;
