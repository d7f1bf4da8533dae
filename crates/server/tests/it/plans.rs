//! Publishing plans: who may, what becomes of what was recorded, and two who publish at once.

use crate::{
    app::{Client, TestApp, furnish, publish_plan, shipped_plan, sign_in},
    binary::{failure, run, success},
    device::Device,
};
use serde_json::json;
use sotay_core::{
    change::Field,
    checklist::{self, Group, Records},
    code::Code,
    contradictions::{About, contradictions},
    ids::{EntityId, Scope},
    plan::Plan,
    wire::{PROTOCOL, PlanVersion, Publication, Published},
};
use std::fs;
use tempfile::TempDir;

fn shipped() -> Plan {
    Plan::from_json(&shipped_plan()).unwrap()
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

/// The shipped plan without row 1.4, the rows behind it one number lower, as a new file would have it.
fn without_a_row() -> Plan {
    let mut plan = shipped();
    plan.groups[0].tasks.retain(|task| task.code != code("PL.1.4"));
    plan.references.clear();
    for task in &mut plan.groups[0].tasks {
        if let [1, number] = *task.code.parts()
            && number > 4
        {
            task.code = Code::new(task.code.section(), [1, number - 1]);
        }
    }
    plan
}

fn publication(plan: Plan, over: Option<&str>) -> Publication {
    let note = "Bản sửa đổi tháng 8".to_owned();
    Publication { protocol: PROTOCOL, plan, over: over.map(Into::into), edited: false, note }
}

fn versions(client: &Client) -> Vec<PlanVersion> {
    client.get("/api/v1/plans/binh-tan-2023/versions").json()
}

/// A running server with the shipped plan; its digest.
fn published() -> (TempDir, TestApp, String) {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let digest = publish_plan(folder.path());
    let app = TestApp::builder().folder(folder.path()).start();
    (folder, app, digest)
}

#[test]
fn the_district_publishes_a_version_and_what_a_ward_recorded_stays_attached() {
    let (_folder, app, first) = published();
    let mut ward = Device::new(&app, "an");
    ward.note("1.4", "của việc bị bỏ");
    ward.note("1.10", "của việc đổi số");
    ward.sync();

    let (district, _) = app.signed_in("quan");
    let answer = district.post("/api/v1/plans", &publication(without_a_row(), Some(&first)));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let second: Published = answer.json();
    assert!(second.changed && second.digest != first);

    ward.sync();
    let scope: Scope = "plan/binh-tan-2023".parse().unwrap();
    let fields = ward.replica.entity(&scope, &EntityId::from("document/binh-tan-2023".to_owned()));
    assert_eq!(fields[&Field::Digest].shown().as_text(), Some(second.digest.as_str()));
    assert_eq!(fields[&Field::Note].shown().as_text(), Some("Bản sửa đổi tháng 8"));
    let document = ward.client.get(&format!("/api/v1/plans/{}", second.digest)).text();
    let plan = Plan::from_json(&document).unwrap();
    let (unit, said) = (ward.replica.entities(&ward.scope), ward.replica.entities(&scope));
    let items = checklist::items(
        plan.work(),
        &"binh-tan-2023".parse().unwrap(),
        Records { unit: &unit, plan: &said },
    );
    let noted: Vec<(Group, String, &str)> = items
        .iter()
        .filter(|item| !item.note().is_empty())
        .map(|item| (item.group, item.label(), item.note()))
        .collect();
    assert_eq!(
        noted,
        [
            (Group::Appendix(0), "1.9".to_owned(), "của việc đổi số"),
            (Group::Dropped, "1.4".to_owned(), "của việc bị bỏ")
        ]
    );

    // The same file once more is in force already, and the old version stays readable.
    let again: Published =
        district.post("/api/v1/plans", &publication(without_a_row(), Some(&second.digest))).json();
    assert_eq!((again.changed, &again.digest), (false, &second.digest));
    assert_eq!(ward.client.get(&format!("/api/v1/plans/{first}")).text(), shipped_plan());

    let list = versions(&ward.client);
    let told: Vec<(&str, Option<&str>, &str)> =
        list.iter().map(|v| (v.digest.as_str(), v.by.as_deref(), v.note.as_str())).collect();
    assert_eq!(
        told,
        [(first.as_str(), None, ""), (second.digest.as_str(), Some("Người quan"), "Bản sửa đổi tháng 8")]
    );
    assert_eq!(app.log_rows("brought_by = 'quan' AND replica = 'may-chu'"), 2, "note and digest");
}

#[test]
fn only_the_district_and_the_administrator_publish() {
    let (_folder, app, first) = published();
    for account in ["an", "an-ct"] {
        let (client, _) = app.signed_in(account);
        let answer = client.post("/api/v1/plans", &publication(without_a_row(), Some(&first)));
        answer.problem(403, "publishing-denied");
    }
    // Nothing is read from whoever is not signed in: a whole plan would still be on its way when the server hangs up.
    app.anonymous().post("/api/v1/plans", &serde_json::json!({})).problem(401, "not-signed-in");
    app.anonymous().get("/api/v1/plans/binh-tan-2023/versions").problem(401, "not-signed-in");
    assert_eq!(versions(&app.signed_in("an").0).len(), 1, "nothing was published");
    let (administrator, _) = app.signed_in("quantri");
    assert_eq!(administrator.post("/api/v1/plans", &publication(without_a_row(), Some(&first))).status, 200);
}

#[test]
fn the_plan_of_the_next_year_stands_beside_this_years() {
    let (_folder, app, first) = published();
    let (district, _) = app.signed_in("quan");
    let mut next = shipped();
    (next.id, next.year) = ("binh-tan-2024".into(), 2024);
    district
        .post("/api/v1/plans", &publication(next.clone(), Some(&first)))
        .problem(409, "published-meanwhile");
    let published: Published = district.post("/api/v1/plans", &publication(next.clone(), None)).json();
    assert_eq!(published.plan.as_str(), "binh-tan-2024");
    let stored = district.get(&format!("/api/v1/plans/{}", published.digest)).text();
    assert_eq!(Plan::from_json(&stored).unwrap(), next);
    assert_eq!(versions(&district).len(), 1);
    district.get("/api/v1/plans/binh-tan-2025/versions").problem(404, "not-found");
    district.get("/api/v1/plans/Bình/versions").problem(404, "not-found");
}

#[test]
fn of_two_who_publish_at_once_one_is_told_to_look_again() {
    let (_folder, app, first) = published();
    let titled = |title: &str| {
        let mut plan = shipped();
        plan.title.corrected = Some(title.into());
        publication(plan, Some(&first))
    };
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let publish = |account: &'static str| {
            let (url, publication) = (app.url.clone(), titled(account));
            scope.spawn(move || {
                let (client, _) = sign_in(&url, account);
                let answer = client.post("/api/v1/plans", &publication);
                if answer.status == 409 {
                    assert!(answer.problem(409, "published-meanwhile").contains("publish again"));
                }
                answer.status
            })
        };
        let both = [publish("quan"), publish("quantri")];
        both.map(|thread| thread.join().unwrap()).to_vec()
    });
    let mut sorted = answers.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [200, 409], "{answers:?}");
    assert_eq!(versions(&app.signed_in("quan").0).len(), 2);
}

#[test]
fn a_part_that_the_district_reworded_by_its_code_stays_the_same_part() {
    let (_folder, app, first) = published();
    let (district, _) = app.signed_in("quan");
    let mut plan = shipped();
    assert!(plan.amend(&code("PL.1.4"), "Những lời khác hẳn, không còn chữ nào như trước"));
    assert!(plan.amend(&code("II.8"), "Giải ngân đạt trên 90%."));
    let mut edited = publication(plan, Some(&first));
    edited.edited = true;
    let published: Published = district.post("/api/v1/plans", &edited).json();
    let stored =
        Plan::from_json(&district.get(&format!("/api/v1/plans/{}", published.digest)).text()).unwrap();
    assert!(stored.dropped.is_empty());
    assert_eq!(stored.tasks().count(), 77);
    assert_eq!(stored.task(&code("PL.1.4")).unwrap().text, edited.plan.task(&code("PL.1.4")).unwrap().text);
    // What follows from the wording was read anew, and the document contradicts itself there no more.
    let figures = &stored.clause(&code("II.8")).unwrap().figures;
    assert_eq!((figures.len(), figures[0].quote.as_str()), (1, "đạt trên 90%"));
    let about = |plan: &Plan| contradictions(plan).iter().filter(|c| c.about == About::Figure).count();
    assert_eq!((about(&shipped()), about(&stored)), (2, 1));
}

#[test]
fn what_is_no_plan_is_refused_with_the_reason_and_nothing_is_published() {
    let (_folder, app, first) = published();
    let (district, _) = app.signed_in("quan");
    let bad = |change: fn(&mut Plan)| {
        let mut plan = shipped();
        change(&mut plan);
        district.post("/api/v1/plans", &publication(plan, Some(&first))).problem(422, "plan")
    };
    assert!(bad(|p| p.groups[0].tasks[1].code = p.groups[0].tasks[0].code.clone()).contains("PL.1.1"));
    assert!(bad(|p| p.format = 99).contains("99"));
    assert!(bad(|p| p.groups.clear()).contains("no task"));
    district.post("/api/v1/plans", &json!({"protocol": PROTOCOL, "plan": {}})).problem(400, "malformed");
    district.post("/api/v1/plans", &json!({"protocol": 99, "plan": {}})).problem(426, "protocol");
    let mut long = publication(without_a_row(), Some(&first));
    long.note = "á".repeat(5_000);
    district.post("/api/v1/plans", &long).problem(400, "malformed");
    assert_eq!(versions(&district).len(), 1);
    // Little enough to be sent whole before the answer comes.
    let small = TestApp::builder().body(1_000).start();
    let (district, _) = small.signed_in("quan");
    district
        .post("/api/v1/plans", &json!({"protocol": PROTOCOL, "plan": "x".repeat(2_000)}))
        .problem(413, "too-large");
}

// ── The command line ──

fn text(path: &std::path::Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_command_line_publishes_the_same_way_and_prints_what_differs() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    publish_plan(folder.path());
    let (old, new) = (folder.path().join("old.json"), folder.path().join("new.json"));
    fs::write(&old, shipped_plan()).unwrap();
    fs::write(&new, serde_json::to_string(&without_a_row()).unwrap()).unwrap();
    let said = success(&run(&["plan", "compare", text(&old), text(&new)]));
    for part in [
        "PL.1.4: dropped: ",
        "PL.1.7 (code PL.1.8): renumbered from PL.1.8 to PL.1.7",
        "1 dropped, 6 renumbered",
    ] {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
    assert_eq!(success(&run(&["plan", "compare", text(&old), text(&old)])), "nothing differs\n");
    let publish = ["plan", "publish", text(&new), "--data", text(folder.path())];
    assert!(success(&run(&publish)).starts_with(said.as_str()));
    assert!(success(&run(&publish)).contains("in force already"));
    let torn = folder.path().join("torn.json");
    let mut twice = shipped();
    twice.groups[0].tasks[1].code = code("PL.1.1");
    fs::write(&torn, serde_json::to_string(&twice).unwrap()).unwrap();
    let said = failure(&run(&["plan", "publish", text(&torn), "--data", text(folder.path())]));
    assert!(said.contains("PL.1.1") && said.contains("nothing was published"), "{said}");
}
