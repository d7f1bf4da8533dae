//! Rules about Rust source: which layer may hold what.

use super::Problem;
use super::source::Source;

/// A rule: the problems of one file.
type Rule = fn(&str, &Source) -> Vec<Problem>;

/// All rules on one file.
pub fn all(path: &str, source: &Source) -> Vec<Problem> {
    const RULES: &[Rule] = &[browser_layers, sql_layer, words, markup, style_attributes];
    RULES.iter().flat_map(|rule| rule(path, source)).collect()
}

fn in_client(path: &str) -> bool {
    path.starts_with("src/")
}

/// No browser API in pages, components and core: they run natively in tests, and the rest goes by
/// `platform`, `store` and `sync`.
fn browser_layers(path: &str, source: &Source) -> Vec<Problem> {
    const LAYERS: &[&str] = &["src/pages/", "src/components/", "crates/core/"];
    const CRATES: &[&str] = &["web_sys", "js_sys", "wasm_bindgen"];
    if !LAYERS.iter().any(|layer| path.starts_with(layer)) {
        return Vec::new();
    }
    let browser = |word: &&str| CRATES.contains(word) || word.starts_with("gloo");
    on_code(path, source, |line| {
        let word = words_of(line).find(browser)?;
        Some(format!("`{word}` in this layer: browser APIs belong in src/platform, store or sync"))
    })
}

/// No SQL outside the server's store.
fn sql_layer(path: &str, source: &Source) -> Vec<Problem> {
    const SQL: &[&str] = &[
        "SELECT ",
        "INSERT INTO ",
        "INSERT OR ",
        "UPDATE ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "DROP TABLE ",
        "PRAGMA ",
    ];
    let is_own_source = in_client(path) || (path.starts_with("crates/") && path.contains("/src/"));
    if !is_own_source || path.starts_with("crates/server/src/store/") || path == "crates/server/src/store.rs"
    {
        return Vec::new();
    }
    on_strings(path, source, |text| {
        let begins = |word: &&&str| text.trim_start().starts_with(**word);
        SQL.iter().find(begins).map(|_| "SQL outside crates/server/src/store".to_owned())
    })
}

/// Every word on the screens lies in src/text, in both languages.
fn words(path: &str, source: &Source) -> Vec<Problem> {
    // A test may hold any text, in a file of its own too.
    let elsewhere = path.starts_with("src/text/") || path == "src/text.rs" || path.ends_with("/tests.rs");
    if !in_client(path) || elsewhere {
        return Vec::new();
    }
    on_strings(path, source, |text| {
        let letter = text.chars().find(|c| is_vietnamese(*c))?;
        Some(format!("a text with `{letter}` outside src/text: {}", excerpt(text)))
    })
}

fn is_vietnamese(c: char) -> bool {
    matches!(c, '\u{1ea0}'..='\u{1ef9}')
        || "ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ".contains(c.to_lowercase().next().unwrap_or(c))
}

/// No markup from strings.
fn markup(path: &str, source: &Source) -> Vec<Problem> {
    const SINKS: &[&str] = &[
        "inner_html",
        "set_inner_html",
        "outer_html",
        "set_outer_html",
        "insert_adjacent_html",
        "document_write",
    ];
    if !in_client(path) {
        return Vec::new();
    }
    on_code(path, source, |line| {
        let word = words_of(line).find(|word| SINKS.contains(word))?;
        Some(format!("`{word}`: build elements, never markup from text"))
    })
}

/// A `style` attribute is dropped by the CSP without a word; `style:width=` goes through the CSSOM and
/// is let through.
fn style_attributes(path: &str, source: &Source) -> Vec<Problem> {
    if !in_client(path) {
        return Vec::new();
    }
    on_code(path, source, |line| {
        let is_attribute = line.match_indices("style=").any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let is_whole = before.is_none_or(|c| !(c.is_alphanumeric() || "_-:.".contains(c)));
            is_whole && !line[at + "style=".len()..].starts_with('=')
        });
        is_attribute
            .then(|| "a `style` attribute: the CSP drops it; use a class, or `style:name=`".to_owned())
    })
}

// --- Helpers ------------------------------------------------------------------------------------------

fn on_code(path: &str, source: &Source, judge: impl Fn(&str) -> Option<String>) -> Vec<Problem> {
    let judged = source.code.iter().enumerate().filter_map(|(index, line)| Some((index + 1, judge(line)?)));
    judged.map(|(line, what)| Problem::new(path, line, what)).collect()
}

fn on_strings(path: &str, source: &Source, judge: impl Fn(&str) -> Option<String>) -> Vec<Problem> {
    let judged = source.strings.iter().filter_map(|(line, text)| Some((*line, judge(text)?)));
    judged.map(|(line, what)| Problem::new(path, line, what)).collect()
}

fn words_of(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

fn excerpt(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("\"{short}…\"") } else { format!("\"{short}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that a rule complains about.
    #[track_caller]
    fn check(rule: Rule, path: &str, text: &str, lines: &[usize]) {
        let found: Vec<usize> = rule(path, &Source::read(text)).iter().map(|problem| problem.line).collect();
        assert_eq!(found, lines, "{path}: {text}");
    }

    #[test]
    fn browser_apis_stay_out_of_pages_components_and_core() {
        check(browser_layers, "src/pages/item.rs", "use a;\nuse web_sys::Window;", &[2]);
        check(browser_layers, "src/components/row.rs", "use leptos::wasm_bindgen::JsCast;", &[1]);
        check(browser_layers, "crates/core/src/lib.rs", "use gloo_timers::Timeout;", &[1]);
        check(browser_layers, "src/platform/clock.rs", "use js_sys::Date;", &[]);
        check(
            browser_layers,
            "src/pages/item.rs",
            "// web_sys is not used\nlet a = \"web_sys\"; my_web_sys()",
            &[],
        );
    }

    #[test]
    fn sql_stays_in_the_store() {
        check(sql_layer, "crates/server/src/api.rs", "q(\"SELECT 1\");\nq(\"\n  INSERT INTO t\")", &[1, 2]);
        check(sql_layer, "crates/server/src/store/sqlite.rs", "q(\"SELECT 1\")", &[]);
        check(sql_layer, "crates/server/tests/http.rs", "q(\"SELECT 1\")", &[]);
        check(sql_layer, "crates/core/src/lib.rs", "q(\"SELECTED\"); // SELECT 1", &[]);
    }

    #[test]
    fn words_stay_in_text() {
        check(words, "src/pages/viec.rs", "\"Việc\"", &[1]);
        check(words, "src/app.rs", "\"ĐANG\"\n\"a\"\n\"à\"", &[1, 3]);
        check(words, "src/text/vi.rs", "\"Việc\"", &[]);
        check(words, "crates/core/src/code.rs", "\"Quý\"", &[]);
        check(words, "src/app.rs", "// Việc\n\"viec 12 km²\"\n#[cfg(test)]\nmod tests {\n \"Việc\" }", &[]);
    }

    #[test]
    fn markup_is_never_made_from_text() {
        check(markup, "src/pages/a.rs", "<p inner_html=x/>\nel.set_inner_html(&t);", &[1, 2]);
        check(markup, "src/pages/a.rs", "// inner_html", &[]);
    }

    #[test]
    fn style_attributes_are_found() {
        check(
            style_attributes,
            "src/components/a.rs",
            "<p style=\"a\">\n<p class=x style=move || y>",
            &[1, 2],
        );
        check(
            style_attributes,
            "src/components/a.rs",
            "<p style:width=w>\nlet style = 1;\nif style==2 {}\nlist-style=1",
            &[],
        );
    }
}
