//! Rules of the architecture that no compiler knows. Each is a small function from text to problems, so
//! that its tests are as short as the rule.

mod files;
mod licences;
mod rules;
mod source;

use crate::project::{Project, files_below, relative};
use crate::shell;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    path: String,
    /// From 1; 0 for the file as a whole.
    line: usize,
    what: String,
}

impl Problem {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

/// Reads the repository's files and prints every problem.
pub fn check(project: &Project) -> Result<()> {
    let paths = tracked(project)?;
    let mut problems = Vec::new();
    for path in &paths {
        // What is not UTF-8 is an image.
        let Ok(text) = fs::read_to_string(project.path(path)) else { continue };
        problems.extend(files::too_long(path, &text));
        problems.extend(files::machine_paths(path, &text));
        if path.ends_with(".rs") {
            problems.extend(rules::all(path, &source::Source::read(&text)));
        }
    }
    problems.extend(files::styles_match_components(&paths));
    problems.extend(unregistered_tests(project, &paths)?);
    problems.extend(licences::check(project)?);
    for problem in &problems {
        let Problem { path, line, what } = problem;
        if *line > 0 { println!("{path}:{line}: {what}") } else { println!("{path}: {what}") }
    }
    match problems.len() {
        0 => println!("tidy: {} files, nothing to say.", paths.len()),
        number => bail!("tidy: {number} problems"),
    }
    Ok(())
}

/// Files that are in git or about to be; without git, all that are not of a build.
fn tracked(project: &Project) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(project.root());
    let paths: Vec<String> = match shell::output(&mut git) {
        Ok(list) => list.lines().map(str::to_owned).collect(),
        Err(_) => all_files(project.root())?,
    };
    Ok(paths.into_iter().filter(|path| project.path(path).is_file()).collect())
}

fn all_files(root: &Path) -> Result<Vec<String>> {
    const BUILT: &[&str] = &["target/", "dist/", "data/", "node_modules/", ".tools/", ".git/"];
    let paths = files_below(root)?.iter().map(|path| relative(root, path)).collect::<Vec<_>>();
    Ok(paths.into_iter().filter(|path| !BUILT.iter().any(|dir| path.starts_with(dir))).collect())
}

/// The packages' manifests and test files, for [`files::unregistered`].
fn unregistered_tests(project: &Project, paths: &[String]) -> Result<Vec<Problem>> {
    let read = |path: &String| {
        let text = fs::read_to_string(project.path(path)).with_context(|| format!("reading {path}"))?;
        Ok((path.clone(), text))
    };
    let relevant = paths.iter().filter(|path| {
        path.ends_with("Cargo.toml") || (path.ends_with(".rs") && files::tests_folder(path).is_some())
    });
    Ok(files::unregistered(&relevant.map(read).collect::<Result<Vec<_>>>()?))
}
