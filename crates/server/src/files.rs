//! The bytes of evidence files, in the data folder: by unit, named by their content.
//!
//! ```text
//! files/an-lac/3f/3f9c…            whole: what its name says, never changed, never overwritten
//! files/an-lac/parts/3f9c….48213   begun: so many bytes it will have; what is there is durable
//! ```
//!
//! No row of the database is needed: which digests a unit's records name stands in its cells, and whoever asks by
//! digest is answered from the folder. A digest that one unit has is not known in another.

mod copy;

pub use copy::{Copied, beside, copy, restore};

use crate::random;
use sha2::{Digest, Sha256};
use sotay_core::{
    evidence::{self, Kind, Unfit, is_digest},
    ids::UnitId,
};
use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// The folder in the data folder.
pub const FOLDER: &str = "files";

/// The folder of what is begun, in a unit's.
const PARTS: &str = "parts";

/// A part that nobody added to for so long is removed when the server starts.
pub const LEFT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How many of a file's first bytes say what it is.
const HEAD: usize = 12;

/// A piece of what is read at once.
const BLOCK: usize = 64 * 1024;

/// What goes wrong with a file. Nothing is acknowledged then, whichever it is.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The chunk begins at another place than the one where the server stands.
    #[error("the server has {0} bytes of the file")]
    Elsewhere(u64),
    /// The chunk goes beyond the file's end.
    #[error("the chunk ends beyond the file")]
    Beyond,
    /// It is nothing that evidence may be.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The bytes are not what the digest says; they were dropped.
    #[error("the bytes are not those of the digest and were dropped")]
    Spoiled,
    /// The unit has used up its room.
    #[error("the unit's files would have more than {0} bytes")]
    Quota(u64),
    /// No room on the disk.
    #[error("the disk is full: nothing was stored")]
    Full,
    /// A file that must not be there is.
    #[error("{} is there already: nothing is overwritten", .0.display())]
    Exists(PathBuf),
    /// A file is not what its name says.
    #[error("{} is damaged: its bytes are not what its name says", .0.display())]
    Damaged(PathBuf),
    /// A file or a folder could not be used.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Bounds on what is taken, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// The most that a file may have.
    pub file: u64,
    /// The most that a unit's files may have together, begun ones counted whole.
    pub quota: u64,
}

/// A part of a file as a device sends it.
#[derive(Clone, Debug)]
pub struct Chunk<'a> {
    /// Of which unit.
    pub unit: &'a UnitId,
    /// SHA-256 of the whole file.
    pub digest: &'a str,
    /// How many bytes the whole file has.
    pub size: u64,
    /// Where the chunk begins.
    pub offset: u64,
    /// The chunk; empty only asks.
    pub bytes: &'a [u8],
}

/// A whole file, open.
#[derive(Debug)]
pub struct Opened {
    file: File,
    path: PathBuf,
    /// How many bytes it has.
    pub size: u64,
    /// What it is.
    pub kind: Kind,
}

/// The files of a data folder.
pub struct Files {
    folder: PathBuf,
    /// How many bytes each unit has, once counted. Whoever holds a unit's lock is the only one to write its files:
    /// two who send the same digest take turns.
    units: Mutex<HashMap<UnitId, Arc<Mutex<Option<u64>>>>>,
}

impl Files {
    /// The files of a data folder. Nothing is made before it is needed.
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join(FOLDER), units: Mutex::default() }
    }

    /// Removes parts that nobody has added to for [`LEFT`]. Gives how many.
    pub fn tidy(&self, now: SystemTime) -> Result<usize, FilesError> {
        let mut removed = 0;
        for unit in entries(&self.folder)? {
            for (part, _) in listed(&unit.join(PARTS))? {
                let touched = part.metadata().and_then(|data| data.modified()).map_err(error(&part))?;
                if now.duration_since(touched).is_ok_and(|since| since > LEFT) {
                    fs::remove_file(&part).map_err(error(&part))?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    /// A whole file, if the unit has it.
    pub fn open(&self, unit: &UnitId, digest: &str) -> Result<Option<Opened>, FilesError> {
        let Some(path) = self.whole(unit, digest) else { return Ok(None) };
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(source) if source.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(error(&path)(source)),
        };
        let size = file.metadata().map_err(error(&path))?.len();
        let kind = Kind::sniff(&head(&mut file).map_err(error(&path))?);
        let kind = kind.ok_or_else(|| FilesError::Damaged(path.clone()))?;
        Ok(Some(Opened { file, path, size, kind }))
    }

    /// Takes a chunk. Gives how many bytes of the file the server has then, durably; all of them: others can fetch
    /// it.
    pub fn take(&self, chunk: &Chunk<'_>, room: Room) -> Result<u64, FilesError> {
        let Chunk { unit, digest, size, offset, bytes } = *chunk;
        let Some(whole) = self.whole(unit, digest) else { return Err(FilesError::Spoiled) };
        if size == 0 {
            return Err(Unfit::Empty.into());
        }
        if size > room.file {
            return Err(Unfit::TooLarge(room.file).into());
        }
        let turn = Arc::clone(
            self.units.lock().unwrap_or_else(PoisonError::into_inner).entry(unit.clone()).or_default(),
        );
        let mut used = turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(there) = whole.metadata() {
            // The digest says what is there: a device that believes in another length is told by the length.
            return if there.len() == size { Ok(size) } else { Err(FilesError::Spoiled) };
        }
        let path = self.folder.join(unit.as_str()).join(PARTS).join(format!("{digest}.{size}"));
        let at = path.metadata().map_or(0, |part| part.len());
        if at > size {
            remove(&path)?;
            return Err(FilesError::Spoiled);
        }
        if at < size && bytes.is_empty() {
            return Ok(at);
        }
        if at < size && at != offset {
            return Err(FilesError::Elsewhere(at));
        }
        // One that was whole when the server was killed has only to be settled.
        let bytes = if at == size { &[] } else { bytes };
        let end = at.checked_add(bytes.len() as u64).filter(|end| *end <= size).ok_or(FilesError::Beyond)?;
        if at == 0 {
            self.reserve(unit, &mut used, size, room.quota)?;
        }
        // Whatever fails from here on, the unit is counted anew.
        let counted = used.take();
        let mut part = append(&path, at, bytes)?;
        let head = head(&mut part).map_err(error(&path))?;
        if (end == size || head.len() >= HEAD) && evidence::check(&head, size, room.file).is_err() {
            remove(&path)?;
            return Err(Unfit::Kind.into());
        }
        if end == size {
            if digest_of(&mut part, &path)? != digest {
                remove(&path)?;
                return Err(FilesError::Spoiled);
            }
            settle(&path, &whole)?;
        }
        *used = counted;
        Ok(end)
    }

    /// Makes room for a file that is begun.
    fn reserve(
        &self,
        unit: &UnitId,
        used: &mut Option<u64>,
        size: u64,
        quota: u64,
    ) -> Result<(), FilesError> {
        let before = match *used {
            Some(used) => used,
            None => self.used(unit)?,
        };
        if before.saturating_add(size) > quota {
            *used = Some(before);
            return Err(FilesError::Quota(quota));
        }
        *used = Some(before + size);
        Ok(())
    }

    /// How many bytes a unit's files have, begun ones counted whole.
    pub fn used(&self, unit: &UnitId) -> Result<u64, FilesError> {
        let folder = self.folder.join(unit.as_str());
        let mut used = 0;
        for inside in entries(&folder)? {
            for (path, name) in listed(&inside)? {
                let declared = name.split_once('.').and_then(|(_, size)| size.parse::<u64>().ok());
                used += match declared {
                    Some(size) => size,
                    None => path.metadata().map_err(error(&path))?.len(),
                };
            }
        }
        Ok(used)
    }

    /// Where a whole file lies; none if the text is no digest.
    fn whole(&self, unit: &UnitId, digest: &str) -> Option<PathBuf> {
        is_digest(digest).then(|| place(&self.folder, unit.as_str(), digest))
    }
}

impl Opened {
    /// The bytes from `from` up to but not including `to`.
    pub fn read(&mut self, from: u64, to: u64) -> Result<Vec<u8>, FilesError> {
        let mut bytes = Vec::new();
        self.file
            .seek(SeekFrom::Start(from))
            .and_then(|_| (&mut self.file).take(to.saturating_sub(from)).read_to_end(&mut bytes))
            .map_err(error(&self.path))?;
        Ok(bytes)
    }
}

/// Where a whole file lies below the folder of all.
fn place(folder: &Path, unit: &str, digest: &str) -> PathBuf {
    folder.join(unit).join(digest.get(..2).unwrap_or_default()).join(digest)
}

/// Adds to a part, durably. What a failure leaves is cut off again.
fn append(path: &Path, offset: u64, bytes: &[u8]) -> Result<File, FilesError> {
    let begun = offset == 0;
    if begun {
        make_folder(path)?;
    }
    let mut options = OpenOptions::new();
    private(&mut options);
    let mut part =
        options.create(true).truncate(false).read(true).write(true).open(path).map_err(error(path))?;
    let written = part
        .seek(SeekFrom::Start(offset))
        .and_then(|_| part.write_all(bytes))
        .and_then(|()| part.sync_data());
    if let Err(source) = written {
        // Best effort: bytes that nobody was told of are asked about, and the digest judges the whole.
        let _ = part.set_len(offset);
        return Err(error(path)(source));
    }
    if begun {
        sync_folder(path)?;
    }
    Ok(part)
}

/// Gives a part the name of a whole file.
fn settle(part: &Path, whole: &Path) -> Result<(), FilesError> {
    make_folder(whole)?;
    fs::rename(part, whole).map_err(error(whole))?;
    sync_folder(whole)?;
    sync_folder(part)
}

fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The digest of a whole file's bytes.
fn digest_of(file: &mut File, path: &Path) -> Result<String, FilesError> {
    let mut digest = Sha256::new();
    let mut block = vec![0; BLOCK];
    file.seek(SeekFrom::Start(0)).map_err(error(path))?;
    loop {
        match file.read(&mut block).map_err(error(path))? {
            0 => return Ok(random::hex(&digest.finalize())),
            read => digest.update(&block[..read]),
        }
    }
}

/// Makes the folder that a file is to lie in, and makes the names of it and of those above it durable.
fn make_folder(file: &Path) -> Result<(), FilesError> {
    let Some(folder) = file.parent() else { return Ok(()) };
    if folder.is_dir() {
        return Ok(());
    }
    let made: Vec<&Path> = folder.ancestors().take_while(|above| !above.is_dir()).collect();
    for folder in made.iter().rev() {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(folder) {
            Err(source) if source.kind() != ErrorKind::AlreadyExists => return Err(error(folder)(source)),
            _ => sync_folder(folder)?,
        }
    }
    Ok(())
}

/// Makes the name of a file durable.
fn sync_folder(file: &Path) -> Result<(), FilesError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(error(folder))
}

fn remove(part: &Path) -> Result<(), FilesError> {
    fs::remove_file(part).map_err(error(part))
}

/// Nobody else on the machine reads evidence.
fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// The folders in a folder; none if it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    inside(folder).map(|all| all.into_iter().filter(|path| path.is_dir()).collect())
}

/// The files in a folder with their names; none if it is not there. What is not named as ours is passed over.
fn listed(folder: &Path) -> Result<Vec<(PathBuf, String)>, FilesError> {
    let named = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        let ours = is_digest(name.split('.').next().unwrap_or_default()) && path.is_file();
        ours.then_some((path, name))
    };
    Ok(inside(folder)?.into_iter().filter_map(named).collect())
}

fn inside(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let read = match fs::read_dir(folder) {
        Err(source) if source.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(error(folder))?,
    };
    let paths = read.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = paths.map_err(error(folder))?;
    paths.sort();
    Ok(paths)
}

fn error(path: &Path) -> impl FnOnce(io::Error) -> FilesError + '_ {
    move |source| match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FilesError::Full,
        _ => FilesError::File { path: path.into(), source },
    }
}

#[cfg(test)]
mod tests;
