//! `sotay devices`.

use super::{Data, Failure, say};
use crate::store::{Store, replicas};
use clap::Args;
use jiff::Timestamp;
use sotay_core::{clock::Millis, wire::DeviceReport};

/// What each device last said of itself: who holds unsent work.
#[derive(Args)]
pub struct Devices {
    #[command(flatten)]
    data: Data,
}

const HEADINGS: [&str; 7] = ["unsent", "oldest", "last contact", "account", "units", "replica", "device"];

impl Devices {
    pub(super) fn run(self) -> Result<(), Failure> {
        let reports = replicas::reports(&Store::inspect(&self.data.folder)?, |_, _| true)?;
        let mut rows = vec![HEADINGS.map(str::to_owned)];
        rows.extend(reports.iter().map(row));
        say(&table(&rows));
        Ok(())
    }
}

fn row(report: &DeviceReport) -> [String; 7] {
    let units: Vec<&str> = report.units.iter().map(|unit| unit.as_str()).collect();
    // A device names itself: nothing of that may move the terminal's cursor.
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    [
        report.pending.to_string(),
        time(report.oldest),
        time(report.contact_at),
        report.person.to_string(),
        units.join(" "),
        report.replica.to_string(),
        plain(&report.device),
    ]
}

/// In UTC, to the minute; `-` for never.
fn time(at: Option<Millis>) -> String {
    let at = at.and_then(|at| Timestamp::from_millisecond(at).ok());
    // 2023-10-16T03:00:00.5Z
    at.and_then(|at| Some(at.to_string().get(..16)?.replace('T', " "))).unwrap_or_else(|| "-".into())
}

/// Columns as wide as their longest cell; the last one runs free.
fn table(rows: &[[String; 7]]) -> String {
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let line = |row: &[String; 7]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_utc_to_the_minute() {
        assert_eq!(time(Some(1_697_425_200_500)), "2023-10-16 03:00");
        assert_eq!(time(None), "-");
        assert_eq!(time(Some(i64::MAX)), "-");
    }

    #[test]
    fn a_table_has_a_line_for_each_and_its_columns_stand_below_each_other() {
        let cells = |name: &str| HEADINGS.map(|_| name.to_owned());
        let table = table(&[HEADINGS.map(str::to_owned), cells("ở"), cells("dài dài")]);
        let at: Vec<usize> =
            table.lines().skip(1).map(|line| line.chars().take_while(|c| *c != ' ').count()).collect();
        assert_eq!(at, [1, 3]);
        let start = |line: &str, text: &str| line.chars().collect::<String>().find(text).unwrap_or(0);
        assert_eq!(table.lines().count(), 3);
        assert!(table.lines().next().is_some_and(|line| start(line, "oldest") == 9), "{table}");
    }
}
