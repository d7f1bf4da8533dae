//! Doubles for tests and the simulation: a store and a server in memory, and the store contract.

pub mod contract;
mod server;
mod store;

pub use server::MemoryServer;
pub use store::MemoryStore;
