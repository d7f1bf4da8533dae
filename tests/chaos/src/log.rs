//! The server's log as `sotay log` prints it: the outside view that everything is held against.

use crate::server::Sotay;
use anyhow::{Context, Result};
use serde::Deserialize;
use sotay_core::{
    cell::Cell,
    change::{Change, Field},
    ids::{ChangeId, EntityId, Scope},
    wire::Outcome,
};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

/// A change in the log with its verdict. Whatever else a line says is not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    /// The change.
    pub change: Change,
    /// What became of it.
    pub verdict: Outcome,
}

/// The log as last read.
#[derive(Clone, Debug, Default)]
pub struct Log {
    text: Vec<u8>,
    rows: Vec<Row>,
    places: HashMap<ChangeId, Vec<usize>>,
}

/// The cells of a scope by entity and field.
pub type Cells = BTreeMap<(EntityId, Field), Cell>;

impl Log {
    /// Reads what `sotay log` printed.
    pub fn parse(text: &[u8]) -> Result<Self> {
        let mut log = Self::default();
        log.take(text.to_vec())?;
        Ok(log)
    }

    /// Reads the log of a data folder anew. Gives whether it begins with all that was there before, as a log
    /// must; where it does, only what is new is parsed.
    pub fn refresh(&mut self, sotay: &Sotay, folder: &Path) -> Result<bool> {
        self.take(sotay.log(folder)?)
    }

    fn take(&mut self, text: Vec<u8>) -> Result<bool> {
        let is_longer = text.starts_with(&self.text);
        if !is_longer {
            *self = Self::default();
        }
        for line in text[self.text.len()..].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let row: Row = serde_json::from_slice(line)
                .with_context(|| format!("a line of the log: {}", String::from_utf8_lossy(line)))?;
            self.places.entry(row.change.id.clone()).or_default().push(self.rows.len());
            self.rows.push(row);
        }
        self.text = text;
        Ok(is_longer)
    }

    /// Every change in the order of the log.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows of one identity: one, if all is well.
    pub fn of<'a>(&'a self, id: &ChangeId) -> impl ExactSizeIterator<Item = &'a Row> + use<'a> {
        self.places.get(id).map_or(&[][..], Vec::as_slice).iter().map(|at| &self.rows[*at])
    }

    /// The cells of a scope: its changes that were not refused, laid one over the other.
    pub fn fold(&self, scope: &Scope) -> Cells {
        let mut cells = Cells::new();
        let taken = self.rows.iter().filter(|row| row.verdict.seq().is_some() && row.change.scope == *scope);
        for Row { change, .. } in taken {
            cells.entry((change.entity.clone(), change.field.clone())).or_default().apply(change);
        }
        cells
    }
}
