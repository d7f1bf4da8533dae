//! Reactive stores: the only writers of what the screens show.

pub mod device;
mod files;
mod items;
mod learned;
pub mod notebook;
mod office;
mod picking;
mod route;
mod sections;
#[cfg(test)]
pub mod testing;
mod view;

pub use device::Device;
pub use files::{Files, NotKept, Whereabouts};
pub use items::{Row, Rows, Saving};
pub use learned::{learn, learned};
pub use notebook::{Bulked, Draft, Handed, News, Notebook, Phase, Trouble};
pub use office::{Office, Slot};
pub use picking::Picking;
pub use route::{Desk, Navigator, PARTS, Route};
pub use sections::{Heading, Section, sections};
pub use view::{Choice, SEGMENTS, View, group_name, person_name};
