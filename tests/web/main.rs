//! Tests in a real browser, over real IndexedDB.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used)] // The harness is not `#[test]`, by which clippy knows tests.

mod files;
mod store;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
