//! What a request must be before anything else is looked at.

use crate::{
    app::{OURS, TestApp, publish_plan, shipped_plan},
    device::Device,
};
use std::io::Write;

#[test]
fn requests_that_another_site_could_send_are_refused() {
    let app = TestApp::new();
    let (client, _) = app.signed_in("an");
    let send = |headers: &[(&str, &str)]| client.send("POST", "/api/v1/sync", headers, b"{}").unwrap();
    send(&[("content-type", "application/json")]).problem(403, "client");
    send(&[("sotay-client", "test")]).problem(415, "content-type");
    send(&[("sotay-client", "test"), ("content-type", "text/plain")]).problem(415, "content-type");
    let with_origin = |origin: &str| {
        let headers = [OURS[0], OURS[1], ("origin", origin)];
        client.send("POST", "/api/v1/sync", &headers, b"{}").unwrap()
    };
    for origin in ["https://elsewhere.example", "null", "http://127.0.0.1", ""] {
        with_origin(origin).problem(403, "origin");
    }
    // Its own origin passes on to what is wrong with the body.
    with_origin(&app.url).problem(400, "malformed");
    client.send("DELETE", "/api/v1/session", &[], b"").unwrap().problem(403, "client");
}

#[test]
fn behind_a_proxy_the_public_origin_alone_is_right() {
    let app = TestApp::builder().origin("https://sotay.example.vn").start();
    let client = app.anonymous();
    let with_origin = |origin: &str| {
        let headers = [OURS[0], OURS[1], ("origin", origin)];
        client.send("POST", "/api/v1/session", &headers, b"{}").unwrap()
    };
    with_origin(&app.url).problem(403, "origin");
    with_origin("https://sotay.example.vn").problem(400, "malformed");
}

#[test]
fn a_client_of_another_protocol_is_told_so_whatever_else_it_sends() {
    let app = TestApp::new();
    let (client, _) = app.signed_in("an");
    let answer = client.post_text("/api/v1/sync", r#"{"protocol":99,"shape":"of the future"}"#);
    assert!(answer.problem(426, "protocol").contains("99"));
    assert_eq!(answer.header("upgrade"), "sotay/1");
}

#[test]
fn a_body_that_is_no_request_is_refused_with_its_place() {
    let app = TestApp::new();
    let (client, _) = app.signed_in("an");
    let detail = client.post_text("/api/v1/sync", "{\"protocol\":1,\n\"replica\":\"R!\"}");
    assert!(detail.problem(400, "malformed").contains("line 2"), "{}", detail.text());
    for body in ["", "nonsense", "[]", "{\"protocol\":-1}", "{\"protocol\":1}"] {
        client.post_text("/api/v1/sync", body).problem(400, "malformed");
    }
    let deep = format!("{{\"protocol\":1,\"x\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
    client.post_text("/api/v1/sync", &deep).problem(400, "malformed");
}

#[test]
fn a_body_over_the_limit_is_refused_compressed_or_not() {
    let app = TestApp::builder().body(2000).start();
    let (client, _) = app.signed_in("an");
    let long = format!("{{\"protocol\":1,\"x\":\"{}\"}}", "a".repeat(3000));
    let detail = client.post_text("/api/v1/sync", &long).problem(413, "too-large");
    assert!(detail.contains("2000"), "{detail}");

    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let headers = [OURS[0], OURS[1], ("content-encoding", "gzip")];
    let packed = gzip(long.as_bytes());
    assert!(packed.len() < 200);
    client.send("POST", "/api/v1/sync", &headers, &packed).unwrap().problem(413, "too-large");
    let short = gzip(b"{\"protocol\":7}");
    client.send("POST", "/api/v1/sync", &headers, &short).unwrap().problem(426, "protocol");
    client.send("POST", "/api/v1/sync", &headers, b"not gzip").unwrap().problem(400, "malformed");
    let headers = [OURS[0], OURS[1], ("content-encoding", "zstd")];
    client.send("POST", "/api/v1/sync", &headers, b"{}").unwrap().problem(415, "content-encoding");
}

#[test]
fn an_address_or_a_method_that_is_not_there_says_so_as_a_problem() {
    let app = TestApp::new();
    let (client, _) = app.signed_in("an");
    client.get("/api/v1/nothing").problem(404, "not-found");
    client.get("/api/v2/sync").problem(404, "not-found");
    client.get_with("/api/v1/nothing", &[("accept", "text/html")]).problem(404, "not-found");
    client.get("/api/v1/sync").problem(405, "method");
    client.send("PUT", "/api/v1/session", &OURS, b"{}").unwrap().problem(405, "method");
    client.send("POST", "/", &OURS, b"{}").unwrap().problem(405, "method");
}

#[test]
fn more_changes_than_a_request_may_carry_are_refused_and_none_is_taken() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    for n in 0..201 {
        device.note("1.1", &format!("{n}"));
    }
    device.limits.batch = 201;
    let request = device.request();
    let detail = device.client.post("/api/v1/sync", &request).problem(400, "malformed");
    assert!(detail.contains("201 changes"), "{detail}");
    assert_eq!(app.log_rows("true"), 0);
}

#[test]
fn the_server_says_that_it_lives_and_is_ready() {
    let app = TestApp::new();
    assert_eq!(app.anonymous().get("/healthz").text(), "ok\n");
    assert_eq!(app.anonymous().get("/readyz").text(), "ready\n");
}

#[test]
fn a_plan_is_given_by_its_digest_to_those_signed_in_and_kept_for_good() {
    let app = TestApp::new();
    let digest = publish_plan(app.database().parent().unwrap());
    let mut device = Device::new(&app, "an");
    device.sync();
    let scope: sotay_core::ids::Scope = "plan/binh-tan-2023".parse().unwrap();
    let told = device.replica.entities(&scope);
    let told: Vec<_> = told.values().flat_map(|fields| fields.values()).map(|cell| cell.shown()).collect();
    assert_eq!(told, [&sotay_core::change::Value::text(&digest)]);

    let plan = device.client.get(&format!("/api/v1/plans/{digest}"));
    assert_eq!((plan.status, plan.header("content-type")), (200, "application/json"));
    assert_eq!(plan.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(plan.text(), shipped_plan());
    device.client.get("/api/v1/plans/0000").problem(404, "not-found");
    app.anonymous().get(&format!("/api/v1/plans/{digest}")).problem(401, "not-signed-in");

    let packed = device.client.get_with(&format!("/api/v1/plans/{digest}"), &[("accept-encoding", "br")]);
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.body.len() * 3 < plan.body.len());
}
