//! `bench sync`: the app in a real browser, over the real server and practice data.
//!
//! A fresh device fetches a ward's cells; offline work is sent; two people's concurrent edits meet. The floor page
//! and the peer do the first of these in the same run, each in a fresh browser, so that the machine's own speed is
//! divided out. Times are taken inside the page.

use crate::{
    client::{Client, Push},
    figures::{Spread, median},
    floor::{self, Files},
    page,
    peer::{self, Peer},
    report::{keep, row, table},
    work::Desk,
};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sotay_core::{
    ids::{Scope, UnitId},
    wire::{BATCH_LIMIT, SentCell},
};
use sotay_e2e::{Browser, CHAIR, OFFICER, PASSWORD, Server, Size, screens::state};
use std::path::Path;

/// How the app is measured.
#[derive(clap::Args)]
pub struct Args {
    /// How many cells the ward has; may be given more than once.
    #[arg(long, default_values_t = [2_000, 10_000])]
    cells: Vec<usize>,
    /// How often everything is measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many edits are made offline.
    #[arg(long, default_value_t = 200)]
    edits: usize,
    /// Keep a profile of the processor for each first fetch of the app, to be opened in Chromium's tools. Profiling
    /// costs time: such a run's figures do not count.
    #[arg(long)]
    profile: bool,
    /// Only the first fetches.
    #[arg(long)]
    fetch_only: bool,
}

const WATCH: &str = include_str!("pages/watch.js");
const FIRST_FETCH: &str = include_str!("pages/first-fetch.js");
const PLAIN_FETCH: &str = include_str!("pages/plain-fetch.js");
const OFFLINE_EDITS: &str = include_str!("pages/offline-edits.js");
const SEND: &str = include_str!("pages/send.js");
const CONVERGE: &str = include_str!("pages/converge.js");
const CONVERGED: &str = include_str!("pages/converged.js");

/// The item that two people edit.
const ITEM: (&str, &str) = ("3.15", "q4");

/// Many devices bring the cells in.
const AUTHORS: usize = 8;

/// Sync requests between two moments.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Wire {
    requests: f64,
    /// Bytes over the wire.
    down: f64,
    /// The same uncompressed.
    plain: f64,
    /// Milliseconds of waiting for answers.
    waiting: f64,
    /// Milliseconds between an answer and the next question.
    between: Vec<f64>,
    /// Bytes of the requests' bodies.
    up: f64,
}

/// A fresh device of ours, in milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct First {
    /// From the click on signing in.
    click: f64,
    /// From the session's answer.
    session: f64,
    /// From there to the first question, and from the last answer to the end: what no number of cells changes, and
    /// what the last page costs.
    before: f64,
    after: f64,
    /// From the session's answer until the history is here too.
    whole: f64,
    wire: Wire,
    /// With the history.
    all: Wire,
}

/// A fresh device of the floor page or of the peer.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Plain {
    took: f64,
    down: f64,
    plain: f64,
    count: usize,
}

/// One round of first fetches.
#[derive(Debug, Serialize)]
struct Fetch {
    cells: usize,
    app: First,
    floor: Plain,
    peer: Option<Plain>,
}

/// Work done offline.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    made: usize,
    /// Milliseconds of an edit, until it is durable and shown.
    each: f64,
    chip: String,
}

/// Work sent.
#[derive(Debug, Serialize, Deserialize)]
struct Sent {
    took: f64,
    wire: Wire,
}

/// When a browser was online and showed both people's edits, in milliseconds since 1970.
#[derive(Debug, Serialize, Deserialize)]
struct Converged {
    online: f64,
    conflict: f64,
    fields: f64,
}

/// How long two browsers took, in milliseconds from when both were online.
#[derive(Debug, Serialize)]
struct Meeting {
    conflict: f64,
    fields: f64,
}

#[derive(Serialize)]
struct Numbers {
    fetches: Vec<Fetch>,
    offline: Vec<(Made, Sent)>,
    meetings: Vec<Meeting>,
}

/// A server whose ward has so many cells, and the pages that hold the same.
struct Stage {
    cells: usize,
    server: Server,
    plain: String,
    peer: bool,
}

/// Measures, prints, keeps.
pub fn run(args: &Args, folder: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(args, folder))
}

async fn measure(args: &Args, folder: &Path) -> Result<()> {
    let peer = Peer::install(folder);
    if let Err(error) = &peer {
        println!("peer not available: {error:#}");
    }
    let peer = peer.ok();
    let stages = args.cells.iter().map(|cells| Stage::set(*cells, peer.as_ref()));
    let stages = stages.collect::<Result<Vec<_>>>()?;
    let mut numbers = Numbers { fetches: Vec::new(), offline: Vec::new(), meetings: Vec::new() };
    for number in 1..=args.rounds {
        for stage in &stages {
            let profile = args.profile.then(|| folder.join(format!("{}-{number}.cpuprofile", stage.cells)));
            let fetch = stage.fetch(profile.as_deref()).await?;
            println!(
                "round {number}, {} cells: app {:.0} ms, floor {:.0} ms, peer {}",
                stage.cells,
                fetch.app.session,
                fetch.floor.took,
                fetch.peer.map_or("—".into(), |peer| format!("{:.0} ms", peer.took))
            );
            numbers.fetches.push(fetch);
        }
        // A server of its own, new in each round: a fetch is to find as many cells in every round, and the two
        // people no conflict of the round before.
        if let Some(cells) = args.cells.iter().min().filter(|_| !args.fetch_only) {
            let mut stage = Stage::set(*cells, None)?;
            let sent = stage.offline(args.edits).await?;
            println!("round {number}, {} offline edits: {:.0} ms", sent.0.made, sent.1.took);
            numbers.offline.push(sent);
            let meeting = stage.meet(number).await?;
            println!("round {number}, two browsers: {:.0} ms", meeting.conflict.max(meeting.fields));
            numbers.meetings.push(meeting);
        }
    }
    print(args, &numbers);
    keep(folder, "sync", &numbers)
}

impl Stage {
    fn set(cells: usize, peer: Option<&Peer>) -> Result<Self> {
        let server = Server::start();
        let held = fill(&server.url(), cells)?;
        let json = serde_json::to_vec(&held)?;
        let mut files = Files::default();
        files.add("/", "text/html; charset=utf-8", floor::PAGE.as_bytes())?;
        files.add("/cells", "application/json", &json)?;
        if let Some(peer) = peer {
            files.add("/peer", "text/html; charset=utf-8", peer::PAGE.as_bytes())?;
            files.add("/peer.js", "text/javascript", &peer.script)?;
            files.add("/update", "application/octet-stream", &peer.update(&json)?)?;
        }
        Ok(Self { cells, server, plain: files.serve()?, peer: peer.is_some() })
    }

    /// Three fresh devices, one after the other.
    async fn fetch(&self, profile: Option<&Path>) -> Result<Fetch> {
        let app = self.first(profile).await?;
        let floor = self.other("/").await?;
        let peer = if self.peer { Some(self.other("/peer").await?) } else { None };
        Ok(Fetch { cells: self.cells, app, floor, peer })
    }

    async fn first(&self, profile: Option<&Path>) -> Result<First> {
        let mut browser = Browser::new(&self.server, Size::PHONE).await;
        browser.load("/").await;
        // The worker fetches the app's files for offline use: that is not to be measured.
        browser.wait_until_offline_ready().await;
        browser.type_into("form", "Tên đăng nhập", OFFICER).await;
        browser.type_into("form", "Mật khẩu", PASSWORD).await;
        if profile.is_some() {
            browser.cdp("Profiler.enable", json!({})).await;
            browser.cdp("Profiler.start", json!({})).await;
        }
        let first = page::run(&browser, &format!("{WATCH}\n{FIRST_FETCH}")).await?;
        if let Some(path) = profile {
            let stopped = browser.cdp("Profiler.stop", json!({})).await;
            std::fs::write(path, stopped["profile"].to_string())?;
        }
        browser.quit().await;
        Ok(first)
    }

    async fn other(&self, path: &str) -> Result<Plain> {
        let mut browser = Browser::at(self.plain.clone(), Size::PHONE).await;
        browser.load(path).await;
        let plain: Plain = page::run(&browser, PLAIN_FETCH).await?;
        browser.quit().await;
        ensure!(plain.count == self.cells, "{path} counted {} cells", plain.count);
        Ok(plain)
    }

    async fn offline(&mut self, edits: usize) -> Result<(Made, Sent)> {
        let mut browser = Browser::new(&self.server, Size::LAPTOP).await;
        browser.sign_in(OFFICER).await;
        browser.wait_until_synced().await;
        browser.choose_segment("Tất cả").await;
        self.server.stop();
        let edit = OFFLINE_EDITS.replace("COUNT", &edits.to_string());
        let made: Made = page::run(&browser, &format!("{WATCH}\n{edit}")).await?;
        ensure!(made.made == edits, "only {} edits could be made", made.made);
        self.server.start_again();
        let sent = page::run(&browser, SEND).await?;
        browser.quit().await;
        Ok((made, sent))
    }

    /// Two people edit one field apart, and a field each; then both come online.
    async fn meet(&mut self, number: usize) -> Result<Meeting> {
        let mut browsers = Vec::new();
        for account in [OFFICER, CHAIR] {
            let browser = Browser::new(&self.server, Size::LAPTOP).await;
            browser.sign_in(account).await;
            browser.wait_until_synced().await;
            browser.open_item(ITEM.0, ITEM.1).await;
            browsers.push(browser);
        }
        let [officer, chair] = browsers.as_slice() else { return Err(anyhow::anyhow!("two browsers")) };
        let before = officer.state().await;
        let next = if before == state::DOING { state::WAITING } else { state::DOING };
        let assignee = format!("Tổ {number}");
        self.server.stop();
        officer.write_note(&format!("Bản {number} của công chức")).await;
        officer.write_assignee(&assignee).await;
        chair.write_note(&format!("Bản {number} của chủ tịch")).await;
        chair.set_state(next).await;
        let converge = CONVERGE.replace("ASSIGNEE", &assignee).replace("STATE", next);
        for browser in [officer, chair] {
            browser.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
            page::run::<()>(browser, &format!("{WATCH}\n{converge}")).await?;
        }
        self.server.start_again();
        for browser in [officer, chair] {
            page::run::<()>(browser, "window.dispatchEvent(new Event('online'))").await?;
        }
        let one: Converged = page::run(officer, CONVERGED).await?;
        let other: Converged = page::run(chair, CONVERGED).await?;
        for mut browser in browsers {
            browser.quit().await;
        }
        let online = one.online.max(other.online);
        Ok(Meeting {
            conflict: one.conflict.max(other.conflict) - online,
            fields: one.fields.max(other.fields) - online,
        })
    }
}

/// Gives the officer's ward so many cells, by many devices' pushes. Gives the cells as the server holds them.
fn fill(url: &str, cells: usize) -> Result<Vec<SentCell>> {
    let mut look = Client::sign_in(url, OFFICER, PASSWORD)?;
    let ward: UnitId = look.session.person.own.first().context("an officer without a ward")?.clone();
    let ward = Scope::Unit(ward);
    let of_ward = |cells: Vec<(Scope, SentCell)>| {
        cells.into_iter().filter(|(scope, _)| *scope == ward).map(|(_, cell)| cell).collect::<Vec<_>>()
    };
    let mut held = of_ward(look.fetch(url)?);
    let lacking = cells.checked_sub(held.len());
    let lacking = lacking.with_context(|| format!("the practice data has {} cells", held.len()))?;
    for number in 0..AUTHORS {
        let count = lacking / AUTHORS + usize::from(number < lacking % AUTHORS);
        let account = if number % 2 == 0 { OFFICER } else { CHAIR };
        let mut client = Client::sign_in(url, account, PASSWORD)?;
        client.fetch(url)?;
        let mut desk = Desk::new(client.meta(), ward.clone(), number, count.max(1));
        let changes = desk.record(count)?;
        for changes in changes.chunks(BATCH_LIMIT) {
            client.push(url, &Push::of(changes)?)?;
        }
    }
    held.extend(of_ward(look.fetch(url)?));
    ensure!(held.len() == cells, "the ward has {} cells", held.len());
    Ok(held)
}

fn print(args: &Args, numbers: &Numbers) {
    let millis = |figures: Vec<f64>| format!("{} ms", Spread::of(figures).show(0));
    let kilobytes = |figures: Vec<f64>| format!("{:.1} KB", median(figures) / 1000.0);
    let mut times =
        vec![row(["cells", "app", "app, from the click", "floor", "peer", "app / floor", "app / peer"])];
    let mut parts = vec![row([
        "cells",
        "before the first request",
        "requests",
        "waiting for answers",
        "between them",
        "after the last",
        "with history",
    ])];
    let mut bytes = vec![row([
        "cells",
        "app down",
        "uncompressed",
        "up",
        "down with history",
        "floor down",
        "peer down",
    ])];
    for &cells in &args.cells {
        let of: Vec<&Fetch> = numbers.fetches.iter().filter(|fetch| fetch.cells == cells).collect();
        let app = |figure: fn(&First) -> f64| of.iter().map(|fetch| figure(&fetch.app)).collect::<Vec<_>>();
        let floor =
            |figure: fn(&Plain) -> f64| of.iter().map(|fetch| figure(&fetch.floor)).collect::<Vec<_>>();
        let peer = |figure: fn(&Plain) -> f64| {
            of.iter().filter_map(|fetch| fetch.peer.as_ref().map(figure)).collect::<Vec<_>>()
        };
        let or_none =
            |shown: String| if peer(|p| p.took).is_empty() { "not available".into() } else { shown };
        let took = app(|a| a.session);
        times.push(vec![
            cells.to_string(),
            millis(took.clone()),
            millis(app(|a| a.click)),
            millis(floor(|f| f.took)),
            or_none(millis(peer(|p| p.took))),
            Spread::of_ratios(&took, &floor(|f| f.took)).show(2),
            or_none(Spread::of_ratios(&took, &peer(|p| p.took)).show(2)),
        ]);
        parts.push(vec![
            cells.to_string(),
            millis(app(|a| a.before)),
            format!("{:.0}", median(app(|a| a.wire.requests))),
            millis(app(|a| a.wire.waiting)),
            millis(app(|a| a.wire.between.iter().sum())),
            millis(app(|a| a.after)),
            millis(app(|a| a.whole)),
        ]);
        bytes.push(vec![
            cells.to_string(),
            kilobytes(app(|a| a.wire.down)),
            kilobytes(app(|a| a.wire.plain)),
            kilobytes(app(|a| a.wire.up)),
            kilobytes(app(|a| a.all.down)),
            kilobytes(floor(|f| f.down)),
            or_none(kilobytes(peer(|p| p.down))),
        ]);
    }
    let rounds = args.rounds;
    table(&format!("A fresh device has every cell, {rounds} rounds: median (least–most)"), &times);
    table("What the app's time went into; the last column is until the history is there too", &parts);
    table("What it transferred", &bytes);
    if args.fetch_only {
        return;
    }
    let sent = |figure: fn(&Sent) -> f64| numbers.offline.iter().map(|(_, s)| figure(s)).collect::<Vec<_>>();
    let rows = [
        row(["edits", "recording one", "sending all", "requests", "up", "down"]),
        vec![
            args.edits.to_string(),
            millis(numbers.offline.iter().map(|(made, _)| made.each).collect()),
            millis(sent(|s| s.took)),
            format!("{:.0}", median(sent(|s| s.wire.requests))),
            kilobytes(sent(|s| s.wire.up)),
            kilobytes(sent(|s| s.wire.down)),
        ],
    ];
    table("Work done offline, once the server answers again", &rows);
    let met = |figure: fn(&Meeting) -> f64| millis(numbers.meetings.iter().map(figure).collect());
    let rows = [
        row(["one field, both versions shown on both", &met(|m| m.conflict)]),
        row(["different fields, both shown on both", &met(|m| m.fields)]),
    ];
    table("Two browsers, from when both are online", &rows);
}
