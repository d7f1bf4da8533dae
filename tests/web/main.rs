//! Tests in a real browser, over real IndexedDB.
#![cfg(target_arch = "wasm32")]

mod store;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
