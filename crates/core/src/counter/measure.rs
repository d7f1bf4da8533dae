//! What is counted of dossiers.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What is counted at the counter, of one day and one field of procedures. Apologies are not: they follow from the
/// late dossiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Tiếp nhận: dossiers received.
    Received,
    /// Đã giải quyết: dossiers resolved. Where it is not counted by itself it is those on time and those late.
    Resolved,
    /// Đúng hạn: resolved on time or before.
    OnTime,
    /// Trễ hạn: resolved late.
    Late,
    /// Trực tuyến: received online.
    Online,
    /// Thanh toán điện tử: paid electronically.
    PaidOnline,
    /// Số hoá: results and dossiers digitised.
    Digitised,
    /// Phiếu khảo sát: people who were asked.
    Surveyed,
    /// Hài lòng: those of them who are satisfied.
    Satisfied,
}

impl Measure {
    /// Every measure, in the order in which screens offer them.
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::Resolved,
        Self::OnTime,
        Self::Late,
        Self::Online,
        Self::PaidOnline,
        Self::Digitised,
        Self::Surveyed,
        Self::Satisfied,
    ];

    /// The stable text form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Resolved => "resolved",
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Online => "online",
            Self::PaidOnline => "paid-online",
            Self::Digitised => "digitised",
            Self::Surveyed => "surveyed",
            Self::Satisfied => "satisfied",
        }
    }

    /// The measures counted together: where one of them is, the others are 0 and not missing.
    pub fn family(self) -> &'static [Self] {
        match self {
            Self::Resolved | Self::OnTime | Self::Late => &[Self::Resolved, Self::OnTime, Self::Late],
            Self::Received => &[Self::Received],
            Self::Online => &[Self::Online],
            Self::PaidOnline => &[Self::PaidOnline],
            Self::Digitised => &[Self::Digitised],
            Self::Surveyed => &[Self::Surveyed],
            Self::Satisfied => &[Self::Satisfied],
        }
    }

    /// Its place in [`Self::ALL`].
    pub(super) fn place(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
