//! The day's work, each test a sentence of the specification. A module for each concern.
#![allow(missing_docs)]

mod carry;
mod conflict;
mod counter;
mod evidence;
mod faults;
mod fields;
mod install;
mod item;
mod lists;
mod look;
mod offline;
mod plan;
mod practice;
mod quarter;
mod search;
mod sheet;
mod sign_in;
mod tabs;
mod talk;
mod units;
mod update;
mod versions;
