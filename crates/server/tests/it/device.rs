//! A device: the client's own replica over the real protocol.

use crate::app::{Client, TestApp, sign_in};
use sotay_core::{
    change::{Edit, Field, State, Value},
    ids::{EntityId, ItemId, Scope},
    replica::{Limits, Meta, Progress, Replica},
    wire::{Outcome, Session, SyncRequest, SyncResponse, Verdict},
};
use sotay_server::clock;

pub struct Device {
    pub client: Client,
    pub session: Session,
    pub replica: Replica,
    pub limits: Limits,
    /// The unit it records for.
    pub scope: Scope,
}

impl Device {
    pub fn new(app: &TestApp, account: &str) -> Self {
        Self::at(&app.url, account)
    }

    pub fn at(url: &str, account: &str) -> Self {
        let (client, session) = sign_in(url, account);
        let meta = Meta::new(session.person.id.clone(), session.replica.clone(), session.acked);
        let scope = Scope::Unit(session.units[0].id.clone());
        Self { client, session, replica: Replica::new(meta), limits: Limits::default(), scope }
    }

    /// Records one field of an item, over what is seen.
    pub fn set(&mut self, task: &str, field: Field, value: Value) {
        self.gesture(&[(item(task), field, value)]);
    }

    pub fn note(&mut self, task: &str, text: &str) {
        self.set(task, Field::Note, Value::text(text));
    }

    pub fn tick(&mut self, task: &str) {
        self.set(task, Field::State, State::Done.value());
    }

    /// Records several fields at once.
    pub fn gesture(&mut self, fields: &[(EntityId, Field, Value)]) {
        let edits = fields.iter().map(|(entity, field, value)| Edit {
            scope: self.scope.clone(),
            entity: entity.clone(),
            field: field.clone(),
            value: value.clone(),
            over: self.replica.entity(&self.scope, entity).get(field).map(|c| c.seen()).unwrap_or_default(),
        });
        self.replica.record(edits.collect(), clock::now(), self.limits).unwrap();
    }

    pub fn request(&self) -> SyncRequest {
        self.replica.request(clock::now(), self.limits)
    }

    pub fn send(&self, request: &SyncRequest) -> SyncResponse {
        let answer = self.client.post("/api/v1/sync", request);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.json()
    }

    /// One request and its answer.
    pub fn step(&mut self) -> (Progress, Vec<Verdict>) {
        let request = self.request();
        let response = self.send(&request);
        let verdicts = response.verdicts.clone();
        let (progress, _) = self.replica.absorb(&request, response, clock::now(), self.limits).unwrap();
        (progress, verdicts)
    }

    /// Synchronises until nothing is left; gives every verdict on the way. The replica itself compares the
    /// checksum of every scope, so a device that ends synced holds what the server holds.
    pub fn sync(&mut self) -> Vec<Verdict> {
        let mut all = Vec::new();
        for _ in 0..1000 {
            let (progress, verdicts) = self.step();
            all.extend(verdicts);
            assert!(!progress.mismatch, "what was fetched anew has another checksum");
            if !progress.more && self.replica.is_synced() {
                return all;
            }
        }
        panic!("the device does not come to rest");
    }

    /// The values that stand in an item's field, the one shown first in front.
    pub fn values(&self, task: &str, field: Field) -> Vec<String> {
        let fields = self.replica.entity(&self.scope, &item(task));
        let heads = fields.get(&field).map(|cell| cell.heads().to_vec()).unwrap_or_default();
        heads.iter().map(|head| head.value.as_text().unwrap_or("").to_owned()).collect()
    }

    /// Everything shown of its own unit.
    pub fn everything(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        self.replica.entities(&self.scope)
    }
}

pub fn item(task: &str) -> EntityId {
    EntityId::Item(id(task))
}

pub fn product(task: &str, index: u16) -> EntityId {
    EntityId::Product(id(task), index)
}

fn id(task: &str) -> ItemId {
    format!("binh-tan-2023/PL.{task}/year").parse().unwrap()
}

pub fn is_applied(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Applied(_))
}
