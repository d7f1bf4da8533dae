mod fold;
mod hits;
mod index;
mod ranking;

use super::{Index, Place, of_plan};
use crate::plan::Plan;

/// The shipped source as text recognition left it.
const SOURCE: &str = include_str!("../../../../plans/ke-hoach-cchc-binh-tan-2023.txt");

fn plan() -> Plan {
    Plan::from_json(include_str!("../../../../plans/binh-tan-2023.json")).unwrap()
}

fn plan_index() -> Index {
    let mut index = Index::default();
    for document in of_plan(&"binh-tan-2023".parse().unwrap(), &plan()) {
        index.add(document);
    }
    index
}

/// A place in short: `PL.3.15`, `Aims`, `item/…`.
fn short(place: &Place) -> String {
    match place {
        Place::Part(_, part) => format!("{part:?}"),
        Place::Code(_, code) => code.to_string(),
        Place::Record(_, entity) => entity.to_string(),
    }
}
