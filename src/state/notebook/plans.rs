//! Versions of the plan, proposals to amend it, and publishing. Everything here is of the second piece's screens.

use super::{Notebook, published};
use crate::{
    platform::{clock, prefs},
    sync::api::{self, ApiError},
};
use leptos::prelude::*;
use sotay_core::{
    change::{Edit, Field, Value},
    checklist::{self, Records},
    code::Code,
    compare::{self, Difference},
    ids::{EntityId, ItemId, PlanId, Scope},
    plan::Plan,
    proposal::{self, Proposal},
    store::DeviceStore,
    wire::{PROTOCOL, PlanVersion, Publication, Published},
};

/// A plan that is about to be published, and what it would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The plan as it was made.
    pub plan: Plan,
    /// Whether it was made by hand out of the version in force.
    pub edited: bool,
    /// The version in force that it was compared with; none where the plan is not published yet.
    pub over: Option<String>,
    /// The plan with the codes of that version.
    pub aligned: Plan,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// What the version in force changed against the one before it that this device had.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// The digest of the version in force.
    pub digest: String,
    /// The plan in force.
    pub plan: Plan,
    /// What differs.
    pub differences: Vec<Difference>,
}

impl Notebook {
    /// What changed since the version that the device had before; none where it had none.
    pub async fn news(self) -> Option<News> {
        let store = self.store()?;
        let kept = store.documents().await.ok()?;
        let [digest, before] = kept.as_slice() else { return None };
        let read = async |digest: &str| {
            let json = store.document(digest).await.ok()??;
            Plan::from_json(&json).ok()
        };
        let (before, plan) = (read(before).await?, read(digest).await?);
        // Last year's plan is no version of this year's.
        if before.id != plan.id {
            return None;
        }
        let differences = compare::compare(&before, &plan);
        Some(News { digest: digest.clone(), plan, differences })
    }

    /// Whether the person put the news of this version away.
    pub fn has_seen_version(self, digest: &str) -> bool {
        prefs::plan_seen().as_deref() == Some(digest)
    }

    /// Puts the news of this version away.
    pub fn see_version(self, digest: &str) {
        prefs::set_plan_seen(digest);
    }

    /// The versions of a plan, oldest first, as the server has them.
    pub async fn versions(self, plan: &PlanId) -> Result<Vec<PlanVersion>, ApiError> {
        match api::plan_versions(plan).await {
            Err(ApiError::Refused(problem)) if problem.status == 404 => Ok(Vec::new()),
            other => other,
        }
    }

    /// A version of the plan, from the server if the device does not keep it.
    pub async fn version(self, digest: &str) -> Result<Plan, ApiError> {
        let kept = match self.store() {
            Some(store) => store.document(digest).await.ok().flatten(),
            None => None,
        };
        let json = match kept {
            Some(json) => json,
            None => api::document(digest).await?,
        };
        Plan::from_json(&json).map_err(|_| ApiError::Unreadable)
    }

    // Proposals.

    /// Proposes another wording for a part of the plan.
    pub fn propose(self, about: &Code, text: &str, reason: &str) {
        let (Some(scope), Some((plan, _))) = (untrack(|| self.scope()), untrack(|| self.plan())) else {
            return;
        };
        let name = (self.now(), clock::random());
        self.record(proposal::make(&scope, &plan, name, about, text.trim(), reason.trim()));
    }

    /// The proposals on the plan: of the unit looked at, or for the district of all its wards.
    pub fn proposals(self) -> Vec<Proposal> {
        let Some((plan, _)) = self.plan() else { return Vec::new() };
        let scopes: Vec<Scope> = if self.answers_all() {
            let units = self.session.with(|s| s.as_ref().map(|s| s.units.clone()).unwrap_or_default());
            units.into_iter().map(|unit| Scope::Unit(unit.id)).collect()
        } else {
            self.scope().into_iter().collect()
        };
        self.with_replica(|replica| {
            let of = |scope: &Scope| proposal::of(scope, &plan, &replica.entities(scope));
            let mut all: Vec<Proposal> = scopes.iter().flat_map(of).collect();
            all.sort_by_key(|proposal| std::cmp::Reverse(proposal.at));
            all
        })
        .unwrap_or_default()
    }

    /// Whether the person answers for the district.
    pub fn answers_all(self) -> bool {
        self.rights().is_some_and(|rights| rights.reads.iter().any(|unit| rights.answers_for(unit).is_ok()))
    }

    /// Whether the person publishes plans.
    pub fn may_publish(self) -> bool {
        self.rights().is_some_and(|rights| rights.publishes().is_ok())
    }

    // Own items for a part of the plan.

    /// Adds an own item of the unit for a part of the plan.
    pub fn add_own_for(self, about: &Code, title: &str) {
        let (Some(scope), Some((plan, _))) = (untrack(|| self.scope()), untrack(|| self.plan())) else {
            return;
        };
        let id = ItemId::own(plan, self.now(), clock::random());
        let mut edits = checklist::own_item(&scope, &id, title.trim(), None);
        edits.push(Edit {
            scope,
            entity: EntityId::Item(id),
            field: Field::About,
            value: Value::text(&about.to_string()),
            over: Vec::new(),
        });
        self.record(edits);
    }

    /// The unit's own items that were added for parts of the plan.
    pub fn own_for_parts(self) -> Vec<(Code, ItemId, String)> {
        let (Some(scope), Some((id, plan))) = (self.scope(), self.plan()) else { return Vec::new() };
        self.with_replica(|replica| {
            let (unit, said) = (replica.entities(&scope), replica.entities(&Scope::Plan(id.clone())));
            let items = checklist::items(plan.work(), &id, Records { unit: &unit, plan: &said });
            let own = items.iter().filter(|item| item.id.is_own());
            own.filter_map(|item| Some((item.about()?, item.id.clone(), item.title().to_owned()))).collect()
        })
        .unwrap_or_default()
    }

    // Publishing.

    /// The plan in force with a part in other words, as a draft.
    pub async fn draft_of_amendment(self, about: &Code, wording: &str) -> Result<Draft, ApiError> {
        let named = self.replica.with_untracked(|replica| published(replica.as_ref()?));
        let (_, digest) = named.ok_or(ApiError::Unreachable)?;
        let mut plan = self.version(&digest).await?;
        plan.amend(about, wording.trim());
        self.draft(plan, true).await
    }

    /// What a plan would change, were it published now. The server is asked what is in force.
    pub async fn draft(self, plan: Plan, edited: bool) -> Result<Draft, ApiError> {
        let id: PlanId = plan.id.parse().map_err(|_| ApiError::Unreadable)?;
        let over = self.versions(&id).await?.pop().map(|version| version.digest);
        let (aligned, differences) = match &over {
            None => (plan.clone(), Vec::new()),
            Some(digest) => {
                let old = self.version(digest).await?;
                let aligned = match edited {
                    true => compare::carry(&old, plan.clone()),
                    false => compare::align(&old, plan.clone()),
                };
                let differences = compare::compare(&old, &aligned);
                (aligned, differences)
            }
        };
        Ok(Draft { plan, edited, over, aligned, differences })
    }

    /// Publishes a draft, and fetches it.
    pub async fn publish(self, draft: Draft, note: &str) -> Result<Published, ApiError> {
        let Draft { plan, edited, over, .. } = draft;
        let note = note.trim().to_owned();
        let published = api::publish(&Publication { protocol: PROTOCOL, plan, over, edited, note }).await?;
        self.poke();
        Ok(published)
    }

    /// Answers a proposal.
    pub fn answer_proposal(self, proposal: &Proposal, accepted: bool, reply: &str) {
        self.record(proposal.answer(accepted, reply.trim()));
    }
}
