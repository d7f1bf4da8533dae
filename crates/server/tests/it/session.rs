//! Signing in and out.

use crate::app::{OURS, PASSWORD, TestApp};
use sotay_core::wire::Session;

#[test]
fn signing_in_says_who_one_is_and_the_session_repeats_it() {
    let app = TestApp::new();
    let (client, session) = app.signed_in("an");
    assert_eq!(session.person.name, "Người an");
    assert_eq!(session.acked, 0);
    assert_eq!(session.practice, None);
    let units: Vec<_> = session.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(units, ["Phường An Lạc"]);
    let people: Vec<_> = session.people.iter().map(|person| person.id.as_str()).collect();
    assert_eq!(
        people,
        ["an", "an-ct", "quan", "quantri"],
        "of the ward, and those above who hand over for it"
    );
    assert_eq!(client.get("/api/v1/session").json::<Session>(), session);
}

#[test]
fn a_wrong_password_and_an_unknown_account_are_answered_alike() {
    let app = TestApp::new();
    let mut client = app.anonymous();
    let wrong = client.sign_in("an", "không phải", None);
    wrong.problem(401, "bad-credentials");
    let unknown = client.sign_in("nobody", PASSWORD, None);
    assert_eq!(wrong.body, unknown.body);
    assert!(!unknown.headers.contains_key("set-cookie"));
    // The server's own name is no account.
    client.sign_in("may-chu", "", None).problem(401, "bad-credentials");
}

#[test]
fn nothing_is_open_to_those_who_are_not_signed_in() {
    let app = TestApp::new();
    let client = app.anonymous();
    client.get("/api/v1/session").problem(401, "not-signed-in");
    client.get("/api/v1/plans/0123").problem(401, "not-signed-in");
    client.post("/api/v1/sync", &()).problem(401, "not-signed-in");
    let forged = [("cookie", "sotay=0000000000000000000000000000000000000000000000000000000000000000")];
    client.get_with("/api/v1/session", &forged).problem(401, "not-signed-in");
}

#[test]
fn after_signing_out_the_cookie_opens_nothing() {
    let app = TestApp::new();
    let (client, _) = app.signed_in("an");
    let out = client.sign_out();
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    client.get("/api/v1/session").problem(401, "not-signed-in");
    assert_eq!(client.sign_out().status, 204);
}

#[test]
fn a_device_goes_on_under_its_replica_and_each_new_one_gets_its_own() {
    let app = TestApp::new();
    let (mut client, first) = app.signed_in("an");
    let (_, second) = app.signed_in("an");
    assert_ne!(first.replica, second.replica);
    let again: Session = client.sign_in("an", PASSWORD, Some(first.replica.as_str())).json();
    assert_eq!(again.replica, first.replica);
    // Another person on the same device does not get the first one's name, and is let in all the same.
    let other: Session = client.sign_in("tan", PASSWORD, Some(first.replica.as_str())).json();
    assert_ne!(other.replica, first.replica);
    // A name that this database never gave is taken over: an older copy may have been restored.
    let adopted: Session = client.sign_in("an", PASSWORD, Some("r-of-before")).json();
    assert_eq!((adopted.replica.as_str(), adopted.acked), ("r-of-before", 0));
    // The server's own replica is nobody's.
    let own: Session = client.sign_in("an", PASSWORD, Some("may-chu")).json();
    assert_ne!(own.replica.as_str(), "may-chu");
}

#[test]
fn the_cookie_is_bound_to_the_host_behind_tls_and_plain_on_the_own_machine() {
    let app = TestApp::new();
    let cookie = app.anonymous().sign_in("an", PASSWORD, None).header("set-cookie").to_owned();
    assert!(cookie.starts_with("sotay="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"), "{cookie}");

    let app = TestApp::builder().origin("https://sotay.example.vn").start();
    let answer = app.anonymous().sign_in("an", PASSWORD, None);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-sotay="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000; Secure"), "{cookie}");
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[test]
fn guessing_is_slowed_down_for_the_account_guessed_at_alone() {
    let app = TestApp::new();
    let mut client = app.anonymous();
    let answers: Vec<_> = (0..11).map(|n| client.sign_in("an", &format!("guess {n}"), None)).collect();
    let (last, first) = answers.split_last().unwrap();
    first.iter().for_each(|answer| assert_eq!(answer.status, 401));
    last.problem(429, "too-many-attempts");
    let wait: u64 = last.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    // The right password does not help now; colleagues at the same address are not held up.
    client.sign_in("an", PASSWORD, None).problem(429, "too-many-attempts");
    assert_eq!(client.sign_in("tan", PASSWORD, None).status, 200);
}

#[test]
fn what_is_no_sign_in_is_refused_with_its_place() {
    let app = TestApp::new();
    let client = app.anonymous();
    let detail = client.post_text("/api/v1/session", "{\"account\":\n  5}").problem(400, "malformed");
    assert!(detail.contains("line 2 column 3"), "{detail}");
    let detail = client.post_text("/api/v1/session", "{\"account\":\"an\"}").problem(400, "malformed");
    assert!(detail.contains("missing field `password`"), "{detail}");
    let detail =
        client.send("POST", "/api/v1/session", &OURS, b"\xff\xfe").unwrap().problem(400, "malformed");
    assert!(!detail.is_empty());
}
