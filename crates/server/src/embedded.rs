//! What lies inside the binary: the built client and the practice plan.

use rust_embed::RustEmbed;
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Client;

#[derive(RustEmbed)]
#[folder = "../../plans"]
#[allow_missing = true]
struct Plans;

/// A file of the built client; none when the client was not built before the server.
pub fn client(path: &str) -> Option<Cow<'static, [u8]>> {
    Client::get(path).map(|file| file.data)
}

/// A file of `plans/`.
pub fn plan(name: &str) -> Option<Cow<'static, [u8]>> {
    Plans::get(name).map(|file| file.data)
}
