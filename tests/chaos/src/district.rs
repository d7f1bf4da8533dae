//! The district that a run plays in: the shipped units and plan, and accounts, made by the product's own
//! commands.

use crate::server::{Server, Sotay};
use anyhow::{Context, Result};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

/// The password of every account.
pub const PASSWORD: &str = "một mật khẩu để thử";

/// An account to be made.
#[derive(Clone, Debug)]
pub struct Account {
    /// What its person signs in with.
    pub name: String,
    role: &'static str,
    /// The units it is for.
    pub units: Vec<&'static str>,
}

/// Who only reads: the district's account.
pub const READER: &str = "quan";

/// The wards of the shipped units file.
pub const WARDS: [&str; 10] = [
    "an-lac",
    "an-lac-a",
    "binh-hung-hoa",
    "binh-hung-hoa-a",
    "binh-hung-hoa-b",
    "binh-tri-dong",
    "binh-tri-dong-a",
    "binh-tri-dong-b",
    "tan-tao",
    "tan-tao-a",
];

impl Account {
    fn new(name: &str, role: &'static str, units: &[&'static str]) -> Self {
        Self { name: name.into(), role, units: units.to_vec() }
    }

    /// Whether it may record for its units.
    pub fn records(&self) -> bool {
        self.role != "district"
    }
}

/// Four people of three wards, one of them with two wards, and the district's reader.
pub fn few() -> Vec<Account> {
    vec![
        Account::new("an", "ward-officer", &["an-lac"]),
        Account::new("an-ct", "ward-chair", &["an-lac"]),
        Account::new("tan", "ward-officer", &["tan-tao"]),
        Account::new("hai", "ward-officer", &["tan-tao", "an-lac-a"]),
        Account::new(READER, "district", &["quan-binh-tan"]),
    ]
}

/// An officer and a chair of each ward, and the district's reader.
pub fn all() -> Vec<Account> {
    let of_ward = WARDS.iter().flat_map(|ward| {
        [
            Account::new(ward, "ward-officer", &[ward]),
            Account::new(&format!("{ward}-ct"), "ward-chair", &[ward]),
        ]
    });
    of_ward.chain([Account::new(READER, "district", &["quan-binh-tan"])]).collect()
}

/// Fills an empty data folder: a first start of the server makes the database, then units, plan and
/// `accounts` as README tells an administrator to.
pub fn furnish(sotay: &Sotay, folder: &Path, accounts: &[Account]) -> Result<()> {
    let server = Server::start(sotay, folder)?;
    let data: [&OsStr; 2] = ["--data".as_ref(), folder.as_os_str()];
    let [units, plan] = ["plans/units-binh-tan.json", "plans/binh-tan-2023.json"].map(shipped);
    sotay.run(&[&["units".as_ref(), "load".as_ref(), units.as_os_str()], &data[..]].concat())?;
    sotay.run(&[&["plan".as_ref(), "publish".as_ref(), plan.as_os_str()], &data[..]].concat())?;
    for account in accounts {
        let mut arguments: Vec<&OsStr> = ["user", "add", "--account", &account.name, "--name", "Người thử"]
            .into_iter()
            .chain(["--role", account.role, "--password-stdin"])
            .map(OsStr::new)
            .collect();
        for unit in &account.units {
            arguments.extend([OsStr::new("--unit"), OsStr::new(unit)]);
        }
        arguments.extend(data);
        sotay
            .run_with(&arguments, &format!("{PASSWORD}\n"))
            .with_context(|| format!("the account {}", account.name))?;
    }
    server.stop()
}

fn shipped(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}
