//! A device: the product's own replica over the real protocol, with a client that takes answers as the app
//! does.

use crate::{district::PASSWORD, gesture::Gesture, tally::Tally};
use anyhow::{Context, Result, anyhow, bail, ensure};
use sotay_core::{
    change::{Change, Edit},
    clock::Millis,
    ids::ChangeId,
    replica::{Limits, Meta, Replica},
    wire::{Outcome, Session, SignIn, SyncRequest, SyncResponse},
};
use std::{
    sync::{Arc, mpsc::Sender},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The longest that a device waits for an answer; the app's own.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What a device tells the judge, at the moment when it happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A change was recorded: it has to be in the log in the end.
    Made(Change),
    /// The device took a verdict: the change has to be in the log from now on.
    Acknowledged(ChangeId, Outcome),
    /// The device goes on under a new name; a change that it had not sent has a new identity.
    Renamed {
        /// The identity that is void.
        from: ChangeId,
        /// The change as it is sent now.
        to: Change,
    },
}

/// What one request came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// All is sent and all is fetched.
    Rest,
    /// There is more to send or to fetch.
    More,
    /// The server asks to come again after so many seconds (503, 429), or has no room (507).
    Later(Option<u64>),
    /// No answer, or none that can be taken: what became of the request is unknown.
    Unanswered,
    /// The server does not know the session.
    SignedOut,
}

/// A device of one person.
#[derive(Debug)]
pub struct Device {
    /// Its number in the run.
    pub number: usize,
    /// The server's or the proxy's URL without a path.
    pub url: String,
    /// What it holds.
    pub replica: Replica,
    /// How often a scope fetched anew from its start had another checksum than the server's.
    pub mismatches: u64,
    account: String,
    agent: ureq::Agent,
    cookie: String,
    tell: Sender<Event>,
    tally: Arc<Tally>,
}

/// An answer with a status.
struct Answer {
    status: u16,
    retry_after: Option<u64>,
    cookie: Option<String>,
    body: Vec<u8>,
}

/// The time by this machine's clock.
fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

impl Device {
    /// A new device signs in. What happens to its changes goes to `tell`, how it is answered to `tally`.
    pub fn sign_in(
        url: &str,
        account: &str,
        number: usize,
        tell: Sender<Event>,
        tally: Arc<Tally>,
    ) -> Result<Self> {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        // A connection a request: the proxy deals with requests one by one, and what was cut is not used again.
        let config = config.max_idle_connections(0).timeout_global(Some(TIMEOUT));
        let agent: ureq::Agent = config.build().into();
        let (session, cookie) = ask_for_a_session(&agent, url, account, None)?;
        let meta = Meta::new(session.person.id, session.replica, session.acked);
        Ok(Self {
            number,
            url: url.into(),
            replica: Replica::new(meta),
            mismatches: 0,
            account: account.into(),
            agent,
            cookie,
            tell,
            tally,
        })
    }

    /// Signs in again, going on under the name that it has: what the app does when a session is gone.
    pub fn sign_in_again(&mut self) -> Result<()> {
        let name = self.replica.meta.replica.clone();
        let (session, cookie) = ask_for_a_session(&self.agent, &self.url, &self.account, Some(name))?;
        self.cookie = cookie;
        let before = self.unsent();
        self.replica.adopt(&session.replica, session.acked, now());
        self.tell_renamed(before);
        Ok(())
    }

    /// Records a gesture over what the device shows.
    pub fn record(&mut self, gesture: Gesture) -> Result<()> {
        let edits = gesture.fields.into_iter().map(|(entity, field, value)| {
            let shown = self.replica.entity(&gesture.scope, &entity);
            let over = shown.get(&field).map(|cell| cell.seen()).unwrap_or_default();
            Edit { scope: gesture.scope.clone(), entity, field, value, over }
        });
        let edits = edits.collect();
        let first = self.replica.meta.next;
        self.replica.record(edits, now(), Limits::default()).context("recording a gesture")?;
        for change in self.replica.pending().filter(|change| change.id.n >= first) {
            // The judge is gone when the run was given up.
            let _ = self.tell.send(Event::Made(change.clone()));
        }
        Ok(())
    }

    /// The changes without a verdict, in order.
    pub fn unsent(&self) -> Vec<ChangeId> {
        self.replica.pending().map(|change| change.id.clone()).collect()
    }

    /// How often it fetched a scope anew because the checksum differed or the server had fallen back.
    pub fn refetches(&self) -> u64 {
        // The first fetch is generation 1.
        self.replica.scopes.values().map(|held| u64::from(held.mark.generation.saturating_sub(1))).sum()
    }

    /// One request and its answer.
    pub fn step(&mut self) -> Step {
        let request = self.replica.request(now(), Limits::default());
        let begun = Instant::now();
        let answer = match self.post("/api/v1/sync", &request) {
            Ok(answer) => answer,
            Err(_) => {
                self.tally.unanswered();
                return Step::Unanswered;
            }
        };
        self.tally.answered(answer.status, answer.retry_after, begun.elapsed());
        match answer.status {
            200 => match serde_json::from_slice(&answer.body) {
                Ok(response) => self.absorb(&request, response),
                Err(error) => {
                    self.tally.odd(format!("an answer that does not read: {error}"));
                    Step::Unanswered
                }
            },
            401 => Step::SignedOut,
            429 | 503 | 507 => Step::Later(answer.retry_after),
            _ => Step::Unanswered,
        }
    }

    fn absorb(&mut self, request: &SyncRequest, response: SyncResponse) -> Step {
        let before = self.unsent();
        let verdicts = response.verdicts.clone();
        let is_renamed = response.replica.is_some();
        let progress = match self.replica.absorb(request, response, now(), Limits::default()) {
            Ok((progress, _)) => progress,
            Err(error) => {
                self.tally.odd(error.to_string());
                return Step::Unanswered;
            }
        };
        if is_renamed {
            self.tell_renamed(before);
        } else {
            for verdict in verdicts {
                let id = ChangeId { replica: request.replica.clone(), n: verdict.n };
                let _ = self.tell.send(Event::Acknowledged(id, verdict.outcome));
            }
        }
        self.mismatches += u64::from(progress.mismatch);
        if progress.more || progress.mismatch || !self.replica.is_synced() { Step::More } else { Step::Rest }
    }

    /// Tells the new identity of each change that was unsent `before`, if they have new ones.
    fn tell_renamed(&self, before: Vec<ChangeId>) {
        for (from, to) in before.into_iter().zip(self.replica.pending()) {
            if from != to.id {
                let _ = self.tell.send(Event::Renamed { from, to: to.clone() });
            }
        }
    }

    /// Asks until all is sent and all is fetched; an error with what is left when that takes longer than to
    /// `deadline`. Signs in again where the session is gone.
    pub fn settle(&mut self, deadline: Instant) -> Result<()> {
        loop {
            let step = self.step();
            match step {
                Step::Rest => return Ok(()),
                Step::More => {}
                Step::SignedOut => self.sign_in_again()?,
                Step::Later(_) | Step::Unanswered => std::thread::sleep(Duration::from_millis(20)),
            }
            ensure!(
                Instant::now() < deadline,
                "device {} does not come to rest: {} unsent, last {step:?}",
                self.number,
                self.unsent().len()
            );
        }
    }

    /// Whether the server still reads for it: who is signed in, asked by `GET`.
    pub fn is_known(&self) -> Result<bool> {
        let request = ureq::http::Request::get(format!("{}/api/v1/session", self.url));
        let request = request.header("cookie", &self.cookie).body(())?;
        Ok(self.agent.run(request)?.status().as_u16() == 200)
    }

    fn post(&self, path: &str, body: &impl serde::Serialize) -> Result<Answer> {
        post(&self.agent, &format!("{}{path}", self.url), &self.cookie, body)
    }
}

fn post(agent: &ureq::Agent, url: &str, cookie: &str, body: &impl serde::Serialize) -> Result<Answer> {
    let request = ureq::http::Request::post(url)
        .header("content-type", "application/json")
        .header("sotay-client", "chaos")
        .header("cookie", cookie)
        .body(serde_json::to_vec(body)?)?;
    let mut response = agent.run(request)?;
    let text = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    let retry_after = text("retry-after").and_then(|seconds| seconds.parse().ok());
    let cookie = text("set-cookie").and_then(|line| Some(line.split(';').next()?.to_owned()));
    let body = response.body_mut().with_config().limit(u64::MAX).read_to_vec()?;
    Ok(Answer { status: response.status().as_u16(), retry_after, cookie, body })
}

/// Signs in; gives the session and its cookie.
fn ask_for_a_session(
    agent: &ureq::Agent,
    url: &str,
    account: &str,
    replica: Option<sotay_core::ids::ReplicaId>,
) -> Result<(Session, String)> {
    let body =
        SignIn { account: account.into(), password: PASSWORD.into(), device: "máy thử".into(), replica };
    let answer = post(agent, &format!("{url}/api/v1/session"), "", &body).context("signing in")?;
    if answer.status != 200 {
        bail!("{account} signing in: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    let session = serde_json::from_slice(&answer.body).context("reading the session")?;
    Ok((session, answer.cookie.ok_or_else(|| anyhow!("signing in gave no cookie"))?))
}
