//! Search: one box over the plan, what was recorded, and numbers of documents, offline.
//!
//! ```
//! use sotay_core::search::{Document, Field, Index, Part, Place, Query};
//!
//! let plan: sotay_core::ids::PlanId = "binh-tan-2023".parse()?;
//! let mut index = Index::default();
//! index.add(Document::new(Place::Part(plan, Part::Aims)).with(Field::Body, "Giải quyết hồ sơ trễ hạn"));
//! let query = Query::new("tre han");
//! let results = index.search(&query, 20);
//! let best = results.found.first().ok_or("nothing found")?;
//! assert_eq!(best.excerpt(&query, 60).marked().collect::<Vec<_>>(), ["trễ", "hạn"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `fold` says when two spellings are the same, `query` how well a word answers, `index` which documents
//! do, `hits` where in a text, and `documents` what there is to search.

mod document;
mod documents;
mod fold;
mod hits;
mod index;
mod letters;
mod marks;
mod query;
mod vocabulary;

pub use document::{Document, Field, Part, Place};
pub use documents::{of_plan, of_record, of_records};
pub use fold::{Folded, fold};
pub use hits::{Excerpt, excerpt, hits};
pub use index::{Found, Index, Results};
pub use query::Query;

#[cfg(test)]
mod tests;
