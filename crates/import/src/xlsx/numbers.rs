//! Numbers as a sheet shows them: "1.10", 31/10/2023.

use crate::{
    refusal::FileError,
    xml::{self, Node},
};
use jiff::{ToSpan, civil::Date};
use std::collections::HashMap;

/// Excel counts with fifteen digits.
const DIGITS: usize = 15;

/// How a cell's style shows a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Format {
    /// As short as it goes.
    #[default]
    General,
    /// With so many digits behind the point.
    Decimals(usize),
    /// As a day.
    Day,
    /// In per cent, with so many digits behind the point.
    PerCent(usize),
}

/// The styles' formats by the styles' numbers.
pub struct Formats {
    styles: Vec<Format>,
    from_1904: bool,
}

impl Formats {
    /// A workbook without styles.
    pub fn plain(from_1904: bool) -> Self {
        Self { styles: Vec::new(), from_1904 }
    }

    /// Reads the part of the styles.
    pub fn read(part: &str, xml: &str, from_1904: bool) -> Result<Self, FileError> {
        let mut own: HashMap<String, Format> = HashMap::new();
        let (mut styles, mut in_cells) = (Vec::new(), false);
        xml::walk(part, xml, |node| {
            match node {
                Node::Open("numFmt", attributes) => {
                    if let (Some(id), Some(code)) = (attributes.get("numFmtId"), attributes.get("formatCode"))
                    {
                        own.insert(id, of_code(&code));
                    }
                }
                Node::Open("cellXfs", _) => in_cells = true,
                Node::Close("cellXfs") => in_cells = false,
                Node::Open("xf", attributes) if in_cells => {
                    let id = attributes.get("numFmtId").unwrap_or_default();
                    styles.push(own.get(&id).copied().unwrap_or_else(|| built_in(&id)));
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(Self { styles, from_1904 })
    }

    /// A number as a cell of this style shows it.
    pub fn show(&self, value: &str, style: Option<usize>) -> String {
        let Ok(number) = value.trim().parse::<f64>() else { return value.trim().to_owned() };
        match style.and_then(|style| self.styles.get(style)).copied().unwrap_or_default() {
            Format::General => general(number),
            Format::Decimals(digits) => format!("{number:.digits$}"),
            Format::PerCent(digits) => format!("{:.digits$}%", number * 100.0),
            Format::Day => self.day(number).unwrap_or_else(|| general(number)),
        }
    }

    fn day(&self, number: f64) -> Option<String> {
        // The last day that Excel knows is 31/12/9999.
        if !(0.0..2_958_466.0).contains(&number) {
            return None;
        }
        // The time of day goes.
        let days = number as i64;
        // Excel counts a 29 February 1900 that never was; from March 1900 on this beginning is right.
        let (year, month, day) = if self.from_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
        let date = Date::new(year, month, day).ok()?.checked_add(days.days()).ok()?;
        Some(format!("{:02}/{:02}/{}", date.day(), date.month(), date.year()))
    }
}

/// As short as it goes with the fifteen digits that Excel counts with.
fn general(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

fn built_in(id: &str) -> Format {
    match id.parse::<u16>() {
        Ok(1 | 3) => Format::Decimals(0),
        Ok(2 | 4 | 39 | 40) => Format::Decimals(2),
        Ok(9) => Format::PerCent(0),
        Ok(10) => Format::PerCent(2),
        Ok(14..=17 | 22 | 27..=36 | 50..=58) => Format::Day,
        _ => Format::General,
    }
}

/// What a format's code comes to: its first section, without quoted words, colours and locales.
fn of_code(code: &str) -> Format {
    let mut plain = String::new();
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for c in code.split(';').next().unwrap_or_default().chars() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if bracketed => bracketed = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            _ if quoted || bracketed => {}
            _ => plain.push(c.to_ascii_lowercase()),
        }
    }
    let digits =
        plain.split_once('.').map_or(0, |(_, d)| d.chars().take(DIGITS).take_while(|c| *c == '0').count());
    if plain.contains(['d', 'y']) {
        Format::Day
    } else if plain.contains('%') {
        Format::PerCent(digits)
    } else if plain.contains('0') {
        Format::Decimals(digits)
    } else {
        Format::General
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_its_style_says() {
        let formats = Formats {
            styles: vec![Format::General, Format::Decimals(2), Format::Day, Format::PerCent(0)],
            from_1904: false,
        };
        for (value, style, shown) in [
            ("1.1000000000000001", 0, "1.1"),
            ("12", 0, "12"),
            ("1.1", 1, "1.10"),
            ("45230", 2, "31/10/2023"),
            ("45351.75", 2, "29/02/2024"),
            ("0.95", 3, "95%"),
            ("1e400", 2, "inf"),
            ("chữ", 0, "chữ"),
        ] {
            assert_eq!(formats.show(value, Some(style)), shown, "{value} {style}");
        }
        assert_eq!(Formats::plain(true).day(0.0).unwrap(), "01/01/1904");
    }

    #[test]
    fn codes_of_formats_come_down_to_what_they_show() {
        for (code, format) in [
            ("General", Format::General),
            ("@", Format::General),
            ("0.00", Format::Decimals(2)),
            ("dd/mm/yyyy", Format::Day),
            ("[$-42A]d mmmm yyyy;@", Format::Day),
            ("0.0%", Format::PerCent(1)),
            ("0\"d\"", Format::Decimals(0)),
            (&format!("0.{}", "0".repeat(100_000)), Format::Decimals(15)),
        ] {
            assert_eq!(of_code(code), format, "{code}");
        }
    }
}
