//! The judge is able to fail: each doctored log is found out, and only for what was done to it.

use super::*;
use sotay_core::{
    change::{Edit, State, Value},
    clock::Hlc,
    replica::{Limits, Meta, Replica},
};
use std::sync::mpsc::{Sender, channel};

/// A device's changes, and a judge who has heard of them.
struct Trial {
    judge: Judge,
    tell: Sender<Event>,
    /// The log's lines, as they should be.
    lines: Vec<String>,
    changes: Vec<Change>,
}

fn trial() -> Trial {
    let unit = |name: &str| Scope::Unit(name.parse().unwrap());
    let (tell, events) = channel();
    let mut judge = Judge::new(events);
    judge.allow("an".parse().unwrap(), [unit("an-lac")]);
    let mut replica = Replica::new(Meta::new("an".parse().unwrap(), "r1".parse().unwrap(), 0));
    let edit = |scope: &str, field: Field, value: Value| Edit {
        scope: unit(scope),
        entity: EntityId::from("item/p/PL.1.1/year".to_owned()),
        field,
        value,
        over: Vec::new(),
    };
    let gestures = [
        vec![edit("an-lac", Field::Note, Value::text("[1.1] một"))],
        vec![
            edit("an-lac", Field::State, State::Done.value()),
            edit("an-lac", Field::Reason, Value::text("[1.2] hai")),
        ],
        vec![edit("tan-tao", Field::Note, Value::text("[1.3] không được"))],
    ];
    for gesture in gestures {
        replica.record(gesture, 1000, Limits::default()).unwrap();
    }
    let changes: Vec<Change> = replica.pending().cloned().collect();
    let mut lines = vec![
        r#"{"change":{"id":"s.1","group":{"first":1,"len":1},"scope":"plan/p","entity":"document/p",
            "field":"digest","value":"00","at":"0000000001000-0000","author":"may-chu","schema":1},
            "verdict":{"applied":1},"received_at":"x"}"#
            .replace('\n', ""),
    ];
    for (seq, change) in (1u64..).zip(&changes) {
        let verdict = match seq {
            4 => Outcome::Refused(sotay_core::wire::Refusal::Author),
            _ => Outcome::Applied(seq),
        };
        tell.send(Event::Made(change.clone())).unwrap();
        tell.send(Event::Acknowledged(change.id.clone(), verdict.clone())).unwrap();
        let [change, verdict] =
            [serde_json::to_string(change).unwrap(), serde_json::to_string(&verdict).unwrap()];
        // Further members of a line are nothing to stumble over.
        lines.push(format!(r#"{{"change":{change},"verdict":{verdict},"hash":"ab","received_at":"x"}}"#));
    }
    Trial { judge, tell, lines, changes }
}

impl Trial {
    fn judge(mut self) -> Findings {
        let log = Log::parse(self.lines.join("\n").as_bytes()).unwrap();
        self.judge.close(&log);
        self.judge.findings().clone()
    }
}

/// The names of what was found, by kind.
#[track_caller]
fn check(findings: &Findings, lost: usize, doubled: usize, altered: usize, invented: usize) {
    let Findings { lost: l, doubled: d, altered: a, invented: i, .. } = findings;
    assert_eq!([l.len(), d.len(), a.len(), i.len()], [lost, doubled, altered, invented], "{findings:?}");
    assert_eq!(findings.lines().is_empty(), lost + doubled + altered + invented == 0);
}

#[test]
fn a_log_with_everything_once_passes() {
    check(&trial().judge(), 0, 0, 0, 0);
}

#[test]
fn a_missing_line_is_a_lost_change() {
    for line in 1..=4 {
        let mut trial = trial();
        trial.lines.remove(line);
        // Acknowledged, and made.
        check(&trial.judge(), 2, 0, 0, 0);
    }
}

#[test]
fn a_missing_line_of_an_acknowledged_change_is_found_before_the_end() {
    let mut trial = trial();
    trial.lines.pop();
    trial.judge.hear();
    trial.judge.check(&Log::parse(trial.lines.join("\n").as_bytes()).unwrap());
    check(trial.judge.findings(), 1, 0, 0, 0);
}

#[test]
fn a_line_twice_is_a_doubled_change() {
    let mut trial = trial();
    // One without a text of its own, which only its identity tells.
    trial.lines.push(trial.lines[2].clone());
    check(&trial.judge(), 0, 1, 0, 0);
}

#[test]
fn the_same_text_under_another_identity_is_doubled_and_invented() {
    let mut trial = trial();
    trial.lines.push(trial.lines[1].replace("r1.1", "r2.1"));
    check(&trial.judge(), 0, 1, 0, 1);
}

#[test]
fn another_content_or_verdict_is_an_altered_change() {
    for (line, from, to) in [
        (1, "một", "mốt"),
        (2, r#""done""#, r#""todo""#),
        (2, r#"{"applied":2}"#, r#"{"both-kept":2}"#),
        (3, r#""first":2"#, r#""first":1"#),
    ] {
        let mut trial = trial();
        trial.lines[line] = trial.lines[line].replace(from, to);
        check(&trial.judge(), 0, 0, 1, 0);
    }
}

#[test]
fn a_verdict_against_the_authors_rights_is_altered() {
    // The device was told so too: the verdict is the one it knows, and still wrong.
    for (line, verdict) in
        [(4, Outcome::Applied(9)), (1, Outcome::Refused(sotay_core::wire::Refusal::Author))]
    {
        let mut trial = trial();
        let change = &trial.changes[line - 1];
        trial.tell.send(Event::Acknowledged(change.id.clone(), verdict.clone())).unwrap();
        let [change, verdict] =
            [serde_json::to_string(change).unwrap(), serde_json::to_string(&verdict).unwrap()];
        trial.lines[line] = format!(r#"{{"change":{change},"verdict":{verdict}}}"#);
        check(&trial.judge(), 0, 0, 1, 0);
    }
}

#[test]
fn a_time_that_the_server_moved_is_not_altered() {
    let mut trial = trial();
    trial.lines[1] = trial.lines[1].replace(&trial.changes[0].at.to_string(), &Hlc::at(7).to_string());
    check(&trial.judge(), 0, 0, 0, 0);
}

#[test]
fn a_renamed_change_is_looked_for_under_its_new_name_alone() {
    let renamed = |is_sent: bool| {
        let mut trial = trial();
        let from = trial.changes[0].id.clone();
        // It had no verdict under the old name.
        trial.judge.hear();
        trial.judge.acknowledged.remove(&from);
        let id = ChangeId { replica: "r9".parse().unwrap(), n: 1 };
        let to = Change { id, ..trial.changes[0].clone() };
        trial.tell.send(Event::Renamed { from, to }).unwrap();
        if is_sent {
            trial.lines[1] = trial.lines[1].replace(r#""id":"r1.1""#, r#""id":"r9.1""#);
        }
        trial.judge()
    };
    check(&renamed(true), 0, 0, 0, 0);
    check(&renamed(false), 1, 0, 0, 1);
}

#[test]
fn what_an_old_copy_forgot_is_forgiven_until_the_end() {
    let mut trial = trial();
    let whole = trial.lines.clone();
    trial.lines.truncate(3);
    trial.judge.hear();
    let log = Log::parse(trial.lines.join("\n").as_bytes()).unwrap();
    assert_eq!(trial.judge.forgive(&log), 2);
    trial.judge.check(&log);
    check(trial.judge.findings(), 0, 0, 0, 0);
    trial.judge.close(&Log::parse(whole.join("\n").as_bytes()).unwrap());
    check(trial.judge.findings(), 0, 0, 0, 0);
    // Not sent again after all.
    trial.judge.close(&log);
    check(trial.judge.findings(), 2, 0, 0, 0);
}
