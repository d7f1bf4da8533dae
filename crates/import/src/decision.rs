//! The decision: number, date, place, grounds, articles, recipients, signer.

use crate::{
    corrections::{Corrector, Field},
    document,
    head::Given,
    paragraphs::Paragraph,
    pattern::Pattern,
    report::{Report, What, excerpt},
    words,
};
use jiff::civil::Date;
use sotay_core::{
    code::{Code, Section},
    plan::{Clause, Decision, Paragraph as More, Text},
};

static NUMBER: Pattern = Pattern::new(r"^Số\s*:?\s*(\d+)\s*/\s*(\S+)$");
static PLACE_AND_DATE: Pattern = Pattern::new(
    r"^(?P<place>.+?),\s*ngày\s+(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>\d{4})\.?$",
);
static ARTICLE: Pattern = Pattern::new(r"^Điều\s+(\d+)\s*[.:]\s*(.+)$");
static DECIDES: Pattern = Pattern::new(r"^QUYẾT ĐỊNH\s*:$");
static RECIPIENTS: Pattern = Pattern::new(r"^Nơi nhận\s*:?$");
static BULLET: Pattern = Pattern::new(r"^[-–•+]\s*(.+)$");

/// The place of corrections to the decision's head.
const AT: &str = "QD";

/// What the paragraphs of a decision come to; the parts that were found.
#[derive(Default)]
pub struct Found {
    number: Option<String>,
    place_and_date: Option<(String, Date)>,
    subject: Vec<Paragraph>,
    issuer: Option<Paragraph>,
    grounds: Vec<Paragraph>,
    articles: Vec<(u16, Paragraph, Vec<Paragraph>)>,
    recipients: Vec<Paragraph>,
    office: Vec<Paragraph>,
    signer: Option<String>,
}

/// Where the reader stands in the decision.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    Subject,
    Grounds,
    Articles,
    Recipients,
    Signature,
}

/// Sorts the paragraphs of the decision by what they are.
pub fn find(paragraphs: Vec<Paragraph>, report: &mut Report) -> Found {
    let mut found = Found::default();
    let mut place = Place::Top;
    for paragraph in paragraphs {
        let text = paragraph.text.as_str();
        if let Some(number) = NUMBER.captures(text) {
            found.number = Some(format!("{}/{}", &number[1], &number[2]));
        } else if let Some(place_and_date) = place_and_date(text) {
            found.place_and_date = Some(place_and_date);
        } else if DECIDES.is_match(text) {
            place = Place::Articles;
        } else if place == Place::Top && text == "QUYẾT ĐỊNH" {
            place = Place::Subject;
        } else if let Some(article) = ARTICLE.captures(text) {
            place = Place::Articles;
            let number = article[1].parse().unwrap_or(0);
            let text = article[2].to_owned();
            found.articles.push((number, Paragraph { line: paragraph.line, text }, Vec::new()));
        } else if RECIPIENTS.is_match(text) {
            place = Place::Recipients;
        } else {
            place = sort(&mut found, place, paragraph, report);
        }
    }
    found
}

fn sort(found: &mut Found, place: Place, paragraph: Paragraph, report: &mut Report) -> Place {
    let capitals = words::is_capitals(&paragraph.text);
    match place {
        Place::Top if capitals || document::is_motto(&paragraph.text) => {
            report.add(
                What::Dropped,
                paragraph.line,
                format!("quốc hiệu, tên cơ quan: {}", excerpt(&paragraph.text)),
            );
            return place;
        }
        Place::Subject if capitals => {
            found.issuer = Some(paragraph);
            return Place::Grounds;
        }
        Place::Subject => found.subject.push(paragraph),
        Place::Grounds if words::starts_small(&paragraph.text) && !found.grounds.is_empty() => {
            join_last(&mut found.grounds, &paragraph, report);
        }
        Place::Grounds => found.grounds.push(paragraph),
        Place::Articles if !capitals => {
            let Some((_, text, more)) = found.articles.last_mut() else {
                report.puzzle(paragraph.line, format!("đoạn ngoài các điều: {}", excerpt(&paragraph.text)));
                return place;
            };
            if words::starts_small(&paragraph.text) || !words::is_terminated(&text.text) {
                let whole = if more.is_empty() { std::slice::from_mut(text) } else { more.as_mut_slice() };
                join_last(whole, &paragraph, report);
            } else {
                more.push(paragraph);
            }
        }
        Place::Articles | Place::Recipients | Place::Signature if capitals => {
            found.office.push(paragraph);
            return Place::Signature;
        }
        Place::Recipients => match BULLET.captures(&paragraph.text) {
            Some(item) => found.recipients.push(Paragraph { line: paragraph.line, text: item[1].to_owned() }),
            None => join_last(&mut found.recipients, &paragraph, report),
        },
        Place::Signature if found.signer.is_none() && !BULLET.is_match(&paragraph.text) => {
            found.signer = Some(paragraph.text);
        }
        _ => report
            .puzzle(paragraph.line, format!("đoạn không rõ trong quyết định: {}", excerpt(&paragraph.text))),
    }
    place
}

fn join_last(paragraphs: &mut [Paragraph], rest: &Paragraph, report: &mut Report) {
    match paragraphs.last_mut() {
        Some(last) => {
            last.text.push(' ');
            last.text.push_str(&rest.text);
            report.add(What::Joined, rest.line, format!("quyết định: {}", excerpt(&rest.text)));
        }
        None => report.puzzle(rest.line, format!("đoạn không rõ trong quyết định: {}", excerpt(&rest.text))),
    }
}

fn place_and_date(text: &str) -> Option<(String, Date)> {
    let found = PLACE_AND_DATE.captures(text)?;
    let date =
        Date::new(found["year"].parse().ok()?, found["month"].parse().ok()?, found["day"].parse().ok()?)
            .ok()?;
    Some((found["place"].to_owned(), date))
}

impl Found {
    /// What it says of the plan.
    pub fn says(&self) -> Given {
        let (place, issued_on) = self.place_and_date.clone().unzip();
        let issuer = self.issuer.as_ref().map(|issuer| issuer.text.clone());
        Given { number: self.number.clone(), issued_on, place, issuer, ..Given::default() }
    }

    /// Takes over what a person gave.
    pub fn take(&mut self, given: &Given) {
        self.number = given.number.clone().or(self.number.take());
        if let Some(text) = &given.issuer {
            self.issuer = Some(Paragraph { line: 0, text: text.clone() });
        }
        let (place, date) = self.place_and_date.take().unzip();
        self.place_and_date = given.place.clone().or(place).zip(given.issued_on.or(date));
    }

    /// What it is about, for the plan's year where the plan's own title lacks it.
    pub fn subject(&self) -> String {
        joined(&self.subject)
    }

    /// The decision; what is missing of it is reported. Without number, place and date there is none.
    pub fn decision(self, corrector: &mut Corrector, report: &mut Report) -> Option<Decision> {
        let number = self.number?;
        let (place, issued_on) = self.place_and_date?;
        for (missing, name) in [
            (self.subject.is_empty(), "trích yếu"),
            (self.issuer.is_none(), "tên cơ quan ban hành"),
            (self.grounds.is_empty(), "căn cứ"),
            (self.articles.is_empty(), "các điều"),
            (self.recipients.is_empty(), "nơi nhận"),
            (self.office.is_empty() || self.signer.is_none(), "chức vụ và tên người ký"),
        ] {
            if missing {
                report.puzzle(None, format!("quyết định thiếu {name}"));
            }
        }
        let mut text = |field, paragraph: &Paragraph| {
            corrector.text(AT, field, &*paragraph.text, paragraph.line, report)
        };
        let mut all = |field, paragraphs: &[Paragraph]| {
            paragraphs.iter().map(|p| text(field, p)).collect::<Vec<Text>>()
        };
        let grounds = all(Field::Grounds, &self.grounds);
        let recipients = all(Field::Recipients, &self.recipients);
        let mut one = |field, paragraphs: &[Paragraph]| {
            let line = paragraphs.first().map_or(0, |p| p.line);
            all(field, &[Paragraph { line, text: joined(paragraphs) }]).pop().unwrap_or_default()
        };
        let subject = one(Field::Subject, &self.subject);
        let issuer = one(Field::Issuer, self.issuer.as_slice());
        let signer_office = one(Field::SignerOffice, &self.office);
        let signer = self.signer.unwrap_or_default();
        let articles = articles(&self.articles, corrector, report);
        Some(Decision {
            number,
            issued_on,
            place,
            issuer,
            subject,
            grounds,
            articles,
            recipients,
            signer_office,
            signer,
        })
    }
}

fn articles(
    found: &[(u16, Paragraph, Vec<Paragraph>)],
    corrector: &mut Corrector,
    report: &mut Report,
) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for ((number, text, more), expected) in found.iter().zip(1..) {
        if *number != expected {
            report.puzzle(text.line, format!("các điều nhảy số: gặp Điều {number}, chờ Điều {expected}"));
        }
        if *number == 0 || clauses.iter().any(|clause: &Clause| clause.code.parts() == [*number]) {
            continue;
        }
        let code = Code::new(Section::Decision, [*number]);
        let at = code.to_string();
        clauses.push(Clause {
            text: corrector.text(&at, Field::Text, &*text.text, text.line, report),
            more: more
                .iter()
                .map(|p| match BULLET.captures(&p.text) {
                    Some(item) => (true, item[1].to_owned(), p.line),
                    None => (false, p.text.clone(), p.line),
                })
                .map(|(bullet, text, line)| More {
                    bullet,
                    text: corrector.text(&at, Field::More, text, line, report),
                })
                .collect(),
            code,
            footnotes: Vec::new(),
            figures: Vec::new(),
            clauses: Vec::new(),
        });
    }
    clauses
}

fn joined(paragraphs: &[Paragraph]) -> String {
    paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
}
