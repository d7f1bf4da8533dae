//! Tables on the screen, raw numbers in a file.

use anyhow::{Context, Result};
use serde::Serialize;
use std::{fs, path::Path};

/// Prints rows under each other; the first one heads the columns, the first column is text.
pub fn table(title: &str, rows: &[Vec<String>]) {
    println!("\n{title}");
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        println!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}

/// A row of a table.
pub fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Keeps raw numbers as `NAME.json`, and says where.
pub fn keep(folder: &Path, name: &str, numbers: &impl Serialize) -> Result<()> {
    let path = folder.join(name).with_extension("json");
    let json = serde_json::to_vec_pretty(numbers)?;
    fs::write(&path, json).with_context(|| format!("writing {}", path.display()))?;
    println!("\nRaw numbers: {}", path.display());
    Ok(())
}
