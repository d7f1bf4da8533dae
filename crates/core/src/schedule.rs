//! Deadlines: the text of the column "Thời gian hoàn thành" as a kind and dated occurrences.
//!
//! A task has none or more *occurrences* (a phase or a period), each a checklist item of its own. An
//! occurrence's key follows from what the plan says alone, so two devices without a network make the same
//! item and not two. Dates are civil dates of Asia/Ho_Chi_Minh; "today" is always passed in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How a deadline is put. The eleven kinds that the fourteen texts of the 2023 plan come down to, and days, which
/// other plans name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScheduleKind {
    /// "Trong năm 2023": due on the year's last day.
    WithinYear,
    /// "Trong năm 2023 và các năm tiếp theo": this year's part is due on its last day.
    YearAndFollowing,
    /// "Hoàn thành trong tháng 10 năm 2023": due on the month's last day.
    EndOfMonth,
    /// "Đến ngày 15/11/2023", "Trước ngày 15/11/2023": due on that day, or on the day before it.
    ByDay,
    /// "Quý I năm 2023", "Trong quý I năm 2023": due on the quarter's last day.
    Quarter,
    /// "Quý I năm 2023: ban hành Kế hoạch": one part is dated, the rest runs to the year's end.
    PartDated,
    /// "Hoàn thành trước quý IV năm 2023": due on the day before the quarter begins.
    BeforeQuarter,
    /// Several dated parts, each in a quarter or a run of quarters.
    Phases,
    /// "Hàng quý": once in each quarter.
    EveryQuarter,
    /// "Khi có phát sinh": whenever it occurs, without a date.
    WhenItOccurs,
    /// "Khi phát sinh", "Định kỳ hàng quý": whenever it occurs, and a periodic account each quarter.
    WhenItOccursAndEveryQuarter,
    /// "Theo Kế hoạch được duyệt": dated by a plan or scheme outside this one.
    OutsidePlan,
}

/// A deadline understood: its kind and what it asks for when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The kind.
    pub kind: ScheduleKind,
    /// The occurrences in order of their dates; the undated last. Never empty.
    pub occurrences: Vec<Occurrence>,
}

/// One phase or period of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Names the occurrence within its task: `year`, `q1`…`q4`, `q2-q3`, `m10`, `rest`, `event`, `outside`.
    pub key: String,
    /// What the text says is due in this part ("ban hành Kế hoạch"), if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The first day on which it can be worked on, if the text gives one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::dates::serde_iso_option")]
    pub start: Option<Date>,
    /// The last day that is still in time; none when only an event or another plan dates it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::dates::serde_iso_option")]
    pub due: Option<Date>,
}
