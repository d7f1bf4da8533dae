//! The letter of apology for a late dossier. Its form changes with the law, so forms are data, each with the days on
//! which it holds and its legal basis.

use super::Dossier;
use crate::dates;
use jiff::civil::Date;
use serde::Deserialize;

/// A form of the letter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its title.
    pub title: String,
    /// The act and the number of the form in it.
    pub basis: String,
    /// The first day on which it holds, `2018-06-21`.
    from: String,
    /// The last; none while it is in force.
    #[serde(default)]
    to: Option<String>,
    /// The text, with `{name}` where something of the dossier goes: [`BLANKS`].
    text: String,
}

/// What a form's text may leave to be filled in: the dossier's code, its field of procedures, the unit, the date first
/// promised, why it is late, the date promised anew.
pub const BLANKS: [&str; 6] = ["ma-ho-so", "linh-vuc", "don-vi", "hen-tra", "ly-do", "hen-moi"];
/// What stands where a dossier does not say.
const DOTS: &str = "………………";

/// A letter, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The number of the letter, or dots.
    pub number: String,
    /// Its date, if it has one.
    pub date: Option<Date>,
    /// [`Form::title`].
    pub title: String,
    /// [`Form::basis`].
    pub basis: String,
    /// The paragraphs.
    pub paragraphs: Vec<String>,
    /// Whether something is left to be written by hand.
    pub has_dots: bool,
}

/// Reads forms; none that cannot be read, has a date that is none, or leaves something unknown to be filled in.
pub fn forms(json: &str) -> Option<Vec<Form>> {
    let forms: Vec<Form> = serde_json::from_str(json).ok()?;
    let dated = |form: &Form| {
        dates::from_iso(&form.from).is_some()
            && form.to.as_ref().is_none_or(|to| dates::from_iso(to) >= dates::from_iso(&form.from))
    };
    let known = |form: &Form| {
        form.text
            .split('{')
            .skip(1)
            .all(|rest| rest.split_once('}').is_some_and(|(blank, _)| BLANKS.contains(&blank)))
    };
    forms.iter().all(|form| dated(form) && known(form)).then_some(forms)
}

impl Form {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Date) -> bool {
        dates::from_iso(&self.from).is_some_and(|from| from <= day)
            && self.to.as_ref().and_then(|to| dates::from_iso(to)).is_none_or(|to| day <= to)
    }

    /// The letter for a dossier, of a unit and about a field of procedures as they are called.
    pub fn letter(&self, dossier: &Dossier, unit: &str, procedure: &str) -> Letter {
        let mut has_dots = false;
        let mut or_dots = |text: Option<String>| {
            text.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| {
                has_dots = true;
                DOTS.to_owned()
            })
        };
        let filled = [
            or_dots(Some(dossier.number.clone())),
            or_dots(Some(procedure.to_owned())),
            or_dots(Some(unit.to_owned())),
            or_dots(dossier.due.map(dates::show)),
            or_dots(Some(dossier.reason.trim().trim_end_matches('.').to_owned())),
            or_dots(dossier.promised.map(dates::show)),
        ];
        let number = or_dots(Some(dossier.apology.clone()));
        // In one go, so that what a dossier says is not taken for a blank.
        let mut text = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (blank, after) = after.split_once('}').unwrap_or((after, ""));
            let place = BLANKS.iter().position(|of| *of == blank);
            text.push_str(place.map_or(DOTS, |place| &filled[place]));
            rest = after;
        }
        text.push_str(rest);
        Letter {
            number,
            date: dossier.issued,
            title: self.title.clone(),
            basis: self.basis.clone(),
            paragraphs: text.split("\n\n").map(str::to_owned).collect(),
            has_dots,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::EntityId;
    use jiff::civil::date;
    use std::collections::BTreeMap;

    const FORMS: &str = include_str!("../../../../plans/mau-xin-loi.json");

    #[test]
    fn every_day_since_2018_has_one_form() {
        let forms = forms(FORMS).unwrap();
        for day in
            [date(2018, 6, 21), date(2023, 10, 16), date(2025, 6, 30), date(2025, 7, 1), date(2030, 1, 1)]
        {
            assert_eq!(forms.iter().filter(|form| form.holds(day)).count(), 1, "{day}");
        }
        assert!(!forms.iter().any(|form| form.holds(date(2018, 6, 20))));
    }

    #[test]
    fn a_letter_says_what_the_dossier_says_and_leaves_dots_for_the_rest() {
        let dossier = Dossier {
            id: EntityId::Dossier(uuid::Uuid::nil()),
            number: "H29.{ly-do}-001".into(),
            procedure: None,
            due: Some(date(2023, 10, 10)),
            days_late: None,
            reason: String::new(),
            apology: String::new(),
            issued: None,
            promised: None,
            on: date(2023, 10, 12),
            fields: BTreeMap::new(),
        };
        let form = &forms(FORMS).unwrap()[0];
        let letter = form.letter(&dossier, "UBND phường An Lạc", "Hộ tịch");
        let text = letter.paragraphs.join(" ");
        assert!(text.contains("mã số H29.{ly-do}-001") && text.contains("ngày 10/10/2023"), "{text}");
        assert!(text.contains("Lý do: ………………."), "{text}");
        assert!(letter.has_dots && letter.number == DOTS);
        assert!(!text.contains("{hen-moi}"));
    }

    #[test]
    fn a_form_with_an_unknown_blank_or_a_wrong_date_is_none() {
        for (from, text) in [("2018-06-21", "{ten}"), ("21/6/2018", "x"), ("2018-06-21", "{ly-do")] {
            let json = format!(r#"[{{"title":"t","basis":"b","from":"{from}","text":"{text}"}}]"#);
            assert_eq!(forms(&json), None, "{json}");
        }
    }
}
