//! Who sees and changes what, as it stands when a change is taken.

use crate::{
    app::{TestApp, publish_plan},
    device::{Device, is_applied, item},
};
use sotay_core::{
    answer::{Answer, Standing},
    change::{Field, State, Value},
    ids::{EntityId, Scope},
    plan::Membership,
    rights::Denied,
    wire::{Outcome, Refusal, Verdict},
};
use sotay_server::store::Connection;

fn denied(verdicts: &[Verdict]) -> Vec<Option<Denied>> {
    let reason = |verdict: &Verdict| match &verdict.outcome {
        Outcome::Refused(Refusal::Denied(denied)) => Some(*denied),
        _ => None,
    };
    verdicts.iter().map(reason).collect()
}

#[test]
fn a_ward_neither_sees_nor_changes_another() {
    let app = TestApp::new();
    let (mut an, mut tan) = (Device::new(&app, "an"), Device::new(&app, "tan"));
    an.note("1.1", "của An Lạc");
    an.sync();
    tan.scope = "unit/an-lac".parse().unwrap();
    tan.note("1.1", "của người khác");
    assert_eq!(denied(&tan.sync()), [Some(Denied::Unit)]);
    let scopes: Vec<String> = tan.replica.scopes.keys().map(Scope::to_string).collect();
    assert_eq!(scopes, ["unit/tan-tao"]);
    an.sync();
    assert_eq!(an.values("1.1", Field::Note), ["của An Lạc"]);
}

#[test]
fn a_cursor_for_a_scope_that_is_not_ones_own_brings_nothing() {
    let app = TestApp::new();
    let mut an = Device::new(&app, "an");
    an.note("1.1", "của An Lạc");
    an.sync();
    let tan = Device::new(&app, "tan");
    let mut request = tan.request();
    let past = Some(sotay_core::chain::Tip::default());
    request.cursors = vec![sotay_core::wire::Cursor { scope: an.scope.clone(), seq: 0, past }];
    let scopes: Vec<String> = tan.send(&request).scopes.iter().map(|page| page.scope.to_string()).collect();
    assert_eq!(scopes, ["unit/tan-tao"]);
}

#[test]
fn the_district_sees_every_ward_and_changes_none() {
    let app = TestApp::new();
    for ward in ["an", "tan"] {
        let mut device = Device::new(&app, ward);
        device.note("1.1", ward);
        device.sync();
    }
    let mut district = Device::new(&app, "quan");
    district.sync();
    for (scope, text) in [("unit/an-lac", "an"), ("unit/tan-tao", "tan")] {
        district.scope = scope.parse().unwrap();
        assert_eq!(district.values("1.1", Field::Note), [text]);
        district.note("1.1", "của quận");
    }
    assert_eq!(denied(&district.sync()), [Some(Denied::Role), Some(Denied::Role)]);
    let mut administrator = Device::new(&app, "quantri");
    administrator.note("1.1", "của quản trị");
    assert_eq!(denied(&administrator.sync()), [Some(Denied::Role)]);
}

#[test]
fn the_district_answers_what_does_not_apply_and_says_what_stands_on_a_checklist() {
    let app = TestApp::new();
    publish_plan(app.database().parent().unwrap());
    let mut ward = Device::new(&app, "an");
    ward.set("1.1", Field::State, State::NotApplicable.value());
    assert!(ward.sync().iter().all(is_applied));
    let mut district = Device::new(&app, "quan");
    district.sync();
    district.scope = ward.scope.clone();
    let state = district.replica.entity(&ward.scope, &item("1.1"))[&Field::State].clone();
    let answer = Answer::to(&state, false).unwrap();
    let task = EntityId::from("task/binh-tan-2023/PL.3.9".to_owned());
    district.gesture(&[
        (item("1.1"), Field::Answer, answer.value()),
        (item("1.1"), Field::Reply, Value::text("Phường vẫn phải làm.")),
        (task.clone(), Field::Membership, Membership::On.value()),
    ]);
    district.scope = "plan/binh-tan-2023".parse().unwrap();
    district.gesture(&[(task.clone(), Field::Membership, Membership::Direct.value())]);
    assert!(district.sync().iter().all(is_applied));
    ward.sync();
    let fields = ward.replica.entity(&ward.scope, &item("1.1"));
    assert_eq!(Standing::of(&fields[&Field::State], fields.get(&Field::Answer)), Standing::Returned);
    let membership = |scope: &Scope| ward.replica.entity(scope, &task)[&Field::Membership].shown().clone();
    assert_eq!(membership(&ward.scope), Membership::On.value());
    assert_eq!(membership(&district.scope), Membership::Direct.value());
    // A ward does not answer itself, and does not take a task off its own list.
    ward.gesture(&[(item("1.1"), Field::Answer, Answer { accepted: true, ..answer }.value())]);
    ward.gesture(&[(task, Field::Membership, Membership::Folded.value())]);
    assert_eq!(denied(&ward.sync()), [Some(Denied::Role), Some(Denied::Role)]);
}

#[test]
fn no_device_publishes_a_plan() {
    let app = TestApp::new();
    for account in ["an", "an-ct", "quan", "quantri"] {
        let mut device = Device::new(&app, account);
        device.scope = "plan/binh-tan-2023".parse().unwrap();
        let digest = sotay_core::change::Value::text(&"0".repeat(64));
        let document = sotay_core::ids::EntityId::from("document/binh-tan-2023".to_owned());
        device.gesture(&[(document, Field::Digest, digest)]);
        assert_eq!(denied(&device.step().1), [Some(Denied::Role)], "{account}");
    }
}

#[test]
fn a_right_lost_meanwhile_refuses_the_change_and_takes_the_scope_but_not_the_next_ones() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.note("1.1", "còn quyền");
    assert!(device.sync().iter().all(is_applied));
    device.note("1.4", "vừa mất quyền");
    let connection = Connection::open(app.database()).unwrap();
    connection.execute("UPDATE person_unit SET unit = 'tan-tao' WHERE person = 'an'", []).unwrap();
    let request = device.request();
    let response = device.send(&request);
    assert_eq!(denied(&response.verdicts), [Some(Denied::Unit)]);
    let scopes: Vec<String> = response.scopes.iter().map(|page| page.scope.to_string()).collect();
    assert_eq!(scopes, ["unit/tan-tao"]);
}

#[test]
fn an_account_that_is_gone_ends_its_sessions() {
    let app = TestApp::new();
    let device = Device::new(&app, "an");
    let connection = Connection::open(app.database()).unwrap();
    connection.execute("UPDATE person SET role = NULL WHERE id = 'an'", []).unwrap();
    device.client.get("/api/v1/session").problem(401, "not-signed-in");
    device.client.post("/api/v1/sync", &device.request()).problem(401, "not-signed-in");
}

#[test]
fn a_replica_of_another_person_is_refused() {
    let app = TestApp::new();
    let (an, tan) = (Device::new(&app, "an"), Device::new(&app, "tan"));
    let mut request = tan.request();
    request.replica = an.replica.meta.replica.clone();
    tan.client.post("/api/v1/sync", &request).problem(403, "replica-not-yours");
    request.replica = "may-chu".parse().unwrap();
    tan.client.post("/api/v1/sync", &request).problem(403, "replica-not-yours");
}

#[test]
fn the_log_cannot_be_rewritten() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.note("1.1", "một");
    device.sync();
    let connection = Connection::open(app.database()).unwrap();
    for sql in ["UPDATE log SET change = '{}'", "DELETE FROM log"] {
        let error = connection.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}
