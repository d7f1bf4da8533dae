//! Every crate that goes into the programs has a licence that `deny.toml` accepts. `cargo deny` knows more;
//! this much needs no installation.

use super::Problem;
use crate::project::Project;
use crate::shell;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

/// The crates of the server's and the client's platform with a licence that is not on the list.
pub fn check(project: &Project) -> Result<Vec<Problem>> {
    let list = fs::read_to_string(project.path("deny.toml")).context("reading deny.toml")?;
    let accepted = accepted(&list);
    let host = shell::output(std::process::Command::new("rustc").args(["--print", "host-tuple"]))?;
    let mut refused = BTreeSet::new();
    for platform in [host.trim(), "wasm32-unknown-unknown"] {
        let args = ["metadata", "--quiet", "--format-version", "1", "--filter-platform", platform];
        let text = shell::output(shell::cargo(&args).current_dir(project.root()))?;
        let metadata: Metadata = serde_json::from_str(&text).context("reading cargo's metadata")?;
        for Package { name, version, license } in metadata.packages {
            let license = license.unwrap_or_default();
            if !is_accepted(&license, &accepted) {
                refused.insert(format!("{name} {version} has the licence `{license}`"));
            }
        }
    }
    Ok(refused.into_iter().map(|what| Problem::new("deny.toml", 0, what)).collect())
}

/// The texts of the list `allow` under `[licenses]`.
fn accepted(deny: &str) -> Vec<&str> {
    let section = deny.split_once("[licenses]").map_or("", |(_, after)| after);
    let list = section.split_once("allow = [").and_then(|(_, after)| after.split_once(']'));
    let texts = list.map_or("", |(list, _)| list).split('"').skip(1).step_by(2);
    texts.collect()
}

/// An SPDX expression, with the old `/` for `OR`: of the alternatives one has to be accepted, of the
/// conjunctions all.
fn is_accepted(expression: &str, accepted: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    alternatives(&mut words, accepted) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn alternatives(words: &mut Words, accepted: &[&str]) -> bool {
    let mut one = conjunction(words, accepted);
    while words.next_if_eq(&"OR").is_some() {
        // Not `||` on the call: the words have to be taken in any case.
        one |= conjunction(words, accepted);
    }
    one
}

fn conjunction(words: &mut Words, accepted: &[&str]) -> bool {
    let mut all = licence(words, accepted);
    while words.next_if_eq(&"AND").is_some() {
        all &= licence(words, accepted);
    }
    all
}

fn licence(words: &mut Words, accepted: &[&str]) -> bool {
    let Some(word) = words.next() else { return false };
    if word == "(" {
        let inside = alternatives(words, accepted);
        return words.next() == Some(")") && inside;
    }
    let exception = words.next_if_eq(&"WITH").and_then(|_| words.next());
    let name = exception.map_or(word.to_owned(), |exception| format!("{word} WITH {exception}"));
    accepted.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_from_its_section() {
        let deny =
            "[graph]\ntargets = [\"x\"]\n[licenses]\nallow = [\n  \"MIT\",\n  \"A WITH b\",\n]\n[bans]\n";
        assert_eq!(accepted(deny), ["MIT", "A WITH b"]);
    }

    #[test]
    fn expressions_are_judged() {
        let accepted = ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
        for fine in [
            "MIT",
            "MIT OR GPL-2.0-only",
            "GPL-2.0-only/MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only",
        ] {
            assert!(is_accepted(fine, &accepted), "{fine}");
        }
        for bad in ["", "GPL-2.0-only", "MIT AND GPL-2.0-only", "Apache-2.0", "(MIT", "MIT MIT"] {
            assert!(!is_accepted(bad, &accepted), "{bad}");
        }
    }
}
