//! Whether a task stands on a ward's checklist before the district says otherwise.

use crate::agencies::{AgencyTable, Kind};
use sotay_core::plan::{Agencies, Membership, Text};

/// The default. Read widely nearly every row reaches every ward, read narrowly few do; so:
/// - on, when the row names the ward chairs, or puts the task on all agencies and units;
/// - directly concerned, when all of them do it each at home, or when the text speaks of wards;
/// - else folded until someone asks the ward to help.
pub fn default(
    text: &Text,
    products: &[Text],
    lead: &Agencies,
    coordinators: &Agencies,
    table: &AgencyTable,
) -> Membership {
    let names = |cell: &Agencies, kind: Kind| {
        cell.ids.iter().any(|id| table.entry(id).is_some_and(|entry| entry.kind == kind))
    };
    if names(lead, Kind::WardChairs) || names(coordinators, Kind::WardChairs) {
        Membership::On
    } else if names(lead, Kind::All) {
        if names(coordinators, Kind::OwnUnit) { Membership::Direct } else { Membership::On }
    } else if std::iter::once(text).chain(products).any(|text| table.speaks_of_wards(text.shown())) {
        Membership::Direct
    } else {
        Membership::Folded
    }
}
