//! A device that does what the protocol asks of it and nothing more: its own work must not be what is measured.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use sotay_core::{
    chain::Tip,
    change::Change,
    ids::Scope,
    replica::Meta,
    wire::{Cursor, PROTOCOL, SentCell, Session, SignIn, SyncRequest, SyncResponse, Verdict},
};
use std::collections::BTreeMap;

/// A signed-in device with a connection that is kept.
#[derive(Clone, Debug)]
pub struct Client {
    agent: ureq::Agent,
    cookie: String,
    /// Its names as signing in gave them.
    pub session: Session,
    acked: u64,
    epoch: Option<String>,
    cursors: BTreeMap<Scope, (u64, Option<Tip>)>,
}

/// A push, written out beforehand.
#[derive(Clone, Debug)]
pub struct Push {
    /// The changes as a JSON array.
    json: String,
    last: u64,
    count: usize,
}

impl Push {
    /// Of these changes.
    pub fn of(changes: &[Change]) -> Result<Self> {
        let last = changes.last().context("a push of nothing")?.id.n;
        Ok(Self { json: serde_json::to_string(changes)?, last, count: changes.len() })
    }
}

/// What a device has to know of an answer. The cells are passed over.
#[derive(Deserialize)]
struct Answer {
    acked: u64,
    verdicts: Vec<Verdict>,
    scopes: Vec<Page>,
}

#[derive(Deserialize)]
struct Page {
    scope: Scope,
    to: u64,
    past: Option<PastPage>,
}

#[derive(Deserialize)]
struct PastPage {
    to: Tip,
}

impl Client {
    /// Signs in.
    pub fn sign_in(url: &str, account: &str, password: &str) -> Result<Self> {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let device = "máy đo".into();
        let body = SignIn { account: account.into(), password: password.into(), device, replica: None };
        let mut response = post(&agent, &format!("{url}/api/v1/session"), "", serde_json::to_vec(&body)?)?;
        ensure!(response.status() == 200, "{account} signing in: {}", response.status());
        let cookie = response.headers().get("set-cookie").and_then(|line| line.to_str().ok());
        let cookie = cookie.and_then(|line| line.split(';').next()).context("no cookie")?.to_owned();
        let session: Session = serde_json::from_slice(&response.body_mut().read_to_vec()?)?;
        Ok(Self { agent, cookie, acked: session.acked, session, epoch: None, cursors: BTreeMap::new() })
    }

    /// A replica's names and numbers that nothing was made under.
    pub fn meta(&self) -> Meta {
        Meta::new(self.session.person.id.clone(), self.session.replica.clone(), self.session.acked)
    }

    /// Fetches every cell of every scope.
    pub fn fetch(&mut self, url: &str) -> Result<Vec<(Scope, SentCell)>> {
        let mut cells = Vec::new();
        loop {
            let cursors = self.cursors.iter();
            let cursors =
                cursors.map(|(scope, (seq, _))| Cursor { scope: scope.clone(), seq: *seq, past: None });
            let request = SyncRequest {
                protocol: PROTOCOL,
                replica: self.session.replica.clone(),
                acked: self.acked,
                last: None,
                resume: None,
                changes: Vec::new(),
                refused: Vec::new(),
                cursors: cursors.collect(),
                pending: 0,
                oldest: None,
                now: crate::work::now(),
                epoch: self.epoch.clone(),
            };
            let answer: SyncResponse =
                serde_json::from_slice(&self.post(url, serde_json::to_vec(&request)?)?)?;
            self.epoch = Some(answer.epoch);
            let mut more = false;
            for page in answer.scopes {
                more |= page.more;
                self.cursors.insert(page.scope.clone(), (page.to, None));
                cells.extend(page.cells.into_iter().map(|cell| (page.scope.clone(), cell)));
            }
            if !more {
                return Ok(cells);
            }
        }
    }

    /// Whether it asks for its units' history from now on, as a ward's own devices do.
    pub fn follow_history(&mut self, follow: bool) {
        for (_, past) in self.cursors.values_mut() {
            *past = follow.then(Tip::default);
        }
    }

    /// Pushes changes and takes the answer's verdicts and marks, as a device does that is up to date.
    pub fn push(&mut self, url: &str, push: &Push) -> Result<()> {
        let cursors = self.cursors.iter();
        let cursors: Vec<Cursor> = cursors
            .map(|(scope, (seq, past))| Cursor { scope: scope.clone(), seq: *seq, past: *past })
            .collect();
        let (replica, acked, now) = (&self.session.replica, self.acked, crate::work::now());
        let body = format!(
            r#"{{"protocol":{PROTOCOL},"replica":"{replica}","acked":{acked},"changes":{},"cursors":{},"pending":{},"oldest":{now},"now":{now},"epoch":{}}}"#,
            push.json,
            serde_json::to_string(&cursors)?,
            push.count,
            serde_json::to_string(&self.epoch)?,
        );
        let answer: Answer = serde_json::from_slice(&self.post(url, body.into_bytes())?)?;
        let taken = answer.verdicts.iter().filter(|verdict| verdict.outcome.seq().is_some()).count();
        ensure!(taken == push.count && answer.acked == push.last, "{taken} of {} were taken", push.count);
        self.acked = answer.acked;
        for page in answer.scopes {
            let mark = self.cursors.entry(page.scope).or_default();
            mark.0 = page.to;
            mark.1 = page.past.map(|past| past.to).or(mark.1);
        }
        Ok(())
    }

    fn post(&self, url: &str, body: Vec<u8>) -> Result<Vec<u8>> {
        let mut response = post(&self.agent, &format!("{url}/api/v1/sync"), &self.cookie, body)?;
        let (status, body) =
            (response.status(), response.body_mut().with_config().limit(u64::MAX).read_to_vec()?);
        if status != 200 {
            bail!("sync: {status} {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }
}

fn post(
    agent: &ureq::Agent,
    url: &str,
    cookie: &str,
    body: Vec<u8>,
) -> Result<ureq::http::Response<ureq::Body>> {
    let request = ureq::http::Request::post(url)
        .header("content-type", "application/json")
        .header("sotay-client", "bench")
        .header("cookie", cookie)
        .body(body)?;
    Ok(agent.run(request)?)
}
