//! A server on a free port with a small district, and clients for it.

use serde::Serialize;
use sotay_core::{ids::UnitId, rights::Role, wire::Session};
use sotay_server::{
    files::Room,
    http::{self, App, Assets, Limits, PublicOrigin},
    password,
    store::{
        Connection, FILE, Store,
        people::{self, NewPerson},
        plans::{self, Order, Over, Publishing},
        units::{self, UnitsFile},
    },
};
use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::OnceLock,
    thread::JoinHandle,
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::oneshot;

pub const PASSWORD: &str = "mật khẩu thử";

/// Accounts of the test district: `an` and `an-ct` of ward An Lạc, `tan` of Tân Tạo, `quan`, `quantri`.
const PEOPLE: [(&str, Role, &str); 5] = [
    ("an", Role::WardOfficer, "an-lac"),
    ("an-ct", Role::WardChair, "an-lac"),
    ("tan", Role::WardOfficer, "tan-tao"),
    ("quan", Role::District, "quan"),
    ("quantri", Role::Administrator, "quan"),
];

/// Fills a new data folder with the test district.
pub fn furnish(folder: &Path) {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| password::hash(PASSWORD).unwrap()).clone();
    let units: UnitsFile = serde_json::from_str(
        r#"{"units":[
            {"id":"an-lac","name":"Phường An Lạc","kind":"ward","parent":"quan"},
            {"id":"tan-tao","name":"Phường Tân Tạo","kind":"ward","parent":"quan"},
            {"id":"quan","name":"Quận","kind":"district","parent":null}]}"#,
    )
    .unwrap();
    let store = Store::serve(folder).unwrap();
    store
        .write_blocking(move |connection| {
            units::load(connection, &units)?;
            for (account, role, unit) in PEOPLE {
                people::add(
                    connection,
                    &NewPerson {
                        account: account.into(),
                        name: format!("Người {account}"),
                        role,
                        units: vec![unit.parse::<UnitId>().unwrap()],
                        password: hash.clone(),
                    },
                )?;
            }
            Ok(())
        })
        .unwrap();
}

pub fn shipped_plan() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/binh-tan-2023.json")).unwrap()
}

/// Publishes the shipped plan; gives its digest.
pub fn publish_plan(folder: &Path) -> String {
    let store = Store::visit(folder).unwrap();
    let document = shipped_plan();
    let publish = move |connection: &Connection| plans::publish(connection, order(&document), 1);
    match store.write_blocking(publish).unwrap() {
        Publishing::Done { published, .. } => published.digest,
        other => panic!("{other:?}"),
    }
}

fn order(document: &str) -> Order<'_> {
    let plan = sotay_core::plan::Plan::from_json(document).unwrap();
    Order { plan, document: Some(document), over: Over::Whichever, edited: false, note: "", by: None }
}

/// A running server. Stops when dropped.
pub struct TestApp {
    pub url: String,
    folder: PathBuf,
    _own: Option<TempDir>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Gives a file of a built client.
type Read = fn(&str) -> Option<Cow<'static, [u8]>>;

#[derive(Default)]
pub struct Builder {
    limits: Limits,
    origin: Option<PublicOrigin>,
    folder: Option<PathBuf>,
    build: Option<Read>,
    pages: Option<i64>,
}

impl TestApp {
    pub fn new() -> Self {
        Self::builder().start()
    }

    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A client that is not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url)
    }

    /// A client signed in on a new device.
    pub fn signed_in(&self, account: &str) -> (Client, Session) {
        sign_in(&self.url, account)
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// How many rows of the log a condition finds.
    pub fn log_rows(&self, condition: &str) -> i64 {
        log_rows(&self.folder, condition)
    }

    /// Stops the server and waits until the database is closed.
    pub fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop();
    }
}

pub fn log_rows(folder: &Path, condition: &str) -> i64 {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    let sql = format!("SELECT count(*) FROM log WHERE {condition}");
    connection.query_row(&sql, [], |row| row.get(0)).unwrap()
}

impl Builder {
    /// The most cells of a scope in an answer.
    pub fn page(mut self, cells: usize) -> Self {
        self.limits.page = cells;
        self
    }

    /// The most bytes of a body.
    pub fn body(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// The most bytes of a plan's file, and how many are read at once.
    pub fn imports(mut self, bytes: usize, at_once: usize) -> Self {
        self.limits.import = bytes;
        self.limits.imports = at_once;
        self
    }

    /// The most bytes of a file in one request, and how much room files have.
    pub fn files(mut self, chunk: usize, room: Room) -> Self {
        (self.limits.chunk, self.limits.files) = (chunk, room);
        self
    }

    /// How long a request may take.
    pub fn request(mut self, time: Duration) -> Self {
        self.limits.request = time;
        self
    }

    /// How long requests under way may go on once the server is to stop.
    pub fn drain(mut self, time: Duration) -> Self {
        self.limits.drain = time;
        self
    }

    /// The most rows of an item's history in an answer.
    pub fn history(mut self, rows: usize) -> Self {
        self.limits.history = rows;
        self
    }

    /// The most streams of events, and how long each may be silent.
    pub fn streams(mut self, streams: usize, keep_alive: Duration) -> Self {
        self.limits.streams = streams;
        self.limits.keep_alive = keep_alive;
        self
    }

    /// A disk with room for so many more pages of the database.
    pub fn room(mut self, pages: i64) -> Self {
        self.pages = Some(pages);
        self
    }

    pub fn origin(mut self, origin: &str) -> Self {
        self.origin = Some(origin.parse().unwrap());
        self
    }

    /// An existing data folder instead of a new one with the test district.
    pub fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// The built client.
    pub fn build(mut self, read: Read) -> Self {
        self.build = Some(read);
        self
    }

    pub fn start(self) -> TestApp {
        let own = self.folder.is_none().then(|| TempDir::new().unwrap());
        let folder = self.folder.unwrap_or_else(|| own.as_ref().unwrap().path().to_owned());
        if own.is_some() {
            furnish(&folder);
        }
        let assets = Assets::load(self.build.unwrap_or(|_| None)).unwrap();
        let store = Store::serve(&folder).unwrap();
        if let Some(pages) = self.pages {
            limit(&store, pages);
        }
        let app = App::new(store, assets, self.limits, self.origin);
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stop = async move {
                    let _: Result<(), _> = stopped.await;
                };
                http::serve(app, listener, stop).await.unwrap();
            });
        });
        let url = format!("http://{}", told.recv().unwrap());
        TestApp { url, folder, _own: own, stop: Some(stop), thread: Some(thread) }
    }
}

/// Makes SQLite answer as on a full disk, once the database has grown by so many pages.
fn limit(store: &Store, pages: i64) {
    let set = move |connection: &Connection| {
        let now: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        connection.pragma_update_and_check(None, "max_page_count", now + pages, |_| Ok(()))?;
        Ok(())
    };
    store.write_blocking(set).unwrap();
}

/// Signs in on a new device.
pub fn sign_in(url: &str, account: &str) -> (Client, Session) {
    let mut client = Client::new(url);
    let answer = client.sign_in(account, PASSWORD, None);
    assert_eq!(answer.status, 200, "{}", answer.text());
    (client, answer.json())
}

/// A client that keeps the session's cookie, as a browser does.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    pub url: String,
    pub cookie: Option<String>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that the answer is a problem of a kind; gives its detail.
    pub fn problem(&self, status: u16, kind: &str) -> String {
        assert_eq!((self.status, self.header("content-type")), (status, "application/problem+json"));
        let problem: sotay_core::wire::Problem = self.json();
        assert_eq!((problem.status, problem.kind.as_str()), (status, kind));
        problem.detail.unwrap_or_default()
    }
}

impl Client {
    pub fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        // No connection outlives its answer, so that a server can stop without waiting for it.
        let config = config.max_idle_connections(0);
        Self { agent: config.build().into(), url: url.into(), cookie: None }
    }

    /// Sends anything; an error when no answer came.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = if body.is_empty() && !["POST", "PUT"].contains(&method) {
            self.agent.run(request.body(()).unwrap())?
        } else {
            self.agent.run(request.body(body.to_vec()).unwrap())?
        };
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_vec()?,
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, b"").unwrap()
    }

    /// Posts as the client does.
    pub fn try_post(&self, path: &str, body: &impl Serialize) -> Result<Answer, ureq::Error> {
        self.send("POST", path, &OURS, &serde_json::to_vec(body).unwrap())
    }

    pub fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.try_post(path, body).unwrap()
    }

    pub fn post_text(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, &OURS, body.as_bytes()).unwrap()
    }

    pub fn sign_in(&mut self, account: &str, password: &str, replica: Option<&str>) -> Answer {
        let body = serde_json::json!({
            "account": account, "password": password, "device": "máy thử", "replica": replica
        });
        let answer = self.post("/api/v1/session", &body);
        if let Some(cookie) = answer.headers.get("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(cookie.to_owned());
        }
        answer
    }

    pub fn sign_out(&self) -> Answer {
        self.send("DELETE", "/api/v1/session", &[("sotay-client", "test")], b"").unwrap()
    }
}

/// The headers by which the server knows its own client.
pub const OURS: [(&str, &str); 2] = [("content-type", "application/json"), ("sotay-client", "test")];
