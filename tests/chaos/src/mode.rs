//! The commands: one file each. Each gives a [`Report`](crate::report::Report); an error means that the run
//! itself broke off.

pub mod full;
pub mod kill;
pub mod locked;
pub mod power;
pub mod restore;
pub mod storm;
