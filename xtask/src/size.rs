//! The budget of a first start: what goes over the wire until the checklist can be used.

use crate::assets::Assets;
use crate::precache::brotli;
use crate::project::Project;
use crate::split;
use anyhow::{Context, Result, bail};
use std::fs;

/// 300 KB, a kilobyte being 1,024 bytes.
const BUDGET: u64 = 300 * 1024;
/// The document that a ward's first start fetches.
const PLAN: &str = "plans/binh-tan-2023.json";
/// What a first visit may load beside the worker's list: the worker, and the icon that a browser shows when
/// it offers the installation.
const BESIDE: &[&str] = &["/sw.js", "/icons/icon-192.png"];

/// Prints the tables; an error above the budget.
pub fn check(project: &Project) -> Result<()> {
    let (later, first): (Vec<Row>, Vec<Row>) =
        rows(project)?.into_iter().partition(|row| split::is_piece(&row.name));
    println!("A first start over the wire (Brotli where it helps, without headers):");
    let total = print(&first);
    println!("The budget is {BUDGET}; {} are left.", BUDGET.saturating_sub(total));
    println!();
    println!("What comes once the first screen stands, while a person signs in:");
    print(&later);
    if total > BUDGET {
        bail!("a first start transfers {} bytes too many", total - BUDGET);
    }
    Ok(())
}

/// Prints the rows and their sum, and returns the sum of what is sent.
fn print(rows: &[Row]) -> u64 {
    println!("{:>10}  {:>10}  file", "bytes", "as sent");
    for Row { name, bytes, wire } in rows {
        println!("{bytes:>10}  {wire:>10}  {name}");
    }
    let bytes: u64 = rows.iter().map(|row| row.bytes).sum();
    let wire = rows.iter().map(|row| row.wire).sum();
    println!("{bytes:>10}  {wire:>10}  in all");
    wire
}

struct Row {
    name: String,
    bytes: u64,
    wire: u64,
}

fn rows(project: &Project) -> Result<Vec<Row>> {
    let assets = Assets::read(&project.dist())?;
    let mut rows = Vec::new();
    for path in assets.precache.iter().map(String::as_str).chain(BESIDE.iter().copied()) {
        let file = assets.file(path).with_context(|| format!("{path} is not in the build"))?;
        rows.push(Row { name: file.path.clone(), bytes: file.bytes, wire: file.br.unwrap_or(file.bytes) });
    }
    let plan = fs::read(project.path(PLAN)).with_context(|| format!("reading {PLAN}"))?;
    // As the server sends it: without the blanks that make the file readable.
    let plan: serde_json::Value =
        serde_json::from_slice(&plan).with_context(|| format!("{PLAN} is not JSON"))?;
    let plan = serde_json::to_vec(&plan)?;
    rows.push(Row { name: PLAN.to_owned(), bytes: plan.len() as u64, wire: brotli(&plan)?.len() as u64 });
    rows.sort_by(|a, b| b.wire.cmp(&a.wire).then_with(|| a.name.cmp(&b.name)));
    Ok(rows)
}
