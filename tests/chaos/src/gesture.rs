//! What people record, at random: conflicting fields, gestures of several fields, long texts, and now and
//! then something that they may not.

use crate::{
    dice::Dice,
    district::{Account, WARDS},
};
use sotay_core::{
    change::{Field, State, TEXT_LIMIT, Value},
    ids::{EntityId, Scope, UnitId},
};
use std::collections::BTreeMap;

/// One gesture: several fields of one unit given values at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gesture {
    /// For which unit.
    pub scope: Scope,
    /// What is set, each field at most once.
    pub fields: Vec<(EntityId, Field, Value)>,
}

/// The tasks that everyone works on.
const TASKS: [&str; 12] =
    ["1.1", "1.4", "1.7", "2.1", "3.10", "3.15", "4.2", "5.1", "5.5", "6.1", "6.3", "7.2"];

/// Draws one person's gestures on one device.
#[derive(Debug)]
pub struct Gestures {
    dice: Dice,
    device: usize,
    next: u64,
    own: Vec<Scope>,
    others: Vec<Scope>,
    /// Occurrences of each task: more mean fewer conflicts.
    occurrences: u64,
    /// So many in a hundred gestures are for a unit that the person may not record for.
    forbidden: u64,
}

impl Gestures {
    /// Those of `account` on the device of this number. `occurrences` of each task make the field that they
    /// play on.
    pub fn new(account: &Account, seed: u64, device: usize, occurrences: u64) -> Self {
        let scope = |unit: &&str| unit.parse::<UnitId>().ok().map(Scope::Unit);
        let own: Vec<Scope> = match account.records() {
            true => account.units.iter().filter_map(scope).collect(),
            false => Vec::new(),
        };
        let others = WARDS.iter().filter(|ward| !account.units.contains(ward)).filter_map(scope).collect();
        Self {
            dice: Dice::of(seed, device as u64 + 1),
            device,
            next: 0,
            own,
            others,
            occurrences,
            forbidden: 2,
        }
    }

    /// Only what the person may record.
    #[must_use]
    pub fn allowed(self) -> Self {
        Self { forbidden: 0, ..self }
    }

    /// The next gesture; none for someone who records nothing, most of the time.
    pub fn draw(&mut self) -> Option<Gesture> {
        let is_forbidden = self.dice.chance(self.forbidden);
        let scopes = if is_forbidden { &self.others } else { &self.own };
        let scope = self.dice.pick(scopes)?.clone();
        let len = match self.dice.below(100) {
            0..70 => 1,
            70..97 => 2 + self.dice.below(4),
            _ => 10 + self.dice.below(20),
        };
        let mut fields = BTreeMap::new();
        for _ in 0..len {
            let (entity, field, value) = self.field();
            fields.insert((entity, field), value);
        }
        Some(Gesture {
            scope,
            fields: fields.into_iter().map(|((entity, field), value)| (entity, field, value)).collect(),
        })
    }

    fn field(&mut self) -> (EntityId, Field, Value) {
        let task = self.dice.pick(&TASKS).copied().unwrap_or("1.1");
        let item = format!("binh-tan-2023/PL.{task}/k{}", self.dice.below(self.occurrences));
        let kind = self.dice.below(10);
        let entity = if kind < 7 { format!("item/{item}") } else { format!("product/{item}/1") };
        let (field, value) = match kind {
            0 | 1 => (Field::State, self.state()),
            2 | 3 => (Field::Note, self.text()),
            4 => (Field::Assignee, self.text()),
            5 => (Field::Reason, self.text()),
            6 => (Field::Milestone, self.date()),
            7 => (Field::Ready, Value::Bool(self.dice.chance(50))),
            8 => (Field::Number, self.text()),
            _ => (Field::Issued, self.date()),
        };
        (EntityId::from(entity), field, value)
    }

    fn state(&mut self) -> Value {
        self.dice.pick(&State::ALL).copied().unwrap_or_default().value()
    }

    fn date(&mut self) -> Value {
        Value::Text(format!("2023-{:02}-{:02}", 1 + self.dice.below(12), 1 + self.dice.below(28)))
    }

    /// A text that stands nowhere else, so that the judge finds it again under whatever identity. One in
    /// twenty is as long as a text may be.
    fn text(&mut self) -> Value {
        self.next += 1;
        let token = format!("[{}.{}] ", self.device, self.next);
        let room = (TEXT_LIMIT - token.len()) / "ở".len();
        let letters = if self.dice.chance(5) { room } else { self.dice.index(60) };
        Value::Text(token + &"ở".repeat(letters))
    }
}

/// The part of a text that [`Gestures`] made it unique with.
pub fn token(value: &Value) -> Option<&str> {
    let text = value.as_text()?;
    let end = text.find("] ")?;
    text.starts_with('[').then(|| &text[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::district;

    #[test]
    fn gestures_hold_what_the_fields_take_and_no_text_comes_twice() {
        let accounts = district::few();
        let mut gestures = Gestures::new(&accounts[0], 7, 3, 2);
        let mut tokens = std::collections::BTreeSet::new();
        let (mut forbidden, mut long) = (0, 0);
        for _ in 0..1000 {
            let gesture = gestures.draw().unwrap();
            forbidden += usize::from(gesture.scope.to_string() != "unit/an-lac");
            assert!(gesture.fields.len() <= 30);
            for (entity, field, value) in &gesture.fields {
                sotay_core::change::check(entity, field, value).unwrap();
                if let Some(token) = token(value) {
                    assert!(tokens.insert(token.to_owned()), "{token}");
                    long += usize::from(value.as_text().unwrap().len() > TEXT_LIMIT - 10);
                }
            }
        }
        assert!(forbidden > 0 && long > 0);
        let mut same = Gestures::new(&accounts[0], 7, 3, 2);
        let mut again = Gestures::new(&accounts[0], 7, 3, 2);
        assert!((0..100).all(|_| same.draw() == again.draw()));
    }

    #[test]
    fn who_only_reads_tries_now_and_then() {
        let accounts = district::few();
        let reader = accounts.last().unwrap();
        let mut gestures = Gestures::new(reader, 7, 3, 2);
        let tried = (0..1000).filter(|_| gestures.draw().is_some()).count();
        assert!((1..100).contains(&tried), "{tried}");
    }
}
