//! Pokes: who hears of what, and that no stream holds anything up.

use crate::{
    app::{Client, TestApp, furnish, publish_plan},
    device::Device,
};
use sotay_core::wire::Poke;
use sotay_server::store::Connection;
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const LONG: Duration = Duration::from_secs(600);

/// A stream of events, as it comes over the wire.
struct Stream {
    lines: BufReader<TcpStream>,
    head: String,
}

impl Stream {
    fn open(client: &Client) -> Self {
        let mut stream = TcpStream::connect(client.url.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let cookie = client.cookie.as_deref().unwrap_or("none=");
        write!(
            stream,
            "GET /api/v1/events HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\
             accept-encoding: br, gzip\r\ncookie: {cookie}\r\n\r\n"
        )
        .unwrap();
        let mut lines = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(lines.read_line(&mut head).unwrap() > 0, "{head}");
        }
        Self { lines, head: head.to_ascii_lowercase() }
    }

    /// The next line that is not empty and no chunk's length; none at the end.
    fn line(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            let line = line.trim_end();
            if line == "0" {
                return None;
            }
            if line.starts_with(':') || line.starts_with("data: ") {
                return Some(line.to_owned());
            }
        }
    }

    /// The next poke.
    fn poke(&mut self) -> Option<(String, u64)> {
        loop {
            let line = self.line()?;
            if let Some(data) = line.strip_prefix("data: ") {
                let poke = Poke::read(data).unwrap();
                return Some((poke.scope.to_string(), poke.head));
            }
        }
    }
}

#[test]
fn a_push_is_heard_of_by_those_who_read_the_unit_and_by_nobody_else() {
    let app = TestApp::builder().streams(10, LONG).start();
    let [mut an, chair, mut tan, district] =
        ["an", "an-ct", "tan", "quan"].map(|account| Device::new(&app, account));
    let [mut of_chair, mut of_tan, mut of_district] =
        [&chair, &tan, &district].map(|device| Stream::open(&device.client));
    for header in ["http/1.1 200", "content-type: text/event-stream\r\n", "cache-control: no-store\r\n"] {
        assert!(of_chair.head.contains(header), "{}", of_chair.head);
    }
    assert!(
        of_chair.head.contains("x-accel-buffering: no\r\n") && !of_chair.head.contains("content-encoding")
    );
    // It says at once that it lives.
    assert_eq!(of_chair.line().as_deref(), Some(":"));

    an.note("1.1", "một");
    an.sync();
    let moved = |scope: &str, head| Some((scope.to_owned(), head));
    assert_eq!(of_chair.poke(), moved("unit/an-lac", 1));
    assert_eq!(of_district.poke(), moved("unit/an-lac", 1));
    an.note("1.1", "hai");
    an.sync();
    assert_eq!(of_chair.poke(), moved("unit/an-lac", 2));
    assert_eq!(of_district.poke(), moved("unit/an-lac", 2));
    tan.note("1.1", "một");
    tan.sync();
    // Its own is the first thing that Tân Tạo hears of.
    assert_eq!(of_tan.poke(), moved("unit/tan-tao", 1));
    assert_eq!(of_district.poke(), moved("unit/tan-tao", 1));

    // A new stream begins with where everything is.
    let mut late = Stream::open(&district.client);
    assert_eq!(late.poke(), moved("unit/an-lac", 2));
    assert_eq!(late.poke(), moved("unit/tan-tao", 1));
}

#[test]
fn what_is_refused_or_comes_again_moves_nothing() {
    let app = TestApp::builder().streams(10, LONG).start();
    let [mut an, mut tan] = ["an", "tan"].map(|account| Device::new(&app, account));
    let mut stream = Stream::open(&an.client);
    tan.scope = an.scope.clone();
    tan.note("1.1", "của người khác");
    tan.sync();
    an.note("1.1", "một");
    let request = an.request();
    an.send(&request);
    assert_eq!(stream.poke().map(|(_, head)| head), Some(1));
    an.send(&request);
    an.note("1.4", "hai");
    an.sync();
    assert_eq!(stream.poke().map(|(_, head)| head), Some(2));
}

#[test]
fn a_handover_and_a_command_beside_the_server_are_heard_of_too() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    publish_plan(folder.path());
    let app = TestApp::builder().folder(folder.path()).streams(10, Duration::from_millis(50)).start();
    let mut an = Device::new(&app, "an");
    let district = Device::new(&app, "quan");
    let mut stream = Stream::open(&district.client);
    assert_eq!(stream.poke(), Some(("plan/binh-tan-2023".into(), 1)));
    an.note("1.1", "một");
    let file = an.replica.export("Người an", 0).handovers(an.limits).remove(0);
    assert_eq!(district.client.post("/api/v1/handovers", &file).status, 200);
    assert_eq!(stream.poke(), Some(("unit/an-lac".into(), 1)));
    // Written by another process: seen at the next sign of life.
    let connection = Connection::open(app.database()).unwrap();
    connection.execute("UPDATE scope SET counter = 2 WHERE name = 'plan/binh-tan-2023'", []).unwrap();
    assert_eq!(stream.poke(), Some(("plan/binh-tan-2023".into(), 2)));
}

#[test]
fn it_lives_longer_than_a_request_and_says_so() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let mut client = Device::new(&TestApp::builder().folder(folder.path()).start(), "an").client;
    let (request, silence) = (Duration::from_millis(1_500), Duration::from_millis(100));
    let app = TestApp::builder().folder(folder.path()).request(request).streams(10, silence).start();
    client.url = app.url.clone();
    let begun = Instant::now();
    let mut stream = Stream::open(&client);
    while begun.elapsed() < request * 3 / 2 {
        assert_eq!(stream.line().as_deref(), Some(":"));
    }
}

#[test]
fn it_ends_with_the_session_and_when_rights_change() {
    let app = TestApp::builder().streams(10, Duration::from_millis(50)).start();
    let an = Device::new(&app, "an");
    let mut stream = Stream::open(&an.client);
    an.client.sign_out();
    while stream.line().is_some() {}

    // Found at the next poke as well, and then nothing is told.
    let app = TestApp::builder().streams(10, LONG).start();
    let [mut an, chair] = ["an", "an-ct"].map(|account| Device::new(&app, account));
    let mut stream = Stream::open(&chair.client);
    let connection = Connection::open(app.database()).unwrap();
    connection.execute("UPDATE person_unit SET unit = 'tan-tao' WHERE person = 'an-ct'", []).unwrap();
    an.note("1.1", "một");
    an.sync();
    assert_eq!(stream.poke(), None);
}

#[test]
fn a_stop_ends_it_at_once() {
    let mut app = TestApp::builder().streams(10, LONG).drain(Duration::from_secs(60)).start();
    let [an, chair] = ["an", "an-ct"].map(|account| Device::new(&app, account));
    let mut streams = [Stream::open(&an.client), Stream::open(&chair.client)];
    let begun = Instant::now();
    app.stop();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    streams.iter_mut().for_each(|stream| assert_eq!(stream.poke(), None));
}

#[test]
fn more_than_there_may_be_are_told_when_to_come_again_and_a_place_comes_free() {
    let app = TestApp::builder().streams(1, Duration::from_millis(20)).start();
    let an = Device::new(&app, "an");
    let first = Stream::open(&an.client);
    let answer = an.client.get("/api/v1/events");
    answer.problem(503, "busy");
    assert_eq!(answer.header("retry-after"), "60");
    app.anonymous().get("/api/v1/events").problem(401, "not-signed-in");
    drop(first);
    let begun = Instant::now();
    while !Stream::open(&an.client).head.starts_with("http/1.1 200") {
        assert!(begun.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
}
