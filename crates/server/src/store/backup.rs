//! A copy of the database while it is in use, and putting such a copy in its place.
//!
//! Neither trusts a file that it did not read: a copy is verified before it counts, when it is made and when it is
//! put back. Nothing is overwritten, and the database that is replaced is kept.

use super::{Connection, FILE, StoreError, audit, connect, file_error, lock, meta, migrations};
use crate::files::{self, Copied};
use jiff::Timestamp;
use rusqlite::ErrorCode;
use sotay_core::clock::Millis;
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// What a verified copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// How many chains the log has.
    pub chains: usize,
    /// How many rows.
    pub rows: u64,
}

/// What putting a copy back did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the database holds now.
    pub contents: Contents,
    /// What it is called since.
    pub epoch: String,
    /// Where the database that was there before is kept.
    pub replaced: Option<PathBuf>,
    /// Which evidence files were put beside those that were there; none if the copy has no folder of them.
    pub files: Option<Copied>,
}

/// Copies the database to a file that is not there yet, as it is at one moment, while others may write. The file is
/// there whole, verified and durable, or not at all.
pub fn take(connection: &Connection, to: &Path) -> Result<Contents, StoreError> {
    if to.symlink_metadata().is_ok() {
        return Err(StoreError::Exists(to.into()));
    }
    let beside = with_ending(to, &format!(".partial-{}", std::process::id()));
    // SQLite fills an empty file that it finds, and does not widen who may read it.
    private(&beside, OpenOptions::new().create_new(true))?;
    let made = fill(connection, &beside).and_then(|contents| {
        sync(&beside)?;
        put(&beside, to)?;
        sync(parent(to))?;
        Ok(contents)
    });
    // What was begun is of no use, and what is done has its own name by now.
    let _ = fs::remove_file(&beside);
    made
}

fn fill(connection: &Connection, to: &Path) -> Result<Contents, StoreError> {
    let name = to.to_str().ok_or_else(|| {
        file_error(to, std::io::Error::new(ErrorKind::InvalidInput, "the name is not UTF-8"))
    })?;
    connection.execute("VACUUM INTO ?1", [name])?;
    verify(&connect(to, false)?)
}

/// Puts a copy in the place of the database, which must not be in use. It is read and verified as a copy of the
/// copy: `from` is left as it is.
pub fn restore(folder: &Path, from: &Path, now: Millis) -> Result<Restored, StoreError> {
    // Before anything is made for it.
    drop(File::open(from).map_err(|source| file_error(from, source))?);
    fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
    let _lock = lock(folder)?.ok_or_else(|| StoreError::InUse(folder.into()))?;
    let beside = folder.join(format!("{FILE}.restoring"));
    let prepared = prepare(from, &beside);
    let restored = prepared.and_then(|(contents, epoch)| {
        // Files first: they only add to what is there, and a database without them would be half a restore.
        let beside_it = files::beside(from);
        let has = beside_it.is_dir();
        let files = has.then(|| files::restore(&beside_it, folder)).transpose()?;
        let replaced = keep(folder, now)?;
        let database = folder.join(FILE);
        fs::rename(&beside, &database).map_err(|source| file_error(&database, source))?;
        sync(folder)?;
        Ok(Restored { contents, epoch, replaced, files })
    });
    if restored.is_err() {
        clear(&beside);
    }
    restored
}

/// Copies the copy, brings it up to date, verifies it, and gives it a name of its own.
fn prepare(from: &Path, beside: &Path) -> Result<(Contents, String), StoreError> {
    // Of a restore that was cut short; the folder is ours alone.
    clear(beside);
    for ending in ["", "-wal"] {
        let (from, to) = (with_ending(from, ending), with_ending(beside, ending));
        // Who copied the files of a server that was killed has changes in the second one.
        if ending.is_empty() || from.exists() {
            let mut source = File::open(&from).map_err(|source| file_error(&from, source))?;
            let mut target = private(&to, OpenOptions::new().create_new(true))?;
            std::io::copy(&mut source, &mut target).map_err(|source| file_error(&to, source))?;
        }
    }
    let not_ours = |error: StoreError| match &error {
        StoreError::Sqlite(sqlite) if sqlite.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            StoreError::NotOurs(from.into())
        }
        _ => error,
    };
    let mut connection = connect(beside, true)?;
    let found = migrations::version(&connection).map_err(not_ours)?;
    if found > migrations::VERSION {
        return Err(StoreError::Newer { found });
    }
    if found == 0 || meta::epoch(&connection).is_err() {
        return Err(StoreError::NotOurs(from.into()));
    }
    integrity(&connection)?;
    migrations::run(&mut connection)?;
    let contents = verify(&connection)?;
    let epoch = meta::renew_epoch(&connection)?;
    // One file: what would lie beside it must not stay behind when it takes its place.
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    connection.close().map_err(|(_, error)| error)?;
    sync(beside)?;
    Ok((contents, epoch))
}

/// Puts the database that is there aside.
fn keep(folder: &Path, now: Millis) -> Result<Option<PathBuf>, StoreError> {
    let database = folder.join(FILE);
    if !database.exists() {
        return Ok(None);
    }
    // A log left by a killed server would be taken for the new database's. One that cannot be folded in, as that of
    // a damaged database, goes aside with it.
    if let Ok(connection) = connect(&database, true) {
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        let _ = connection.close();
    }
    let at = Timestamp::from_millisecond(now).unwrap_or_default().to_string();
    let at: String = at.chars().take(19).filter(|c| *c != ':').collect();
    let name = |n: u32| {
        let more = if n > 1 { format!("-{n}") } else { String::new() };
        folder.join(format!("{FILE}.replaced-{at}Z{more}"))
    };
    let kept = (1..).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0));
    // Both names at once, so that no moment is without a database: a server started then would make an empty one.
    put(&database, &kept)?;
    for ending in ["-wal", "-shm"] {
        let left = with_ending(&database, ending);
        if left.exists() {
            fs::rename(&left, with_ending(&kept, ending)).map_err(|source| file_error(&left, source))?;
        }
    }
    sync(folder)?;
    Ok(Some(kept))
}

/// Reads a database from end to end: that it is whole, and that it is what was written.
fn verify(connection: &Connection) -> Result<Contents, StoreError> {
    integrity(connection)?;
    let chains = audit::verify(connection, None, &[], |_| {})?;
    if let Some((scope, broken)) =
        chains.iter().find_map(|chain| Some((&chain.scope, chain.broken.as_ref()?)))
    {
        return Err(StoreError::Damaged(format!("{scope}: {broken}")));
    }
    Ok(Contents { chains: chains.len(), rows: chains.iter().map(|chain| chain.rows).sum() })
}

fn integrity(connection: &Connection) -> Result<(), StoreError> {
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(StoreError::Damaged(said)) }
}

/// Gives a file a second name that is not taken yet; where the file system knows no such thing, another name.
fn put(file: &Path, name: &Path) -> Result<(), StoreError> {
    let put = match fs::hard_link(file, name) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !name.exists() => fs::rename(file, name),
        linked => linked,
    };
    put.map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists(name.into()),
        _ => file_error(name, source),
    })
}

/// Opens a file for writing that nobody else may read.
fn private(path: &Path, options: &mut OpenOptions) -> Result<File, StoreError> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.write(true).open(path).map_err(|source| file_error(path, source))
}

/// Removes a database that is of no use, and what SQLite keeps beside it.
fn clear(database: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(with_ending(database, ending));
    }
}

/// Makes a file or a folder's list of names durable.
fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|source| file_error(path, source))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    name.into()
}
