//! The server of Sổ tay CCHC as a library; the binary `sotay` is a thin shell over [`cli`].
//!
//! - [`cli`]: the commands, one file each.
//! - [`http`]: what a browser asks for: the API under `/api/v1` and the built client.
//! - [`store`]: the database. The only place with SQL.
//! - [`files`]: the bytes of evidence files, in the data folder.
//! - [`practice`]: made-up progress for training.
//!
//! The rules (who may do what, what a change may say, how it is taken) are not here but in `sotay-core`;
//! [`store::ledger`] implements its `Ledger` and [`http`] serves its `wire`.

pub mod cli;
pub mod clock;
pub mod embedded;
pub mod files;
pub mod http;
pub mod password;
pub mod practice;
pub mod random;
pub mod store;
