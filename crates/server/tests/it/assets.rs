//! The built client: types, encodings, caching, headers.

use crate::app::TestApp;
use std::borrow::Cow;

const MANIFEST: &str = r#"{
  "csp_script_hashes": ["sha256-abc="],
  "files": [
    {"path":"/index.html","type":"text/html; charset=utf-8","immutable":false,"sha256":"11","bytes":5,"br":2,"gz":3},
    {"path":"/sw.js","type":"text/javascript; charset=utf-8","immutable":false,"sha256":"22","bytes":2,"br":null,"gz":null},
    {"path":"/app-1f.wasm","type":"application/wasm","immutable":true,"sha256":"33","bytes":4,"br":2,"gz":3},
    {"path":"/manifest.webmanifest","type":"application/manifest+json","immutable":false,"sha256":"44","bytes":2,"br":null,"gz":3}
  ]}"#;

fn build(path: &str) -> Option<Cow<'static, [u8]>> {
    let bytes: &[u8] = match path {
        "assets.json" => MANIFEST.as_bytes(),
        "index.html" => b"<app>",
        "index.html.br" | "app-1f.wasm.br" => b"br",
        "index.html.gz" | "app-1f.wasm.gz" | "manifest.webmanifest.gz" => b"gz!",
        "sw.js" => b"sw",
        "app-1f.wasm" => b"\0asm",
        "manifest.webmanifest" => b"{}",
        _ => return None,
    };
    Some(Cow::Borrowed(bytes))
}

const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");

#[test]
fn each_file_has_its_type_and_its_caching() {
    let app = TestApp::builder().build(build).start();
    let client = app.anonymous();
    for (path, kind, cache) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/app-1f.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
    ] {
        let answer = client.get(path);
        let told = (answer.status, answer.header("content-type"), answer.header("cache-control"));
        assert_eq!(told, (200, kind, cache), "{path}");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
    assert_eq!(client.get("/app-1f.wasm").body, b"\0asm");
}

#[test]
fn the_smallest_encoding_that_the_browser_takes_is_sent() {
    let app = TestApp::builder().build(build).start();
    let client = app.anonymous();
    for (path, accepts, encoding, body) in [
        ("/app-1f.wasm", "gzip, deflate, br, zstd", "br", &b"br"[..]),
        ("/app-1f.wasm", "gzip, deflate", "gzip", b"gz!"),
        ("/app-1f.wasm", "br;q=0, gzip;q=0.5", "gzip", b"gz!"),
        ("/app-1f.wasm", "identity", "", b"\0asm"),
        ("/manifest.webmanifest", "br, gzip", "gzip", b"gz!"),
        ("/sw.js", "br, gzip", "", b"sw"),
    ] {
        let answer = client.get_with(path, &[("accept-encoding", accepts)]);
        assert_eq!(answer.header("content-encoding"), encoding, "{path} {accepts}");
        assert_eq!(answer.body, body, "{path} {accepts}");
    }
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let app = TestApp::builder().build(build).start();
    let client = app.anonymous();
    let tag = client.get("/").header("etag").to_owned();
    assert_eq!(tag, "\"11\"");
    for known in [tag.as_str(), "W/\"11\"", "\"00\", \"11\"", "*"] {
        let answer = client.get_with("/", &[("if-none-match", known)]);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!((answer.header("etag"), answer.header("cache-control")), ("\"11\"", "no-cache"));
    }
    assert_eq!(client.get_with("/", &[("if-none-match", "\"22\"")]).status, 200);
}

#[test]
fn an_address_that_the_client_routes_gets_the_start_page_and_a_missing_file_does_not() {
    let app = TestApp::builder().build(build).start();
    let client = app.anonymous();
    let page = client.get_with("/viec/PL.3.15/q3", &[PAGE]);
    assert_eq!((page.status, page.body.as_slice()), (200, &b"<app>"[..]));
    client.get("/app-of-before.wasm").problem(404, "not-found");
    client.get("/../Cargo.toml").problem(404, "not-found");
    client.get("/assets.json").problem(404, "not-found");
    client.get_with("/api/else", &[PAGE]).problem(404, "not-found");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let app = TestApp::builder().build(build).start();
    let client = app.anonymous();
    let paths = ["/", "/sw.js", "/none", "/healthz", "/api/v1/session", "/api/v1/none"];
    for answer in paths.map(|path| client.get(path)) {
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-abc='",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        ] {
            assert!(policy.split("; ").any(|directive| directive == part), "{part}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").starts_with("camera=(self)"));
        assert_eq!(answer.header("strict-transport-security"), "", "not without TLS");
    }
}

#[test]
fn a_server_without_the_client_says_so_in_one_page() {
    let app = TestApp::new();
    let answer = app.anonymous().get_with("/", &[PAGE]);
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("cargo xtask build"));
    app.anonymous().get("/sw.js").problem(404, "not-found");
}

#[test]
fn a_build_that_lacks_a_file_of_its_list_is_refused_at_the_start() {
    let torn = |path: &str| if path == "sw.js" { None } else { build(path) };
    let error = sotay_server::http::Assets::load(torn).err().unwrap();
    assert!(error.to_string().contains("/sw.js"), "{error}");
}
