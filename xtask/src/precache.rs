//! Trunk's post-build hook: from the files that Trunk staged to those that are served.
//!
//! 1. A release is cut into what a first start needs and what comes after ([`split`]).
//! 2. style/ becomes one minified file; wasm-bindgen's glue and our scripts are minified.
//! 3. Wasm and what `index.html` names get a name with a hash of their *final* bytes, after `wasm-opt`.
//! 4. `index.html` loses its comments and gets integrity digests; its inline scripts are hashed for the CSP.
//! 5. `sw.js` gets the list of what the app is made of, with digests, and the version over it.
//! 6. Brotli and gzip variants are laid beside the files, and `assets.json` lists everything for the server.

use crate::assets::{Asset, Assets, is_compressible, mime};
use crate::fingerprint::hex;
use crate::project::{Project, files_below, relative};
use crate::{shell, split};
use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGE: &str = "/index.html";
const WORKER: &str = "/sw.js";
const STYLE: &str = "/style.css";
const PUBLIC_FOLDERS: &[&str] = &["icons", "fonts"];
/// The marks in `sw.js` around what is filled in.
const MARKS: (&str, &str) = ("/* precache< */", "/* >precache */");

/// The files of a build by address.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Works on the folder that Trunk names in `TRUNK_STAGING_DIR`.
pub fn run(project: &Project) -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging = staging.context("TRUNK_STAGING_DIR is not set: this is a hook that Trunk calls")?;
    // A release is what gets served; a `trunk serve` is rebuilt at every keystroke.
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");

    let mut files = read(&staging)?;
    if release {
        split::run(project, &mut files)?;
    }
    files.insert(STYLE.to_owned(), bundle_style(project)?);
    for (path, bytes) in &mut files {
        if path.ends_with(".js") && path != WORKER {
            *bytes = minify(project, bytes)?;
        }
    }
    let hashed = rename(&mut files)?;
    let csp_script_hashes = finish_page(&mut files, &hashed)?;
    let (version, precache) = finish_worker(project, &mut files)?;

    for old in files_below(&staging)? {
        fs::remove_file(&old).with_context(|| format!("removing {}", old.display()))?;
    }
    let mut list = Vec::new();
    for (path, bytes) in &files {
        list.push(write(&staging, path, bytes, hashed.contains(path), release)?);
    }
    Assets { csp_script_hashes, version, precache, files: list }.write(&staging)
}

fn read(staging: &Path) -> Result<Files> {
    let mut files = Files::new();
    for path in files_below(staging)? {
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        files.insert(format!("/{}", relative(staging, &path)), bytes);
    }
    ensure!(
        files.contains_key(PAGE) && files.contains_key(WORKER),
        "{} is no staged build",
        staging.display()
    );
    Ok(files)
}

// --- Style and scripts --------------------------------------------------------------------------------

/// One file from style/: tokens and base first, then the rest by name, so that no list is to be kept.
fn bundle_style(project: &Project) -> Result<Vec<u8>> {
    let dir = project.path("style");
    let sheets = files_below(&dir)?;
    let sheets = sheets.iter().map(|path| relative(&dir, path)).filter(|name| name.ends_with(".css"));
    let entry: String =
        order(sheets.collect()).iter().map(|name| format!("@import \"./{name}\";\n")).collect();
    let mut command = esbuild(project);
    command.args(["--bundle", "--minify", "--loader=css", "--charset=utf8", "--log-level=warning"]);
    // The folders of public/: an address in them stays as it is.
    for folder in PUBLIC_FOLDERS {
        command.arg(format!("--external:/{folder}/*"));
    }
    command.current_dir(dir);
    shell::pipe(&mut command, entry.as_bytes()).context("bundling style/")
}

/// The cascade's order: tokens, base, other files at the top, components, pages, whatever else.
fn order(mut names: Vec<String>) -> Vec<String> {
    let rank = |name: &str| match name {
        "tokens.css" => 0,
        "base.css" => 1,
        _ if !name.contains('/') => 2,
        _ if name.starts_with("components/") => 3,
        _ => 4,
    };
    names.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    names
}

fn minify(project: &Project, script: &[u8]) -> Result<Vec<u8>> {
    let mut command = esbuild(project);
    command.args([
        "--minify",
        "--loader=js",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
    ]);
    shell::pipe(&mut command, script).context("minifying a script")
}

/// The bundler.
pub fn esbuild(project: &Project) -> Command {
    Command::new(project.npm_bin().join(if cfg!(windows) { "esbuild.cmd" } else { "esbuild" }))
}

// --- Names --------------------------------------------------------------------------------------------

/// Gives the Wasm and the files that the page names, but for the worker, a name with their hash, and returns
/// the new names. Wasm goes first: the glue names it, so the glue's own hash depends on that name.
fn rename(files: &mut Files) -> Result<Vec<String>> {
    let page = text(files, PAGE)?.to_owned();
    let mut new_names = Vec::new();
    for extension in [".wasm", ".js", ".css"] {
        let named = |path: &&String| {
            path.ends_with(extension) && *path != WORKER && (extension == ".wasm" || quotes(&page, path))
        };
        let old_names: Vec<String> = files.keys().filter(named).cloned().collect();
        for old in old_names {
            let bytes = files.remove(&old).context("a file vanished")?;
            let stem = old.trim_end_matches(extension);
            let new = format!("{stem}-{}{extension}", &hex(&Sha256::digest(&bytes))[..16]);
            let (old_file, new_file) = (old.trim_start_matches('/'), new.trim_start_matches('/'));
            for (path, content) in files.iter_mut() {
                if path == PAGE || (extension == ".wasm" && path.ends_with(".js")) {
                    *content = replace(content, old_file, new_file)?;
                }
            }
            files.insert(new.clone(), bytes);
            new_names.push(new);
        }
    }
    for extension in [".wasm", ".js", ".css"] {
        let there = new_names.iter().any(|name| name.ends_with(extension));
        ensure!(there, "index.html names no {extension} file of the build");
    }
    Ok(new_names)
}

fn quotes(page: &str, path: &str) -> bool {
    page.contains(&format!("\"{path}\""))
}

fn replace(content: &[u8], old: &str, new: &str) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(content).context("a text file is not UTF-8")?;
    Ok(text
        .replace(&format!("/{old}\""), &format!("/{new}\""))
        .replace(&format!("\"{old}\""), &format!("\"{new}\""))
        .replace(&format!("\"./{old}\""), &format!("\"./{new}\""))
        .into_bytes())
}

fn text<'a>(files: &'a Files, path: &str) -> Result<&'a str> {
    let bytes = files.get(path).with_context(|| format!("{path} is missing"))?;
    std::str::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))
}

// --- The page -----------------------------------------------------------------------------------------

/// Strips the page, writes digests beside the names of scripts and style, and returns the CSP's hashes.
fn finish_page(files: &mut Files, hashed: &[String]) -> Result<Vec<String>> {
    let mut page = strip(text(files, PAGE)?);
    for path in hashed.iter().filter(|path| !path.ends_with(".wasm")) {
        let digest = digest(files.get(path).context("a renamed file vanished")?);
        for attribute in ["href", "src"] {
            let named = format!("{attribute}=\"{path}\"");
            page = page.replace(&named, &format!("{named} integrity=\"sha256-{digest}\""));
        }
    }
    let scripts = inline_scripts(&page)?;
    let hashes = scripts.iter().map(|script| format!("sha256-{}", digest(script.as_bytes()))).collect();
    files.insert(PAGE.to_owned(), page.into_bytes());
    Ok(hashes)
}

/// Without comments, indentation and empty lines.
fn strip(page: &str) -> String {
    let mut rest = page;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The texts of the scripts without a `src`, exactly as the browser hashes them.
fn inline_scripts(page: &str) -> Result<Vec<&str>> {
    let mut scripts = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("<script") {
        let (tag, after) = after.split_once('>').context("a script's tag does not end")?;
        let (script, after) = after.split_once("</script>").context("a script does not end")?;
        if !tag.contains(" src=") {
            scripts.push(script);
        }
        rest = after;
    }
    Ok(scripts)
}

// --- The worker ---------------------------------------------------------------------------------------

/// Fills the worker's list and returns its version and the paths on it.
fn finish_worker(project: &Project, files: &mut Files) -> Result<(String, Vec<String>)> {
    let listed = files.iter().filter(|(path, _)| is_kept_offline(path));
    let list: BTreeMap<&str, String> = listed.map(|(path, bytes)| (path.as_str(), digest(bytes))).collect();
    let list_text = serde_json::to_string(&list)?;
    let worker = text(files, WORKER)?;
    // The worker's own text counts too: another worker with the same list is another version.
    let version = hex(&Sha256::digest(format!("{worker}\n{list_text}")))[..16].to_owned();
    let filled = fill(worker, &format!("{{ version: \"{version}\", files: {list_text} }}"))?;
    let paths = list.into_keys().map(str::to_owned).collect();
    let filled = minify(project, filled.as_bytes())?;
    files.insert(WORKER.to_owned(), filled);
    Ok((version, paths))
}

/// Everything but the worker itself and what only the browser's install dialogue reads.
fn is_kept_offline(path: &str) -> bool {
    let is_picture = path.starts_with("/icons/") && path.ends_with(".png");
    path != WORKER && path != "/icons/maskable.svg" && !is_picture
}

fn fill(worker: &str, value: &str) -> Result<String> {
    let parts =
        worker.split_once(MARKS.0).and_then(|(before, rest)| Some((before, rest.split_once(MARKS.1)?.1)));
    match parts {
        Some((before, after)) => Ok(format!("{before}{value}{after}")),
        None => bail!("sw.js has lost its marks {} and {}", MARKS.0, MARKS.1),
    }
}

/// SHA-256 in Base64, as `integrity` attributes and the CSP write it.
fn digest(bytes: &[u8]) -> String {
    BASE64.encode(Sha256::digest(bytes))
}

// --- Writing ------------------------------------------------------------------------------------------

fn write(staging: &Path, path: &str, bytes: &[u8], immutable: bool, compress: bool) -> Result<Asset> {
    let target = path
        .split('/')
        .filter(|part| !part.is_empty())
        .fold(staging.to_path_buf(), |dir, part| dir.join(part));
    let put = |target: &Path, bytes: &[u8]| {
        fs::write(target, bytes).with_context(|| format!("writing {}", target.display()))
    };
    put(&target, bytes)?;
    let variant = |ending: &str, packed: Vec<u8>| -> Result<Option<u64>> {
        if packed.len() >= bytes.len() {
            return Ok(None);
        }
        put(&target.with_file_name(format!("{}.{ending}", file_name(path))), &packed)?;
        Ok(Some(packed.len() as u64))
    };
    let compress = compress && is_compressible(path);
    Ok(Asset {
        path: path.to_owned(),
        mime: mime(path)?.to_owned(),
        immutable,
        sha256: hex(&Sha256::digest(bytes)),
        bytes: bytes.len() as u64,
        br: if compress { variant("br", brotli(bytes)?)? } else { None },
        gz: if compress { variant("gz", gzip(bytes)?)? } else { None },
    })
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Brotli at its highest level.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).context("Brotli")?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().context("gzip")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter().map(|(path, content)| ((*path).to_owned(), content.as_bytes().to_vec())).collect()
    }

    #[test]
    fn names_follow_final_bytes_and_the_page_follows_the_names() {
        let page = r#"<link href="/style.css"><script src="/policy.js"></script>
            <script type="module">import init from "/app.js";await init({module_or_path:"/app_bg.wasm"});</script>"#;
        let build = |wasm: &str| {
            let mut files = files(&[
                (PAGE, page),
                (WORKER, "w"),
                (STYLE, "s"),
                ("/policy.js", "p"),
                (
                    "/app.js",
                    "new URL(\"app_bg.wasm\",import.meta.url);new URL(\"./split_a.wasm\",import.meta.url)",
                ),
                ("/app_bg.wasm", "m"),
                ("/split_a.wasm", wasm),
                ("/icons/a.svg", "i"),
            ]);
            let hashed = rename(&mut files).unwrap();
            (files, hashed)
        };
        let (one, hashed) = build("1");
        assert_eq!(hashed.len(), 5);
        assert!(hashed.iter().all(|name| one.contains_key(name)));
        assert!(one.contains_key(WORKER) && one.contains_key("/icons/a.svg"));
        let shown = text(&one, PAGE).unwrap();
        let (pieces, shown_there): (Vec<_>, Vec<_>) = hashed.iter().partition(|name| split::is_piece(name));
        assert!(shown_there.iter().all(|name| quotes(shown, name)), "{shown}");
        // A piece is no business of the page: the glue fetches it.
        let glue = hashed.iter().find(|name| name.ends_with(".js") && name.starts_with("/app")).unwrap();
        assert!(pieces.len() == 1 && text(&one, glue).unwrap().contains(&format!("\".{}\"", pieces[0])));
        // Other Wasm: another name for it and for the glue that names it, the same for the rest.
        let (_, other) = build("2");
        let changed: Vec<&String> = other.iter().filter(|name| !hashed.contains(name)).collect();
        let right = |name: &&String| split::is_piece(name) || name.starts_with("/app-");
        assert!(changed.len() == 2 && changed.iter().all(right), "{changed:?}");
    }

    #[test]
    fn a_page_that_lost_its_style_is_an_error() {
        let mut files =
            files(&[(PAGE, "\"/a.js\" \"/a.wasm\""), (WORKER, ""), ("/a.js", ""), ("/a.wasm", "")]);
        let error = rename(&mut files).unwrap_err().to_string();
        assert!(error.contains(".css"), "{error}");
    }

    #[test]
    fn the_csp_hash_is_that_of_the_text_between_the_tags() {
        let page = "<script src=\"/a.js\"></script><script type=\"module\">let a = 1 > 0;</script>";
        assert_eq!(inline_scripts(page).unwrap(), ["let a = 1 > 0;"]);
        // From the CSP specification's own example.
        assert_eq!(digest(b"alert('Hello, world.');"), "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }

    #[test]
    fn the_page_keeps_its_words_and_loses_its_comments() {
        assert_eq!(strip("  <p>\n <!-- a\n b --> x\n\n</p><!-- c -->"), "<p>\nx\n</p>\n");
    }

    #[test]
    fn the_worker_is_filled_between_its_marks() {
        let worker = "const A = /* precache< */ {} /* >precache */;\n";
        assert_eq!(fill(worker, "{ x: 1 }").unwrap(), "const A = { x: 1 };\n");
        assert!(fill("const A = {};", "{}").is_err());
    }

    #[test]
    fn the_list_holds_what_a_start_needs() {
        for path in [
            "/index.html",
            "/app-1.wasm",
            "/app-1.js",
            "/style-1.css",
            "/icons/favicon.svg",
            "/manifest.webmanifest",
        ] {
            assert!(is_kept_offline(path), "{path}");
        }
        for path in ["/sw.js", "/icons/maskable.svg", "/icons/icon-512.png"] {
            assert!(!is_kept_offline(path), "{path}");
        }
    }

    #[test]
    fn style_comes_in_the_order_of_the_cascade() {
        let names =
            ["pages/a.css", "components/b.css", "zoo.css", "tokens.css", "base.css", "components/a.css"];
        let sorted = order(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(
            sorted,
            ["tokens.css", "base.css", "zoo.css", "components/a.css", "components/b.css", "pages/a.css"]
        );
    }

    #[test]
    fn variants_are_smaller_and_read_back() {
        let text = "Xử lý 100% phản ánh, kiến nghị. ".repeat(100);
        let packed = brotli(text.as_bytes()).unwrap();
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
        assert!(packed.len() < 100 && gzip(text.as_bytes()).unwrap().len() < text.len());
    }
}
