//! Rules about files: their names, lengths and places.

use super::Problem;
use std::collections::BTreeSet;

/// A file is a room; past this it is two.
const LONGEST: usize = 500;

/// Source that has grown too long. Data, lock files and the changelog may be as long as they are.
pub fn too_long(path: &str, text: &str) -> Option<Problem> {
    let is_source =
        [".rs", ".js", ".css", ".html", ".toml", ".md"].iter().any(|ending| path.ends_with(ending));
    let lines = text.lines().count();
    if !is_source || path == "CHANGELOG.md" || lines <= LONGEST {
        return None;
    }
    Some(Problem::new(path, 0, format!("{lines} lines; {LONGEST} is the most")))
}

/// Paths of the machine that somebody works on.
pub fn machine_paths(path: &str, text: &str) -> Vec<Problem> {
    // In two parts, or this file would complain about itself.
    const PATHS: &[&str] =
        &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp", "/t-"), concat!("/ho", "me/")];
    let found = text.lines().enumerate().filter_map(|(index, line)| {
        let bad = PATHS.iter().find(|bad| is_from_the_top(line, bad))?;
        Some(Problem::new(path, index + 1, format!("a path of one machine: {bad}")))
    });
    found.collect()
}

/// `https://x/home/` and `a/home/b` are no paths from the top of a machine.
fn is_from_the_top(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        line[..at].chars().next_back().is_none_or(|c| !(c.is_alphanumeric() || "._-/}".contains(c)))
    })
}

/// Each component has its style under the same name and each style its component.
pub fn styles_match_components(paths: &[String]) -> Vec<Problem> {
    let names = |folder: &str, ending: &str| -> BTreeSet<String> {
        let inside = paths.iter().filter_map(|path| path.strip_prefix(folder)?.strip_suffix(ending));
        inside.filter(|name| *name != "mod").map(str::to_owned).collect()
    };
    let components = names("src/components/", ".rs");
    let styles = names("style/components/", ".css");
    let unstyled = components.difference(&styles).map(|name| {
        let what = format!("has no style/components/{name}.css");
        Problem::new(&format!("src/components/{name}.rs"), 0, what)
    });
    let left_over = styles.difference(&components).map(|name| {
        let what = format!("has no src/components/{name}.rs");
        Problem::new(&format!("style/components/{name}.css"), 0, what)
    });
    unstyled.chain(left_over).collect()
}

/// The folder of a package and the path below its `tests/`, for a file that lies in one. The package
/// `tests/e2e` has a `tests/` of its own; the innermost counts.
pub fn tests_folder(path: &str) -> Option<(&str, &str)> {
    if let Some((package, inside)) = path.rsplit_once("/tests/") {
        return Some((package, inside));
    }
    path.strip_prefix("tests/").filter(|inside| !inside.contains("/src/")).map(|inside| ("", inside))
}

/// Test files that no cargo target reaches, which would pass for ever. `files` are the manifests and the
/// files under `tests/` with their texts.
pub fn unregistered(files: &[(String, String)]) -> Vec<Problem> {
    let manifest = |package: &str| {
        let name = if package.is_empty() { "Cargo.toml".to_owned() } else { format!("{package}/Cargo.toml") };
        files.iter().find(|(path, _)| *path == name).map(|(_, text)| text.as_str())
    };
    let is_module = |path: &str| {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
        let (home, name) =
            if file == "mod.rs" { (above, last) } else { (folder, file.trim_end_matches(".rs")) };
        let declared = |text: &str| {
            text.lines()
                .any(|line| line.trim_start().trim_start_matches("pub ").starts_with(&format!("mod {name};")))
        };
        // Declared by a file beside it, or by the file or `mod.rs` that its folder belongs to.
        files.iter().any(|(other, text)| {
            let other_folder = other.rsplit_once('/').map_or("", |(folder, _)| folder);
            let owner = format!("{home}.rs");
            other != path && (other_folder == home || *other == owner) && declared(text)
        })
    };
    let forgotten = files.iter().filter(|(path, _)| {
        let Some((package, inside)) = tests_folder(path) else { return false };
        let Some(manifest) = manifest(package) else { return false };
        let by_itself =
            !inside.contains('/') || (inside.ends_with("/main.rs") && inside.matches('/').count() == 1);
        let by_path = manifest.contains(&format!("\"tests/{inside}\""));
        path.ends_with(".rs") && !by_itself && !by_path && !is_module(path)
    });
    forgotten
        .map(|(path, _)| Problem::new(path, 0, "no test target reaches this file: add a [[test]]"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_source_is_named_and_long_data_is_not() {
        let long = "x\n".repeat(501);
        assert!(too_long("src/a.rs", &long).is_some());
        assert!(too_long("src/a.rs", &long[2..]).is_none());
        for path in ["Cargo.lock", "plans/a.json", "plans/a.txt", "CHANGELOG.md"] {
            assert!(too_long(path, &long).is_none(), "{path}");
        }
    }

    #[test]
    fn machine_paths_are_found() {
        let bad = concat!("a\ncd /wo", "rk/x\n`/ro", "ot/.cargo`");
        let lines: Vec<usize> = machine_paths("a.md", bad).iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3]);
        let fine = concat!("https://example.org/wo", "rk/ and a/ro", "ot/b");
        assert!(machine_paths("a.md", fine).is_empty());
    }

    #[test]
    fn components_and_styles_go_in_pairs() {
        let paths =
            ["src/components/mod.rs", "src/components/row.rs", "style/components/chip.css", "style/base.css"];
        let problems = styles_match_components(&paths.map(str::to_owned));
        let named: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(named, ["src/components/row.rs", "style/components/chip.css"]);
    }

    #[track_caller]
    fn check_tests(files: &[(&str, &str)], forgotten: &[&str]) {
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
        let problems = unregistered(&files);
        assert_eq!(problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), forgotten);
    }

    #[test]
    fn a_forgotten_test_file_is_found() {
        check_tests(
            &[
                ("Cargo.toml", "[[test]]\npath = \"tests/web/store.rs\""),
                ("tests/web/store.rs", ""),
                ("tests/web/sync.rs", ""),
            ],
            &["tests/web/sync.rs"],
        );
        check_tests(&[("crates/a/Cargo.toml", ""), ("crates/a/tests/one.rs", "")], &[]);
        check_tests(&[("crates/a/Cargo.toml", ""), ("crates/a/tests/two/main.rs", "")], &[]);
    }

    #[test]
    fn modules_of_a_test_are_reached_by_it() {
        let manifest = ("tests/e2e/Cargo.toml", "");
        let test = ("tests/e2e/tests/day.rs", "mod common;\n");
        check_tests(
            &[
                manifest,
                test,
                ("tests/e2e/tests/common/mod.rs", "pub mod page;"),
                ("tests/e2e/tests/common/page.rs", ""),
            ],
            &[],
        );
        check_tests(
            &[manifest, test, ("tests/e2e/tests/other/mod.rs", "")],
            &["tests/e2e/tests/other/mod.rs"],
        );
    }

    #[test]
    fn the_innermost_tests_folder_counts() {
        assert_eq!(tests_folder("tests/e2e/tests/a.rs"), Some(("tests/e2e", "a.rs")));
        assert_eq!(tests_folder("tests/web/a.rs"), Some(("", "web/a.rs")));
        assert_eq!(tests_folder("tests/e2e/src/lib.rs"), None);
        assert_eq!(tests_folder("src/a.rs"), None);
    }
}
