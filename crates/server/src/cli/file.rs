//! Reading and writing files whole, with errors that say which.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// A file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct FileError {
    path: String,
    source: io::Error,
}

fn error(path: &Path) -> impl FnOnce(io::Error) -> FileError + '_ {
    move |source| FileError { path: path.display().to_string(), source }
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(error(path))
}

/// The text of a file.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path).map_err(error(path))
}

/// Writes a file so that a reader finds the old one or the new one whole, whatever happens meanwhile.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let beside = path.with_file_name(name);
    let written = File::create(&beside)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What was begun is of no use; that it may not be there at all is no further error.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(error(path))
}
