//! Reactive stores: the only writers of what the screens show.

pub mod device;
mod files;
mod items;
pub mod notebook;
mod route;

pub use device::Device;
pub use files::{Files, NotKept, Whereabouts};
pub use items::{Heading, Row, Rows, Saving, Section, sections};
pub use notebook::{Handed, Notebook, Phase, Trouble};
pub use route::{Navigator, PARTS, Route};
