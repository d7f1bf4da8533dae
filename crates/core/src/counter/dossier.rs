//! Late dossiers: each with its apology. No field is for a citizen's name.

use crate::{
    cell::Cell,
    change::{Field, Value},
    checklist::Entities,
    clock::Millis,
    dates,
    ids::{EntityId, ProcedureKey},
};
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A late dossier as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// Its identity.
    pub id: EntityId,
    /// The dossier's code.
    pub number: String,
    /// Its field of procedures.
    pub procedure: Option<ProcedureKey>,
    /// The date that was promised first.
    pub due: Option<Date>,
    /// By how many days it was late.
    pub days_late: Option<u32>,
    /// Why.
    pub reason: String,
    /// The number of the letter of apology.
    pub apology: String,
    /// The date of that letter.
    pub issued: Option<Date>,
    /// The date that was promised anew.
    pub promised: Option<Date>,
    /// The day on which it counts: the date promised and the days that it was late; where either is missing, the day
    /// on which it was put down.
    pub on: Date,
    /// What stands in its fields, with histories and conflicts.
    pub fields: BTreeMap<Field, Cell>,
}

impl Dossier {
    /// Whether the people concerned were told: a letter of apology has a number and a date.
    pub fn has_apology(&self) -> bool {
        !self.apology.trim().is_empty() && self.issued.is_some()
    }
}

/// When a thing was made that is named by a UUID of version 7.
fn made(name: &Uuid) -> Millis {
    Millis::try_from(name.as_u128() >> 80).unwrap_or_default()
}

/// A unit's late dossiers in the order of being put down; those taken back are left out.
pub fn dossiers(unit: &Entities) -> Vec<Dossier> {
    let all = unit.iter().filter_map(|(id, fields)| match id {
        EntityId::Dossier(name) => Some((id, name, fields)),
        _ => None,
    });
    all.filter_map(|(id, name, fields)| {
        let value = |field: Field| fields.get(&field).map_or(&Value::Empty, Cell::shown);
        let text = |field: Field| value(field).as_text().unwrap_or_default().to_owned();
        if value(Field::Removed).is_true() {
            return None;
        }
        let (due, days_late) = (value(Field::Due).as_date(), text(Field::DaysLate).parse::<u32>().ok());
        let late = || due?.checked_add(i64::from(days_late?).days()).ok();
        Some(Dossier {
            id: id.clone(),
            number: text(Field::Number),
            procedure: text(Field::ProcedureOf).parse().ok(),
            due,
            days_late,
            reason: text(Field::Reason),
            apology: text(Field::Apology),
            issued: value(Field::Issued).as_date(),
            promised: value(Field::Promised).as_date(),
            on: late().unwrap_or_else(|| dates::day_of(made(name))),
            fields: fields.clone(),
        })
    })
    .collect()
}
