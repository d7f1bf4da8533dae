//! The built client: files with their compressed variants, as the build's `assets.json` lists them.

use super::{App, headers::policy, problem::ApiError};
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::{
    borrow::Cow,
    collections::HashMap,
    fs,
    path::{Component, Path},
    sync::Arc,
};

/// The name of the list.
const LIST: &str = "assets.json";

/// The list that `cargo xtask precache` writes beside the build.
#[derive(Deserialize)]
struct Manifest {
    csp_script_hashes: Vec<String>,
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    #[serde(rename = "type")]
    kind: String,
    immutable: bool,
    sha256: String,
    #[serde(default)]
    br: Option<u64>,
    #[serde(default)]
    gz: Option<u64>,
}

/// The build is not what its list says.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// There is no list.
    #[error("there is no assets.json; `cargo xtask build` writes a whole build")]
    NoList,
    /// The list is no list.
    #[error("assets.json: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A file of the list is not there.
    #[error("assets.json lists {0}, which the build does not have")]
    Missing(String),
    /// A text of the list cannot stand in a header.
    #[error("assets.json: {0:?} cannot be sent in a header")]
    Header(String),
}

/// One file.
struct Asset {
    kind: HeaderValue,
    etag: HeaderValue,
    immutable: bool,
    plain: Bytes,
    br: Option<Bytes>,
    gz: Option<Bytes>,
}

/// The built client, whole.
pub struct Assets {
    files: HashMap<String, Asset>,
    policy: HeaderValue,
}

impl Assets {
    /// The build inside the binary.
    pub fn embedded() -> Result<Self, AssetsError> {
        Self::load(crate::embedded::client)
    }

    /// The build in a folder, as it is now.
    pub fn of_folder(folder: &Path) -> Result<Self, AssetsError> {
        let read = |path: &str| {
            let path = Path::new(path);
            // The list names what lies in the folder and nothing around it.
            let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
            inside.then(|| fs::read(folder.join(path)).ok()).flatten().map(Cow::Owned)
        };
        if read(LIST).is_none() {
            return Err(AssetsError::NoList);
        }
        Self::load(read)
    }

    /// A build whose files `read` gives by their paths without the leading slash. Without a list there is no
    /// build, and one page that says so.
    pub fn load(read: impl Fn(&str) -> Option<Cow<'static, [u8]>>) -> Result<Self, AssetsError> {
        let Some(list) = read(LIST) else { return Self::none() };
        let manifest: Manifest = serde_json::from_slice(&list)?;
        let bytes = |path: &str| {
            let bytes =
                read(path.trim_start_matches('/')).ok_or_else(|| AssetsError::Missing(path.into()))?;
            // What lies in the binary is served from there, without a copy.
            Ok::<_, AssetsError>(match bytes {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            })
        };
        let variant = |path: &str, ending: &str, there: Option<u64>| {
            there.map(|_| bytes(&format!("{path}.{ending}"))).transpose()
        };
        let mut files = HashMap::new();
        for entry in manifest.files {
            let asset = Asset {
                kind: header_value(&entry.kind)?,
                etag: header_value(&format!("\"{}\"", entry.sha256))?,
                immutable: entry.immutable,
                plain: bytes(&entry.path)?,
                br: variant(&entry.path, "br", entry.br)?,
                gz: variant(&entry.path, "gz", entry.gz)?,
            };
            files.insert(entry.path, asset);
        }
        Ok(Self { files, policy: header_value(&policy(&manifest.csp_script_hashes))? })
    }

    fn none() -> Result<Self, AssetsError> {
        Ok(Self { files: HashMap::new(), policy: header_value(&policy(&[]))? })
    }

    /// Whether there is no build.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub(super) fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// The file of a path; the start page for an address that the client routes itself.
    fn find(&self, path: &str, wants_page: bool) -> Option<&Asset> {
        let path = if path == "/" { "/index.html" } else { path };
        self.files.get(path).or_else(|| self.files.get("/index.html").filter(|_| wants_page))
    }
}

fn header_value(text: &str) -> Result<HeaderValue, AssetsError> {
    HeaderValue::from_str(text).map_err(|_| AssetsError::Header(text.into()))
}

/// Everything that is no API.
pub async fn serve(State(app): State<Arc<App>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let wants_page = header_has(request.headers(), header::ACCEPT, "text/html");
    if app.assets.is_empty() && wants_page {
        return not_built();
    }
    match app.assets.find(request.uri().path(), wants_page) {
        Some(asset) => asset.respond(request.headers()),
        None => ApiError::NotFound.into_response(),
    }
}

impl Asset {
    fn respond(&self, asked: &HeaderMap) -> Response {
        let cache = if self.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mut response = if asked.get_all(header::IF_NONE_MATCH).iter().any(|tag| self.matches(tag)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.body(asked)
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }

    /// The smallest variant that the browser takes.
    fn body(&self, asked: &HeaderMap) -> Response {
        let takes = |coding| header_has(asked, header::ACCEPT_ENCODING, coding);
        let (bytes, coding) = match (&self.br, &self.gz) {
            (Some(br), _) if takes("br") => (br, Some("br")),
            (_, Some(gz)) if takes("gzip") => (gz, Some("gzip")),
            _ => (&self.plain, None),
        };
        let mut response = Response::new(Body::from(bytes.clone()));
        response.headers_mut().insert(header::CONTENT_TYPE, self.kind.clone());
        if let Some(coding) = coding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    }

    /// Weak comparison: a proxy that compresses anew marks the tag as weak.
    fn matches(&self, tags: &HeaderValue) -> bool {
        let own = self.etag.to_str().unwrap_or_default();
        let tags = tags.to_str().unwrap_or_default();
        tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == own)
    }
}

/// Whether a list header names `item`, and not with a weight of nothing.
fn header_has(headers: &HeaderMap, name: header::HeaderName, item: &str) -> bool {
    let lines = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(item));
        let refused = pieces
            .any(|p| p.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0));
        named && !refused
    })
}

fn not_built() -> Response {
    const PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
        <title>Sổ tay CCHC</title>\n\
        <h1>Sổ tay CCHC</h1>\n\
        <p>This server was built without the client. Run <code>cargo xtask build</code>, then start it again.\n";
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, PAGE).into_response()
}
