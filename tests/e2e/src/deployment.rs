//! Builds of the client to serve with `--client`: the one of `dist/`, and made-up later ones, good or broken.

use crate::{OrFail, process::workspace};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const LIST: &str = "assets.json";
const WORKER: &str = "sw.js";
const PAGE: &str = "index.html";

/// A folder with a build.
pub struct Deployment {
    folder: TempDir,
}

impl Deployment {
    /// A copy of the build in `dist/`, or in the folder that `SOTAY_DIST` names.
    pub fn of_build() -> Self {
        let dist = env::var_os("SOTAY_DIST").map_or_else(|| workspace().join("dist"), PathBuf::from);
        let folder = TempDir::new().or_fail("a folder for the build");
        copy(&dist, folder.path());
        Self { folder }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes it a later version: the page says which, and the worker's list follows.
    pub fn become_version(&self, version: &str) {
        let page = self.read(PAGE);
        let (before, after) = page.split_once("<html").or_fail("the page's root");
        let after = match after.strip_prefix(" data-build=\"").and_then(|rest| rest.split_once('"')) {
            Some((_, rest)) => rest,
            None => after,
        };
        let page = format!("{before}<html data-build=\"{version}\"{after}");
        let worker = self.read(WORKER);
        let list = self.list();
        let old = list["version"].as_str().or_fail("the build's version");
        let digest = BASE64_STANDARD.encode(Sha256::digest(page.as_bytes()));
        let (head, tail) = worker.split_once("\"/index.html\":\"").or_fail("the page in the worker's list");
        let (_, tail) = tail.split_once('"').or_fail("the page's digest in the worker's list");
        let worker = format!("{head}\"/index.html\":\"{digest}\"{tail}").replace(old, version);
        self.put(PAGE, &page);
        self.put(WORKER, &worker);
        let mut list = self.list();
        list["version"] = json!(version);
        self.write(LIST, &list.to_string());
    }

    /// Damages a file as a torn upload would: one byte of it is another than the worker's list says.
    pub fn damage_page(&self) {
        let page = self.read(PAGE);
        self.put(PAGE, &page.replacen("<body", "<bodY", 1));
    }

    /// Writes a file, so that the server sends exactly this, whatever encoding is asked for.
    fn put(&self, name: &str, text: &str) {
        assert_ne!(self.read(name), text, "{name} is to change");
        self.write(name, text);
        let mut list = self.list();
        let files = list["files"].as_array_mut().or_fail("the list's files");
        let path = format!("/{name}");
        let entry = files.iter_mut().find(|entry| entry["path"] == path).or_fail("the file in the list");
        let digest: String =
            Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        entry["sha256"] = json!(digest);
        entry["bytes"] = json!(text.len());
        entry["br"] = Value::Null;
        entry["gz"] = Value::Null;
        self.write(LIST, &list.to_string());
    }

    fn list(&self) -> Value {
        serde_json::from_str(&self.read(LIST)).or_fail("the build's list")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).or_fail(&format!("reading {name} of the build"))
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).or_fail(&format!("writing {name} of the build"));
    }
}

fn copy(from: &Path, to: &Path) {
    let entries = fs::read_dir(from).or_fail(&format!("reading {}", from.display()));
    for entry in entries.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).or_fail("making a folder of the build");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).or_fail("copying a file of the build");
        }
    }
}
