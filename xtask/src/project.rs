//! Where things lie in the repository.

use anyhow::{Context, Result, ensure};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The repository's folders and files by name.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The repository that this program was built from.
    pub fn find() -> Result<Self> {
        // `cargo run` sets the variable anew for each call; the compiled-in value would be stale in a
        // clone that shares a target folder with another.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .filter(|dir| dir.ends_with("xtask"))
            .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        let root = manifest.parent().context("xtask has no parent folder")?.to_path_buf();
        ensure!(root.join("Trunk.toml").is_file(), "{} is not this repository", root.display());
        Ok(Self { root })
    }

    /// The repository's top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the repository, with `/` on every system.
    pub fn path(&self, relative: &str) -> PathBuf {
        relative.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    /// Cargo's target folder.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), |dir| self.root.join(dir))
    }

    /// The built client.
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// Where `cargo install` puts the build tools of this project.
    pub fn tools(&self) -> PathBuf {
        self.path(".tools")
    }

    /// The programs that npm installs.
    pub fn npm_bin(&self) -> PathBuf {
        self.path("node_modules/.bin")
    }

    /// The server's binary in release.
    pub fn server_binary(&self) -> PathBuf {
        self.target().join("release").join(format!("sotay{}", env::consts::EXE_SUFFIX))
    }

    /// A file of this program's own notes between two runs, its folder made.
    pub fn note(&self, name: &str) -> Result<PathBuf> {
        let dir = self.target().join("xtask");
        fs::create_dir_all(&dir).with_context(|| format!("making {}", dir.display()))?;
        Ok(dir.join(name))
    }
}

/// All files below `dir` in a fixed order; empty where there is no such folder.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        let reading = || format!("reading the folder {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(reading)? {
            let path = entry.with_context(reading)?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// A path below `base` as text with `/` on every system.
pub fn relative(base: &Path, path: &Path) -> String {
    let path = path.strip_prefix(base).unwrap_or(path);
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
