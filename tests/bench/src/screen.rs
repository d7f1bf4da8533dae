//! `bench client`: what a person waits for on the device, offline: the list after a start, a tick, a scroll, a search.
//!
//! The app and the floor page hold the same records and show the same rows, in the same browser's engine, with the
//! processor slowed as a cheap phone's is. Times are taken inside the page.

use crate::{
    client::{Client, Push},
    figures::{Spread, median, percentile},
    floor::Files,
    page,
    report::{keep, row, table},
    work,
};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sotay_chaos::dice::Dice;
use sotay_core::{
    change::{Change, State, Value},
    checklist::own_item,
    ids::{ItemId, Scope},
    replica::{Limits, Write},
    wire::{BATCH_LIMIT, SentCell},
};
use sotay_e2e::{Browser, OFFICER, PASSWORD, PLAN, Server, Size};
use std::path::Path;

/// How the app is measured on the device.
#[derive(clap::Args)]
pub struct Args {
    /// How many own items the ward's list has beside the plan's; may be given more than once.
    #[arg(long, default_values_t = [1_000, 10_000])]
    rows: Vec<usize>,
    /// How often everything is measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How often a product is ticked in each round.
    #[arg(long, default_value_t = 10)]
    ticks: usize,
    /// By how much the processor is slowed.
    #[arg(long, default_value_t = 4)]
    slowed: u32,
}

const SHOWN: &str = include_str!("pages/shown.js");
const TICK: &str = include_str!("pages/tick.js");
const SCROLL: &str = include_str!("pages/scroll.js");
const SEARCH: &str = include_str!("pages/search.js");
const FLOOR: &str = include_str!("pages/list.html");

/// What is searched for: a word that many texts have, two that few have, a part of a word, a number.
const QUERIES: [&str; 4] = ["ho so", "xin loi tre han", "khai sinh 77", "3.15"];

/// A tick, in milliseconds from the finger.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Tick {
    durable: f64,
    painted: f64,
}

/// One page, one round.
#[derive(Clone, Debug, Serialize)]
struct Measured {
    start: f64,
    ticks: Vec<Tick>,
    /// Gaps between frames while scrolling.
    frames: Vec<f64>,
    /// Milliseconds from a query's last letter until its hits are painted.
    searches: Vec<f64>,
    /// A strict transaction of one record and nothing else.
    bare: Vec<f64>,
}

#[derive(Debug, Serialize)]
struct Round {
    rows: usize,
    app: Measured,
    floor: Measured,
}

/// Measures, prints, keeps.
pub fn run(args: &Args, folder: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(args, folder))
}

async fn measure(args: &Args, folder: &Path) -> Result<()> {
    let mut rounds = Vec::new();
    for &rows in &args.rows {
        let stage = Stage::set(rows).await?;
        for number in 1..=args.rounds {
            let app = stage.app(args).await?;
            let floor = stage.floor(args).await?;
            println!("round {number}, {rows} rows: app {:.0} ms, floor {:.0} ms", app.start, floor.start);
            rounds.push(Round { rows, app, floor });
        }
        stage.leave().await;
    }
    print(args, &rounds);
    keep(folder, "client", &rounds)
}

/// A device with everything on it and its server stopped, and the floor page with the same records.
struct Stage {
    app: Browser,
    floor: Browser,
}

impl Stage {
    async fn set(rows: usize) -> Result<Self> {
        let mut server = Server::start();
        let held = fill(&server.url(), rows)?;
        let mut files = Files::default();
        files.add("/", "text/html; charset=utf-8", FLOOR.as_bytes())?;
        files.add("/cells", "application/json", &serde_json::to_vec(&held)?)?;
        let floor = Browser::at(files.serve()?, Size::PHONE).await;
        floor.load("/").await;
        page::run::<()>(&floor, "document.getElementById('fill').click()").await?;
        let filled = "return document.getElementById('said').textContent.startsWith('done')";
        floor.wait_until("the floor page is filled", async || floor.read(filled).await).await;

        let app = Browser::phone(&server).await;
        app.sign_in(OFFICER).await;
        app.wait_until_synced().await;
        app.wait_until_offline_ready().await;
        server.stop();
        Ok(Self { app, floor })
    }

    async fn leave(mut self) {
        self.app.quit().await;
        self.floor.quit().await;
    }

    async fn app(&self, args: &Args) -> Result<Measured> {
        slow(&self.app, args.slowed).await;
        let start = started(&self.app, "/viec").await?;
        let frames = page::run(&self.app, SCROLL).await?;
        let item = sotay_e2e::screens::item_address("3.15", "q4");
        self.app.load(&item).await;
        self.app.wait_until("the item", async || self.app.has(".product", "").await).await;
        let ticks = page::run(&self.app, &TICK.replace("TIMES", &args.ticks.to_string())).await?;
        self.app.load("/tim").await;
        self.app.wait_until("the search", async || self.app.has("input[type=search]", "").await).await;
        let mut searches = Vec::new();
        for query in QUERIES {
            searches.push(page::run(&self.app, &SEARCH.replace("QUERY", query)).await?);
        }
        slow(&self.app, 1).await;
        Ok(Measured { start, ticks, frames, searches, bare: Vec::new() })
    }

    async fn floor(&self, args: &Args) -> Result<Measured> {
        slow(&self.floor, args.slowed).await;
        let start = started(&self.floor, "/").await?;
        let frames = page::run(&self.floor, SCROLL).await?;
        let ticks = page::run(&self.floor, &TICK.replace("TIMES", &args.ticks.to_string())).await?;
        let mut bare = Vec::new();
        for _ in 0..args.ticks {
            bare.push(page::run(&self.floor, "return window.bare()").await?);
        }
        slow(&self.floor, 1).await;
        Ok(Measured { start, ticks, frames, searches: Vec::new(), bare })
    }
}

async fn slow(browser: &Browser, by: u32) {
    browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": by })).await;
}

/// Milliseconds from the beginning of a navigation until the list is painted and reacts.
async fn started(browser: &Browser, path: &str) -> Result<f64> {
    let script = browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": SHOWN })).await;
    browser.load(path).await;
    let start = page::run(browser, "return window.shown").await;
    let known = json!({ "identifier": script["identifier"] });
    browser.cdp("Page.removeScriptToEvaluateOnNewDocument", known).await;
    start
}

/// Gives the officer's ward so many items of its own. Gives the ward's cells as the server holds them.
fn fill(url: &str, rows: usize) -> Result<Vec<SentCell>> {
    let mut client = Client::sign_in(url, OFFICER, PASSWORD)?;
    let ward = client.session.person.own.first().context("an officer without a ward")?.clone();
    let scope = Scope::Unit(ward);
    client.fetch(url)?;
    let (mut meta, mut dice) = (client.meta(), Dice::of(1, 7));
    let mut changes: Vec<Change> = Vec::new();
    for number in 0..rows {
        let now = work::now();
        let mut random = [0; 10];
        random[..8].copy_from_slice(&number.to_be_bytes());
        let id = ItemId::own(PLAN.parse()?, now, random);
        let title = format!("{} {number}", work::words(&mut dice, 4, 16));
        let due = format!("2023-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)).parse().ok();
        let mut edits = own_item(&scope, &id, &title, due);
        let state = dice.pick(&State::ALL).copied().unwrap_or_default();
        edits.extend(edits.first().cloned().map(|edit| sotay_core::change::Edit {
            field: sotay_core::change::Field::State,
            value: state.value(),
            ..edit
        }));
        ensure!(edits.iter().all(|edit| edit.value != Value::Empty), "an own item without a title");
        let writes = meta.record(edits, now, Limits::default())?;
        changes.extend(writes.into_iter().filter_map(|write| match write {
            Write::Queue(entry) => Some(entry.change),
            _ => None,
        }));
    }
    // Whole gestures: an item has three changes.
    for changes in changes.chunks(BATCH_LIMIT / 3 * 3) {
        client.push(url, &Push::of(changes)?)?;
    }
    let held = Client::sign_in(url, OFFICER, PASSWORD)?.fetch(url)?;
    Ok(held.into_iter().filter(|(of, _)| *of == scope).map(|(_, cell)| cell).collect())
}

fn print(args: &Args, rounds: &[Round]) {
    let millis = |figures: Vec<f64>| format!("{} ms", Spread::of(figures).show(0));
    let ratio = |above: &[f64], below: &[f64]| Spread::of_ratios(above, below).show(2);
    let mut starts = vec![row(["rows", "app", "floor", "app / floor"])];
    let mut ticks = vec![row([
        "rows",
        "app, painted",
        "floor, painted",
        "app / floor",
        "app, durable",
        "bare",
        "app / bare",
    ])];
    let mut rest = vec![row(["rows", "frame, p95", "longest", "floor, p95", "longest", "search", "longest"])];
    for &rows in &args.rows {
        let of: Vec<&Round> = rounds.iter().filter(|round| round.rows == rows).collect();
        let each =
            |figure: &dyn Fn(&Round) -> f64| of.iter().map(|round| figure(round)).collect::<Vec<f64>>();
        let (app, floor) = (each(&|r| r.app.start), each(&|r| r.floor.start));
        starts.push(vec![rows.to_string(), millis(app.clone()), millis(floor.clone()), ratio(&app, &floor)]);
        let middle = |ticks: &[Tick], of: fn(&Tick) -> f64| median(ticks.iter().map(of));
        let app = each(&|r| middle(&r.app.ticks, |t| t.painted));
        let floor = each(&|r| middle(&r.floor.ticks, |t| t.painted));
        let durable = each(&|r| middle(&r.app.ticks, |t| t.durable));
        let bare = each(&|r| median(r.floor.bare.iter().copied()));
        ticks.push(vec![
            rows.to_string(),
            millis(app.clone()),
            millis(floor.clone()),
            ratio(&app, &floor),
            millis(durable.clone()),
            millis(bare.clone()),
            ratio(&durable, &bare),
        ]);
        rest.push(vec![
            rows.to_string(),
            millis(each(&|r| percentile(&r.app.frames, 95.0))),
            millis(each(&|r| percentile(&r.app.frames, 100.0))),
            millis(each(&|r| percentile(&r.floor.frames, 95.0))),
            millis(each(&|r| percentile(&r.floor.frames, 100.0))),
            millis(each(&|r| median(r.app.searches.iter().copied()))),
            millis(each(&|r| percentile(&r.app.searches, 100.0))),
        ]);
    }
    let (rounds, slowed) = (args.rounds, args.slowed);
    table(
        &format!(
            "Offline start until the list is painted and reacts, processor slowed {slowed} times, {rounds} rounds: median (least–most)"
        ),
        &starts,
    );
    table("A tick, from the finger", &ticks);
    table("Scrolling, gaps between frames; searching, from the last letter until hits are painted", &rest);
}
