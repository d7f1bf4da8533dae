//! `dist/assets.json`: what the server has to know of each file of the client.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// The list's name in `dist/`.
pub const LIST: &str = "assets.json";

/// The whole list.
#[derive(Debug, Serialize, Deserialize)]
pub struct Assets {
    /// Hashes of the inline scripts in `index.html`, for `script-src`: `sha256-…`.
    pub csp_script_hashes: Vec<String>,
    /// The version that the service worker bears.
    pub version: String,
    /// The paths in the worker's precache list.
    pub precache: Vec<String>,
    /// Every file, by path.
    pub files: Vec<Asset>,
}

/// One file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asset {
    /// Its address, from `/`.
    pub path: String,
    /// The value of `Content-Type`.
    #[serde(rename = "type")]
    pub mime: String,
    /// Its name holds a hash of its bytes, so it may be kept for good.
    pub immutable: bool,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// The size of the variant beside it that ends in `.br`.
    pub br: Option<u64>,
    /// The size of the variant beside it that ends in `.gz`.
    pub gz: Option<u64>,
}

impl Assets {
    /// Reads the list of a build.
    pub fn read(dist: &Path) -> Result<Self> {
        let path = dist.join(LIST);
        let text = fs::read(&path).with_context(|| format!("{}: is the client built?", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is not a list of assets", path.display()))
    }

    /// Writes the list of a build.
    pub fn write(&self, dist: &Path) -> Result<()> {
        let path = dist.join(LIST);
        let text = serde_json::to_vec_pretty(self)?;
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// The file with this address.
    pub fn file(&self, path: &str) -> Option<&Asset> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// The media type for a file's name; a name that is not known is an error, not a guess, because the server
/// sends `nosniff`.
pub fn mime(path: &str) -> Result<&'static str> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    Ok(match extension {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/vnd.microsoft.icon",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => anyhow::bail!("{path}: no media type is known for this name (xtask/src/assets.rs)"),
    })
}

/// Already compressed formats gain nothing from Brotli.
pub fn is_compressible(path: &str) -> bool {
    !(path.ends_with(".png") || path.ends_with(".woff2") || path.ends_with(".ico"))
}
