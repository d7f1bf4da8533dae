//! `sotay practice`: a living district that a guide can rely on.

use crate::{
    app::{Client, shipped_plan},
    binary::{Server, failure, run, success},
};
use sotay_core::{
    assignee::Assignee,
    change::{Field, State},
    checklist::{self, Entities, Records, Urgency},
    dates,
    ids::Scope,
    plan::Plan,
    replica::{Limits, Meta, Replica},
    wire::Session,
};
use sotay_server::store::{Connection, FILE};
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;

const PASSWORD: &str = "taphuan2023";

fn fill(folder: &Path) -> String {
    success(&run(&["practice", "--today", "2023-10-16", "--data", folder.to_str().unwrap()]))
}

/// What an account's device holds after the first synchronisation.
fn look(url: &str, account: &str) -> (Session, Replica) {
    let mut client = Client::new(url);
    let answer = client.sign_in(account, PASSWORD, None);
    assert_eq!(answer.status, 200, "{account}");
    let session: Session = answer.json();
    let meta = Meta::new(session.person.id.clone(), session.replica.clone(), 0);
    let mut replica = Replica::new(meta);
    while !replica.is_synced() {
        let request = replica.request(0, Limits::default());
        let response = client.post("/api/v1/sync", &request).json();
        replica.absorb(&request, response, 0, Limits::default()).unwrap();
    }
    (session, replica)
}

#[test]
fn every_ward_has_something_done_under_way_waiting_overdue_and_due_soon() {
    let folder = TempDir::new().unwrap();
    let said = fill(folder.path());
    let written = fs::read_to_string(folder.path().join("tai-khoan-tap-huan.txt")).unwrap();
    assert_eq!(said.trim(), written.trim());
    assert!(said.contains("TẬP HUẤN") && said.contains(PASSWORD) && said.contains("anlaca-ct"));

    let plan = Plan::from_json(&shipped_plan()).unwrap();
    let today = "2023-10-16".parse().unwrap();
    let server = Server::start(folder.path());
    let (session, district) = look(&server.url, "quan");
    assert_eq!(session.practice, Some(today));
    // The device's clock stood at 0, so its offset is the server's clock: it stands on the practice day too, or
    // every change made there would be moved out of the practice year.
    assert_eq!(dates::day_of(-district.meta.offset), today);
    let wards: Vec<_> =
        district.scopes.keys().filter(|s| s.unit().is_some_and(|u| u.as_str() != "quan-binh-tan")).collect();
    assert_eq!(wards.len(), 10);
    for scope in wards {
        let entities = district.entities(scope);
        let nothing = Entities::new();
        let records = Records { unit: &entities, plan: &nothing };
        let items = checklist::items(plan.work(), &"binh-tan-2023".parse().unwrap(), records);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for item in &items {
            let name = match item.urgency(today) {
                Urgency::Overdue { .. } => "overdue",
                Urgency::Soon => "soon",
                Urgency::Waiting => "waiting",
                Urgency::Closed => "closed",
                _ => "other",
            };
            *seen.entry(name).or_default() += 1;
            assert!(!item.has_conflict());
            if item.state() == State::Done {
                assert_eq!(item.ready(), item.products.len());
            }
            if item.state() == State::NotApplicable {
                assert!(!item.reason().is_empty());
            }
            for product in &item.products {
                assert_eq!(product.number().is_empty(), product.issued().is_none());
                assert!(product.issued().is_none_or(|date| date < today));
            }
        }
        for case in ["overdue", "soon", "waiting", "closed"] {
            assert!(seen.contains_key(case), "{scope}: {seen:?}");
        }
        let doing = items.iter().filter(|item| item.state() == State::Doing).count();
        let done = items.iter().filter(|item| item.state() == State::Done).count();
        assert!(doing >= 2 && done >= 3, "{scope}: {doing} {done}");
        assert!(
            items.iter().any(|item| !item.note().is_empty() && item.assignee() != Assignee::Nobody),
            "{scope}"
        );
        // Every change lies in the practice year.
        let heads = entities.values().flat_map(|fields| fields.values()).flat_map(|cell| cell.heads());
        for head in heads {
            assert!((1_672_500_000_000..1_697_425_200_000).contains(&head.at.millis()), "{head:?}");
        }
    }
    let milestones = |scope: &Scope| {
        district.entities(scope).values().filter(|fields| fields.contains_key(&Field::Milestone)).count()
    };
    assert!(district.scopes.keys().map(milestones).sum::<usize>() > 3);
    look(&server.url, "anlaca");
    look(&server.url, "anlaca-ct");
    look(&server.url, "quantri");
}

#[test]
fn a_folder_that_holds_anything_is_refused_and_not_touched() {
    let folder = TempDir::new().unwrap();
    fill(folder.path());
    let database = fs::read(folder.path().join(FILE)).unwrap();
    let data = folder.path().to_str().unwrap();
    assert!(failure(&run(&["practice", "--data", data])).contains("is not empty"));
    fs::remove_file(folder.path().join("tai-khoan-tap-huan.txt")).unwrap();
    assert!(failure(&run(&["practice", "--data", data])).contains("is not empty"));
    assert_eq!(fs::read(folder.path().join(FILE)).unwrap(), database);

    let foreign = TempDir::new().unwrap();
    fs::write(foreign.path().join("thesis.txt"), "x").unwrap();
    let said = failure(&run(&["practice", "--data", foreign.path().to_str().unwrap()]));
    assert!(said.contains("thesis.txt"), "{said}");
    assert_eq!(fs::read_dir(foreign.path()).unwrap().count(), 1);
}

#[test]
fn the_same_day_makes_the_same_district() {
    let recorded = || {
        let folder = TempDir::new().unwrap();
        fill(folder.path());
        let connection = Connection::open(folder.path().join(FILE)).unwrap();
        // Names of devices are drawn anew, and counts carry them; what was recorded is not.
        let sql = "SELECT scope || replace(json_extract(change, '$.entity'), replica, 'R') || json_extract(change, '$.field')
                   || coalesce(json_extract(change, '$.value'), '') || json_extract(change, '$.at')
                   || json_extract(change, '$.author') FROM log WHERE replica != 'may-chu' ORDER BY id";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let first = recorded();
    assert!(first.len() > 500, "{}", first.len());
    for kind in ["count/", "figure/", "period/", "dossier/", "feedback/"] {
        assert!(first.iter().any(|row| row.contains(kind)), "{kind}");
    }
    assert_eq!(first, recorded());
}
