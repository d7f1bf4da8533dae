//! Whether something has to be built again, judged by the contents of its inputs: a clone, a checkout or a
//! `touch` changes times and nothing else.

use crate::project::{Project, files_below, relative};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;

/// SHA-256 in hexadecimal.
pub fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One hash over the names and contents of these files, and of all files below these folders.
pub fn of_inputs(project: &Project, inputs: &[&str]) -> Result<String> {
    let mut hash = Sha256::new();
    for input in inputs {
        let path = project.path(input);
        let files = if path.is_file() { vec![path] } else { files_below(&path)? };
        for file in files {
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            hash.update(relative(project.root(), &file));
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
    }
    Ok(hex(&hash.finalize()))
}
