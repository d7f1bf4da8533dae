//! What a file says of its decision where it does not hold the decision itself: above the table, in the line
//! "Ban hành kèm theo Quyết định số …", in a letterhead, or as a list of names and values. And what a person gives.

use crate::{
    document::{self, Line},
    pattern::Pattern,
    report::{Report, What, excerpt},
    words,
};
use jiff::civil::Date;
use sotay_core::{
    dates,
    plan::{Decision, Text},
};

/// What is known of a plan besides its text and table. A person may give it; what is given stands above what the
/// file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The decision's number, "7679/QĐ-UBND".
    pub number: Option<String>,
    /// The day it was signed.
    pub issued_on: Option<Date>,
    /// The place it was signed at, "Bình Tân".
    pub place: Option<String>,
    /// The body that issues it.
    pub issuer: Option<String>,
    /// The year planned for.
    pub year: Option<i16>,
    /// The plan's title.
    pub title: Option<String>,
}

/// What must be known of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// The decision's number.
    Number,
    /// Its date.
    IssuedOn,
    /// Its place.
    Place,
    /// The year.
    Year,
}

impl Needed {
    /// The name as a list above a table has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "Số quyết định",
            Self::IssuedOn => "Ngày ban hành",
            Self::Place => "Nơi ban hành",
            Self::Year => "Năm",
        }
    }

    /// The option of the command line, and the field of the form, that gives it.
    pub fn option(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::IssuedOn => "date",
            Self::Place => "place",
            Self::Year => "year",
        }
    }
}

static NUMBER: Pattern = Pattern::new(r"^Số\s*:?\s*(\d+\s*/\s*\S+)$");
static PLACE_AND_DATE: Pattern = Pattern::new(r"^(\p{Lu}[\pL .]{1,40}),\s*(ngày .+)$");
static ISSUED: Pattern = Pattern::new(
    r"(?i)quyết định số\s*:?\s*(?P<number>\d+\s*/\s*[^\s,]+)\s*,?\s*(?P<date>ngày\s+\d{1,2}\s*(?:tháng\s*|[/-])\d{1,2}\s*(?:năm\s*|[/-])\d{4})(?:\s+của\s+(?P<issuer>[^()]+))?",
);
static DATE: Pattern = Pattern::new(r"(\d{1,2})\s*(?:tháng|[/.-])\s*(\d{1,2})\s*(?:năm|[/.-])\s*(\d{4})");
static YEAR: Pattern = Pattern::new(r"(?i)\bnăm (\d{4})\b");
static PAIR: Pattern = Pattern::new(r"^([^:\t]{2,40})\s*[:\t]\s*(.+)$");
static BODY: Pattern = Pattern::new(
    r"(?i)^(?:chủ tịch\s+)?(?:[uủ][yỷ] ban nhân dân|ủy ban nhân dân|uỷ ban nhân dân|ubnd|hội đồng nhân dân)\b",
);
static SEAT: Pattern = Pattern::new(
    r"(?i)(?:nhân dân|ubnd|hđnd)\s+(?:quận|huyện|thị xã|thị trấn|thành phố|tp\.?|tỉnh|phường|xã|đặc khu)\s+(.+)$",
);
static NATION: Pattern = Pattern::new(r"(?i)^cộng h[oò][aà] xã hội|^cộng hoà xã hội|^cộng hòa xã hội");
static APPENDIX: Pattern = Pattern::new(r"(?i)^phụ lục( (số )?[0-9ivx]+)?$");

/// A day as people write it: 2022-12-30, 30/12/2022, "ngày 30 tháng 12 năm 2022".
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = dates::from_iso(text) {
        return Some(date);
    }
    let found = DATE.captures(text)?;
    Date::new(found[3].parse().ok()?, found[2].parse().ok()?, found[1].parse().ok()?).ok()
}

impl Given {
    /// What the lines above a table say.
    pub fn find(lines: &[Line]) -> Self {
        let mut found = Self::default();
        let mut letterhead: Vec<String> = Vec::new();
        let mut title: Vec<String> = Vec::new();
        let mut open = false;
        for text in lines.iter().flat_map(texts) {
            if let Some(said) = ISSUED.captures(&text) {
                found.number.get_or_insert_with(|| number(&said["number"]));
                found.issued_on = found.issued_on.or_else(|| date(&said["date"]));
                let issuer = said.name("issuer").map(|m| words::squeeze(m.as_str()));
                found.issuer = found.issuer.take().or(issuer.filter(|text| SEAT.is_match(text)));
                open = false;
            } else if let Some(said) = NUMBER.captures(&text) {
                found.number.get_or_insert_with(|| number(&said[1]));
                open = false;
            } else if let Some((place, date)) = place_and_date(&text) {
                found.place.get_or_insert(place);
                found.issued_on.get_or_insert(date);
                open = false;
            } else if found.pair(&text)
                || document::is_motto(&text)
                || NATION.is_match(&text)
                || APPENDIX.is_match(&text)
            {
                open = false;
            } else if BODY.is_match(&text) && words::is_capitals(&text) && letterhead.is_empty() {
                letterhead.push(text);
                open = true;
            } else if open && words::is_capitals(&text) {
                letterhead.push(text);
            } else if words::is_capitals(&text) || YEAR.is_match(&text) {
                open = false;
                title.push(text);
            }
        }
        found.issuer = found.issuer.or_else(|| (!letterhead.is_empty()).then(|| letterhead.join(" ")));
        found.title = found.title.or_else(|| (!title.is_empty()).then(|| title.join(" ")));
        found.year = found.year.or_else(|| {
            let title = found.title.as_deref().unwrap_or_default();
            YEAR.all_captures(title).filter_map(|year| year[1].parse().ok()).last()
        });
        found.place = found.place.or_else(|| seat(found.issuer.as_deref()?));
        found
    }

    /// Takes "name: value"; whether the name is one of ours.
    fn pair(&mut self, text: &str) -> bool {
        let Some(said) = PAIR.captures(text) else { return false };
        let value = said[2].trim().to_owned();
        match words::slug(&said[1]).as_str() {
            "so-quyet-dinh" | "quyet-dinh-so" | "so" => self.number = Some(number(&value)),
            "ngay-ban-hanh" | "ngay-ky" | "ngay-quyet-dinh" | "ngay" => self.issued_on = date(&value),
            "noi-ban-hanh" | "noi-ky" | "dia-danh" => self.place = Some(value),
            "co-quan-ban-hanh" | "don-vi-ban-hanh" | "noi-phat-hanh" => self.issuer = Some(value),
            "nam" | "nam-ke-hoach" => self.year = value.parse().ok(),
            "ten-ke-hoach" | "ke-hoach" | "tieu-de" => self.title = Some(value),
            _ => return false,
        }
        true
    }

    /// This before that; the report says where the two differ.
    pub fn over(&self, file: Self, report: &mut Report) -> Self {
        let mut one = |name: &str, given: &Option<String>, file: Option<String>| match (given, file) {
            (Some(given), Some(file)) if *given != file => {
                let words = format!(
                    "{name}: theo “{}” được nhập, không theo “{}” trong tệp",
                    excerpt(given),
                    excerpt(&file)
                );
                report.add(What::Noted, None, words);
                Some(given.clone())
            }
            (Some(given), _) => Some(given.clone()),
            (None, file) => file,
        };
        let number = one(Needed::Number.name(), &self.number, file.number);
        let place = one(Needed::Place.name(), &self.place, file.place);
        let issuer = one("Cơ quan ban hành", &self.issuer, file.issuer);
        let title = one("Tên kế hoạch", &self.title, file.title);
        let iso = |date: &Option<Date>| date.map(|date| date.to_string());
        one(Needed::IssuedOn.name(), &iso(&self.issued_on), iso(&file.issued_on));
        one(Needed::Year.name(), &self.year.map(|y| y.to_string()), file.year.map(|y| y.to_string()));
        let (issued_on, year) = (self.issued_on.or(file.issued_on), self.year.or(file.year));
        Self { number, issued_on, place, issuer, year, title }
    }

    /// The decision as far as it is known, without its text; or what is missing.
    pub fn decision(&self, year: Option<i16>) -> Result<(Decision, i16), Vec<Needed>> {
        if let (Some(number), Some(issued_on), Some(place), Some(year)) =
            (&self.number, self.issued_on, &self.place, year)
        {
            let text =
                |text: Option<&String>| Text { source: text.cloned().unwrap_or_default(), corrected: None };
            let decision = Decision {
                number: number.clone(),
                issued_on,
                place: place.clone(),
                issuer: text(self.issuer.as_ref()),
                subject: Text::default(),
                grounds: Vec::new(),
                articles: Vec::new(),
                recipients: Vec::new(),
                signer_office: Text::default(),
                signer: String::new(),
            };
            return Ok((decision, year));
        }
        let missing = [
            (self.number.is_none(), Needed::Number),
            (self.issued_on.is_none(), Needed::IssuedOn),
            (self.place.is_none(), Needed::Place),
            (year.is_none(), Needed::Year),
        ];
        Err(missing.into_iter().filter_map(|(missing, what)| missing.then_some(what)).collect())
    }
}

/// The texts of a line, each by itself; a name in one cell and its value in the next are one.
fn texts(line: &Line) -> Vec<String> {
    let filled: Vec<&str> =
        line.cells.iter().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect();
    match filled.as_slice() {
        [] => vec![words::squeeze(&line.text)],
        [name, value] if !name.contains('\n') && is_name(name) => {
            vec![format!("{}: {}", name.trim_end_matches([':', ' ']), words::squeeze(value))]
        }
        cells => cells.iter().flat_map(|cell| cell.split('\n')).map(words::squeeze).collect(),
    }
}

/// Whether a cell is the name of a value beside it.
fn is_name(text: &str) -> bool {
    Given::default().pair(&format!("{}: 1", text.trim_end_matches([':', ' '])))
}

fn place_and_date(text: &str) -> Option<(String, Date)> {
    let found = PLACE_AND_DATE.captures(text)?;
    Some((found[1].trim().to_owned(), date(&found[2])?))
}

/// "7679 /QĐ-UBND" as "7679/QĐ-UBND".
fn number(text: &str) -> String {
    text.split_whitespace().collect::<String>().trim_end_matches([',', ';', ')']).to_owned()
}

/// The place in a body's name: "ỦY BAN NHÂN DÂN QUẬN BÌNH TÂN" sits in "Bình Tân".
fn seat(body: &str) -> Option<String> {
    let found = SEAT.captures(body)?;
    let name = words::squeeze(&found[1]);
    if !words::is_capitals(&name) {
        return Some(name);
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_string() + &letters.as_str().to_lowercase()).unwrap_or_default()
    };
    Some(name.split(' ').map(word).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Cell;

    fn given(lines: &[&str]) -> Given {
        let line = |(no, text): (usize, &&str)| {
            let cells: Vec<Cell> = text.split('|').map(Cell::new).collect();
            Line { no, text: text.replace('|', "\t"), cells }
        };
        Given::find(&lines.iter().enumerate().map(line).collect::<Vec<_>>())
    }

    #[test]
    fn a_list_of_names_and_values_is_read() {
        let found = given(&[
            "Tên kế hoạch:|Kế hoạch cải cách hành chính",
            "Số quyết định|12 /QĐ-UBND",
            "Ngày ban hành: 05/01/2026",
            "Nơi ban hành|Đà Lạt",
            "Cơ quan ban hành|UBND phường Xuân Hương",
            "Năm|2026",
        ]);
        assert_eq!(found.number.as_deref(), Some("12/QĐ-UBND"));
        assert_eq!(found.issued_on, Date::new(2026, 1, 5).ok());
        assert_eq!((found.place.as_deref(), found.year), (Some("Đà Lạt"), Some(2026)));
        assert_eq!(found.issuer.as_deref(), Some("UBND phường Xuân Hương"));
        assert_eq!(found.title.as_deref(), Some("Kế hoạch cải cách hành chính"));
    }

    #[test]
    fn a_letterhead_and_the_line_below_the_title_are_read() {
        let found = given(&[
            "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ BIỂN XANH||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
            "PHỤ LỤC",
            "PHÂN CÔNG NHIỆM VỤ NĂM 2026",
            "(Ban hành kèm theo Quyết định số: 88 /QĐ-UBND ngày 02 tháng 01 năm 2026 của Ủy ban nhân dân thành phố)",
        ]);
        assert_eq!(found.number.as_deref(), Some("88/QĐ-UBND"));
        assert_eq!(found.issued_on, Date::new(2026, 1, 2).ok());
        assert_eq!((found.place.as_deref(), found.year), (Some("Biển Xanh"), Some(2026)));
        assert_eq!(found.issuer.as_deref(), Some("ỦY BAN NHÂN DÂN THÀNH PHỐ BIỂN XANH"));
        assert_eq!(found.title.as_deref(), Some("PHÂN CÔNG NHIỆM VỤ NĂM 2026"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = given(&["PHỤ LỤC", "NHIỆM VỤ NĂM 2026"]).decision(Some(2026)).unwrap_err();
        assert_eq!(missing, [Needed::Number, Needed::IssuedOn, Needed::Place]);
    }

    #[test]
    fn what_a_person_gives_stands_and_the_report_says_so() {
        let mut report = Report::default();
        let person = Given { number: Some("2/QĐ".into()), ..Given::default() };
        let file = Given { number: Some("1/QĐ".into()), year: Some(2026), ..Given::default() };
        let both = person.over(file, &mut report);
        assert_eq!((both.number.as_deref(), both.year), (Some("2/QĐ"), Some(2026)));
        assert_eq!(report.of(What::Noted).count(), 1);
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = Date::new(2022, 12, 30).ok();
        for text in ["2022-12-30", "30/12/2022", "30-12-2022", "ngày 30 tháng 12 năm 2022", "30.12.2022"] {
            assert_eq!(date(text), day, "{text}");
        }
        assert_eq!((date("31/02/2022"), date("Bình Tân")), (None, None));
    }
}
