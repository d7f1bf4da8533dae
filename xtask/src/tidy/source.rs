//! Rust source split into what is code and what is text. Not a parser: just enough to tell a string from
//! a comment from code.

/// A file up to its test module.
#[derive(Debug, Default)]
pub struct Source {
    /// The lines of code, comments and the insides of strings blanked.
    pub code: Vec<String>,
    /// The string literals with their lines, from 1.
    pub strings: Vec<(usize, String)>,
}

impl Source {
    /// Splits a file. A `#[cfg(test)]` module, which stands last by custom, is left out: a test may hold
    /// any text.
    pub fn read(text: &str) -> Self {
        let mut reader =
            Reader { rest: &text[..end_of_code(text)], code: String::new(), line: 1, strings: Vec::new() };
        while reader.step() {}
        Self { code: reader.code.lines().map(str::to_owned).collect(), strings: reader.strings }
    }
}

fn end_of_code(text: &str) -> usize {
    let module = text.match_indices("#[cfg(test)]").find(|(at, mark)| {
        let after = text[at + mark.len()..].trim_start();
        after.starts_with("mod ") && after.lines().next().is_some_and(|line| line.ends_with('{'))
    });
    module.map_or(text.len(), |(at, _)| at)
}

struct Reader<'a> {
    rest: &'a str,
    code: String,
    line: usize,
    strings: Vec<(usize, String)>,
}

impl Reader<'_> {
    /// Takes the next piece; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment(self.rest));
        } else if first == '"' {
            self.string(1, "\"", true);
        } else if let Some(hashes) = raw_string(self.rest, self.code.chars().next_back()) {
            let open = self.rest.find('"').map_or(1, |at| at + 1);
            self.string(open, &format!("\"{}", "#".repeat(hashes)), false);
        } else if first == '\'' {
            self.take(character(self.rest));
        } else {
            self.take(first.len_utf8());
        }
        true
    }

    /// Moves `length` bytes to the code as they are.
    fn take(&mut self, length: usize) {
        let (piece, rest) = self.rest.split_at(length);
        self.line += piece.matches('\n').count();
        self.code.push_str(piece);
        self.rest = rest;
    }

    /// Moves `length` bytes, leaving only their line ends.
    fn blank(&mut self, length: usize) {
        let (piece, rest) = self.rest.split_at(length);
        self.line += piece.matches('\n').count();
        self.code.push(' ');
        self.code.extend(piece.chars().filter(|c| *c == '\n'));
        self.rest = rest;
    }

    fn string(&mut self, open: usize, close: &str, escapes: bool) {
        let start = self.line;
        let body = &self.rest[open..];
        let mut end = body.len();
        let mut escaped = false;
        for (at, c) in body.char_indices() {
            if !escaped && body[at..].starts_with(close) {
                end = at;
                break;
            }
            escaped = escapes && c == '\\' && !escaped;
        }
        self.strings.push((start, body[..end].to_owned()));
        self.code.push('"');
        self.blank((open + end + close.len()).min(self.rest.len()));
        self.code.push('"');
    }
}

/// Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The number of hashes if a raw string begins here. `before` is the character ahead: in `for"` the r
/// belongs to a word.
fn raw_string(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let marks = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let body = marks.trim_start_matches('#');
    body.starts_with('"').then(|| marks.len() - body.len())
}

/// The length of a character literal, or of the tick of a lifetime.
fn character(text: &str) -> usize {
    let body = &text[1..];
    let Some(first) = body.chars().next() else { return 1 };
    if first == '\\' {
        let after = body[1..].char_indices().nth(1).map_or(body.len(), |(at, _)| at + 1);
        return body[after..].find('\'').map_or(text.len(), |at| 1 + after + at + 1);
    }
    if body[first.len_utf8()..].starts_with('\'') { first.len_utf8() + 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, strings: &[&str]) {
        let source = Source::read(text);
        let squeezed = source.code.join("\n").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeezed, code);
        assert_eq!(source.strings.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), strings);
    }

    #[test]
    fn comments_go_and_strings_are_set_apart() {
        check("let a = \"x // y\"; // z", "let a = \" \";", &["x // y"]);
        check("/* a /* b */ c */ let d = 1;", "let d = 1;", &[]);
        check(r#"f("a\"b", 'c', '"', '\'', "d")"#, r#"f(" ", 'c', '"', '\'', " ")"#, &["a\\\"b", "d"]);
        check(r##"g(r#"say "hi""#, r"\", br"z")"##, "g(\" \", \" \", \" \")", &["say \"hi\"", "\\", "z"]);
        check("fn f<'a>(x: &'a str) -> &'a str { x }", "fn f<'a>(x: &'a str) -> &'a str { x }", &[]);
        check("let n = '\\u{1b}'; \"s\"", "let n = '\\u{1b}'; \" \"", &["s"]);
    }

    #[test]
    fn lines_are_counted_through_strings_and_comments() {
        let source = Source::read("/*\n*/ \"a\n b\"\n// c\n\"d\"");
        assert_eq!(source.strings, [(2, "a\n b".to_owned()), (5, "d".to_owned())]);
    }

    #[test]
    fn a_test_module_is_left_out() {
        check("a(\"b\");\n#[cfg(test)]\nmod tests {\n c(\"d\") }", "a(\" \");", &["b"]);
        check("#[cfg(test)]\nmod tests;\na(\"b\");", "#[cfg(test)] mod tests; a(\" \");", &["b"]);
    }
}
