//! Copies of the files, beside a copy of the database.
//!
//! A file never changes under its name, so a copy needs no moment: what is whole is copied, and read again from
//! the copy before it counts.

use super::{
    BLOCK, FOLDER, FilesError, digest_of, entries, error, listed, make_folder, place, private, sync_folder,
};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::{Path, PathBuf},
};

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// How many files.
    pub files: usize,
    /// How many bytes they have together.
    pub bytes: u64,
}

/// Where the files that belong to a copy of the database lie: in the folder of its name and `.files`.
pub fn beside(database: &Path) -> PathBuf {
    let mut name = OsString::from(database.as_os_str());
    name.push(".files");
    name.into()
}

/// Copies every whole file of a data folder to a folder that is not there yet; it has its name once all are in it,
/// verified and durable. Without a file nothing is made.
pub fn copy(data: &Path, to: &Path) -> Result<Copied, FilesError> {
    if to.symlink_metadata().is_ok() {
        return Err(FilesError::Exists(to.into()));
    }
    let all = whole(&data.join(FOLDER))?;
    if all.is_empty() {
        return Ok(Copied::default());
    }
    let mut name = OsString::from(to.as_os_str());
    name.push(format!(".partial-{}", std::process::id()));
    let partial = PathBuf::from(name);
    let made = copy_all(&all, &partial).and_then(|copied| {
        fs::rename(&partial, to).map_err(error(to))?;
        sync_folder(to)?;
        Ok(copied)
    });
    if made.is_err() {
        // What was begun is of no use.
        let _ = fs::remove_dir_all(&partial);
    }
    made
}

/// Puts the files of a copy into a data folder. Those that are there stay: a name says what is in it. Every file of
/// the copy is verified before the first is put down.
pub fn restore(from: &Path, data: &Path) -> Result<Copied, FilesError> {
    let all = whole(from)?;
    for file in &all {
        let mut opened = File::open(&file.path).map_err(error(&file.path))?;
        if digest_of(&mut opened, &file.path)? != file.digest {
            return Err(FilesError::Damaged(file.path.clone()));
        }
    }
    let folder = data.join(FOLDER);
    let missing = all.into_iter().filter(|file| !place(&folder, &file.unit, &file.digest).exists());
    copy_all(&missing.collect::<Vec<_>>(), &folder)
}

/// A whole file.
struct Whole {
    unit: String,
    digest: String,
    path: PathBuf,
}

/// Every whole file below a folder of units.
fn whole(folder: &Path) -> Result<Vec<Whole>, FilesError> {
    let mut all = Vec::new();
    for unit in entries(folder)? {
        let name = unit.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        // A folder that no unit is called after is not ours.
        if name.parse::<sotay_core::ids::UnitId>().is_err() {
            continue;
        }
        for inside in entries(&unit)? {
            for (path, digest) in listed(&inside)? {
                // A part has its size in its name.
                if !digest.contains('.') {
                    all.push(Whole { unit: name.clone(), digest, path });
                }
            }
        }
    }
    Ok(all)
}

fn copy_all(all: &[Whole], folder: &Path) -> Result<Copied, FilesError> {
    let mut copied = Copied::default();
    for file in all {
        let to = place(folder, &file.unit, &file.digest);
        let mut name = OsString::from(to.as_os_str());
        name.push(".copying");
        let begun = PathBuf::from(name);
        make_folder(&to)?;
        let bytes = copy_one(file, &begun).inspect_err(|_| {
            let _ = fs::remove_file(&begun);
        })?;
        fs::rename(&begun, &to).map_err(error(&to))?;
        sync_folder(&to)?;
        copied.files += 1;
        copied.bytes += bytes;
    }
    Ok(copied)
}

/// Copies one, and reads the copy: what lies on the disk counts, not what was written.
fn copy_one(file: &Whole, to: &Path) -> Result<u64, FilesError> {
    let mut from = File::open(&file.path).map_err(error(&file.path))?;
    let mut options = OpenOptions::new();
    private(&mut options);
    let opened = options.create(true).truncate(true).read(true).write(true).open(to);
    let mut target = opened.map_err(error(to))?;
    let (mut bytes, mut block) = (0, vec![0; BLOCK]);
    loop {
        let read = from.read(&mut block).map_err(error(&file.path))?;
        if read == 0 {
            break;
        }
        target.write_all(&block[..read]).map_err(error(to))?;
        bytes += read as u64;
    }
    target.sync_all().map_err(error(to))?;
    if digest_of(&mut target, to)? == file.digest {
        Ok(bytes)
    } else {
        Err(FilesError::Damaged(file.path.clone()))
    }
}
