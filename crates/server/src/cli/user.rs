//! `sotay user`.

use super::{Data, Failure, say};
use crate::{
    password,
    store::{
        Store,
        people::{self, NewPerson},
    },
};
use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use sotay_core::{ids::UnitId, rights::Role};
use std::io::{BufRead, IsTerminal, stdin};

/// Accounts.
#[derive(Subcommand)]
pub enum User {
    /// Make an account.
    Add {
        /// What the person signs in with: a-z, 0-9 and -.
        #[arg(long)]
        account: String,
        /// The person's name, as it is shown beside what they record.
        #[arg(long)]
        name: String,
        /// What the person may do.
        #[arg(long, value_parser = role())]
        role: Role,
        /// The unit the account is for; may be given more than once.
        #[arg(long = "unit", value_name = "ID", required = true)]
        units: Vec<UnitId>,
        /// Take the password from the first line of the input instead of asking for it.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        data: Data,
    },
}

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::name))
        .try_map(|name| Role::ALL.into_iter().find(|role| role.name() == name).ok_or("this is not a role"))
}

impl User {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Self::Add { account, name, role, units, password_stdin, data } = self;
        let store = Store::visit(&data.folder)?;
        let password = password::hash(&ask(password_stdin)?)?;
        let person = NewPerson { account, name, role, units, password };
        let id = store.write_blocking(move |connection| people::add(connection, &person))?;
        say(&format!("account {id} made\n"));
        Ok(())
    }
}

/// The password, from the input or from the person at the terminal.
fn ask(from_input: bool) -> Result<String, Failure> {
    if from_input {
        let mut line = String::new();
        stdin().lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !stdin().is_terminal() {
        return Err("there is no terminal to ask for the password at: use --password-stdin".into());
    }
    let first = rpassword::prompt_password("Password: ")?;
    if rpassword::prompt_password("Once more: ")? != first {
        return Err("the two passwords differ".into());
    }
    Ok(first)
}
