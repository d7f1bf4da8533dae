//! Proposals to amend a plan: a unit puts a wording forward, the district answers.

use crate::{
    cell::Cell,
    change::{Edit, Field, Value},
    checklist::Entities,
    clock::Millis,
    code::Code,
    ids::{EntityId, PersonId, PlanId, Scope},
};
use std::collections::BTreeMap;

/// A proposal as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its identity.
    pub id: EntityId,
    /// The unit's scope, in which it stands.
    pub scope: Scope,
    /// The part of the plan that it is about.
    pub about: Code,
    /// The wording put forward.
    pub text: String,
    /// Who made it.
    pub author: PersonId,
    /// When, by their clock.
    pub at: Millis,
    fields: BTreeMap<Field, Cell>,
}

/// What the district says of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing yet.
    Open,
    /// It goes into a new version.
    Accepted,
    /// It does not.
    Declined,
}

/// The edits that make a proposal. `random` must differ between any two of one millisecond.
pub fn make(
    scope: &Scope,
    plan: &PlanId,
    (now, random): (Millis, [u8; 10]),
    about: &Code,
    text: &str,
    reason: &str,
) -> Vec<Edit> {
    let entity = EntityId::proposal(plan.clone(), now, random);
    let set =
        |field, value| Edit { scope: scope.clone(), entity: entity.clone(), field, value, over: vec![] };
    let mut edits =
        vec![set(Field::About, Value::text(&about.to_string())), set(Field::Text, Value::text(text))];
    if !reason.is_empty() {
        edits.push(set(Field::Reason, Value::text(reason)));
    }
    edits
}

/// A unit's proposals on a plan, the newest first; those taken back are left out.
pub fn of(scope: &Scope, plan: &PlanId, entities: &Entities) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = entities
        .iter()
        .filter(|(id, _)| matches!(id, EntityId::Proposal(of, _) if of == plan))
        .filter_map(|(id, fields)| {
            let value = |field: Field| fields.get(&field).map(Cell::shown);
            let said = fields.get(&Field::Text)?.heads().first()?;
            if value(Field::Removed).is_some_and(Value::is_true) {
                return None;
            }
            Some(Proposal {
                id: id.clone(),
                scope: scope.clone(),
                about: value(Field::About)?.as_text()?.parse().ok()?,
                text: said.value.as_text()?.to_owned(),
                author: said.author.clone(),
                at: said.at.millis(),
                fields: fields.clone(),
            })
        })
        .collect();
    // Names sort by when they were made.
    found.reverse();
    found
}

impl Proposal {
    fn said(&self, field: Field) -> &str {
        self.fields.get(&field).and_then(|cell| cell.shown().as_text()).unwrap_or_default()
    }

    /// Why it is made.
    pub fn reason(&self) -> &str {
        self.said(Field::Reason)
    }

    /// What the district says of it.
    pub fn standing(&self) -> Standing {
        match self.said(Field::Answer) {
            "accepted" => Standing::Accepted,
            "declined" => Standing::Declined,
            _ => Standing::Open,
        }
    }

    /// The district's words to its answer.
    pub fn reply(&self) -> &str {
        self.said(Field::Reply)
    }

    fn edit(&self, field: Field, value: Value) -> Edit {
        let over = self.fields.get(&field).map(Cell::seen).unwrap_or_default();
        Edit { scope: self.scope.clone(), entity: self.id.clone(), field, value, over }
    }

    /// The edits by which the district answers it.
    pub fn answer(&self, accepted: bool, reply: &str) -> Vec<Edit> {
        let answer = Value::text(if accepted { "accepted" } else { "declined" });
        vec![self.edit(Field::Answer, answer), self.edit(Field::Reply, Value::text(reply))]
    }

    /// The edit by which the unit takes it back.
    pub fn take_back(&self) -> Vec<Edit> {
        vec![self.edit(Field::Removed, Value::Bool(true))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        change::{Change, Group},
        clock::Hlc,
        ids::ChangeId,
    };

    fn take(entities: &mut Entities, n: u64, author: &str, edit: Edit) {
        let change = Change {
            id: ChangeId { replica: "r".parse().unwrap(), n },
            group: Group { first: n, len: 1 },
            scope: edit.scope,
            entity: edit.entity,
            field: edit.field,
            value: edit.value,
            over: edit.over,
            at: Hlc::at(i64::try_from(n).unwrap()),
            author: author.parse().unwrap(),
            schema: 1,
        };
        change.check().unwrap();
        let fields = entities.entry(change.entity.clone()).or_default();
        fields.entry(change.field.clone()).or_default().apply(&change);
    }

    #[test]
    fn a_proposal_is_made_answered_and_taken_back() {
        let (scope, plan): (Scope, PlanId) = ("unit/an-lac".parse().unwrap(), "p".parse().unwrap());
        let about: Code = "II.3.1".parse().unwrap();
        let mut entities = Entities::new();
        for (n, (at, text)) in (1u64..).zip([(5, "cũ hơn"), (6, "mới hơn")]) {
            let edits = make(&scope, &plan, (at, [1; 10]), &about, text, "vì trùng");
            (n * 10..).zip(edits).for_each(|(n, edit)| take(&mut entities, n, "mai", edit));
        }
        let found = of(&scope, &plan, &entities);
        let texts: Vec<&str> = found.iter().map(|proposal| proposal.text.as_str()).collect();
        assert_eq!(texts, ["mới hơn", "cũ hơn"]);
        assert_eq!((found[0].standing(), found[0].reason()), (Standing::Open, "vì trùng"));
        assert!(of(&scope, &"other".parse().unwrap(), &entities).is_empty());

        for (n, edit) in (30..).zip(found[0].answer(false, "Đã có ở PL.3.10")) {
            take(&mut entities, n, "quan", edit);
        }
        let answered = &of(&scope, &plan, &entities)[0];
        assert_eq!((answered.standing(), answered.reply()), (Standing::Declined, "Đã có ở PL.3.10"));
        assert_eq!(answered.author.as_str(), "mai");
        for (n, edit) in (40..).zip(answered.answer(true, "")) {
            take(&mut entities, n, "quan", edit);
        }
        assert_eq!(of(&scope, &plan, &entities)[0].standing(), Standing::Accepted);
        for (n, edit) in (50..).zip(found[1].take_back()) {
            take(&mut entities, n, "mai", edit);
        }
        assert_eq!(of(&scope, &plan, &entities).len(), 1);
    }
}
