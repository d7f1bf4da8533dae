//! What happens when there is no more room, time or patience.

use crate::{
    app::{OURS, PASSWORD, TestApp, furnish},
    device::Device,
};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};
use tempfile::TempDir;

#[test]
fn a_full_disk_is_said_nothing_is_acknowledged_and_all_goes_through_once_there_is_room() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let mut app = TestApp::builder().folder(folder.path()).room(25).start();
    let mut device = Device::new(&app, "an");
    let full = loop {
        device.note("1.1", &"ở".repeat(1000));
        device.note("1.4", &"ở".repeat(1000));
        let request = device.request();
        let answer = device.client.post("/api/v1/sync", &request);
        if answer.status != 200 {
            break answer;
        }
        device.replica.absorb(&request, answer.json(), 0, device.limits).unwrap();
    };
    full.problem(507, "full");
    let acked = i64::try_from(device.replica.meta.acked).unwrap();
    assert!(acked > 0);
    assert_eq!(app.log_rows("true"), acked);
    // Reading goes on.
    assert_eq!(device.client.get("/api/v1/session").status, 200);
    app.stop();

    let app = TestApp::builder().folder(folder.path()).start();
    device.client.url = app.url.clone();
    device.sync();
    assert_eq!(app.log_rows("true"), acked + 2);
}

fn connect(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.url.trim_start_matches("http://")).unwrap()
}

const BEGUN: &[u8] = b"POST /api/v1/session HTTP/1.1\r\nhost: x\r\nsotay-client: t\r\n\
    content-type: application/json\r\ncontent-length: 100\r\n\r\n{";

#[test]
fn a_body_that_never_ends_is_given_up() {
    let app = TestApp::builder().request(Duration::from_millis(50)).start();
    let mut stream = connect(&app);
    stream.write_all(BEGUN).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[test]
fn a_request_that_hangs_does_not_keep_the_server_from_stopping() {
    let mut app = TestApp::builder().drain(Duration::from_millis(50)).start();
    let mut stream = connect(&app);
    stream.write_all(BEGUN).unwrap();
    // Another request is answered after it, so the first one has arrived.
    app.anonymous().get("/healthz");
    app.stop();
}

#[test]
fn behind_a_proxy_guesses_count_against_the_address_that_the_proxy_names() {
    let app = TestApp::builder().origin("https://sotay.example.vn").start();
    let client = app.anonymous();
    let guess = |address: &str, password: &str| {
        let body = serde_json::json!({"account": "an", "password": password, "device": ""}).to_string();
        let headers = [OURS[0], OURS[1], ("x-forwarded-for", address)];
        client.send("POST", "/api/v1/session", &headers, body.as_bytes()).unwrap().status
    };
    for _ in 0..10 {
        // What a client itself claims stands in front of what the proxy adds.
        assert_eq!(guess("10.9.9.9, 203.0.113.7", "guess"), 401);
    }
    assert_eq!(guess("10.8.8.8, 203.0.113.7", PASSWORD), 429);
    assert_eq!(guess("203.0.113.8", PASSWORD), 200);
}
