//! How much the browser keeps, and whether it promised to.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageManager, window};

/// What the browser says of its storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Bytes used and allowed, if it says.
    pub used: Option<(u64, u64)>,
    /// Whether it promised to keep the data, if it says.
    pub kept: Option<bool>,
}

/// Some engines have no storage manager at all, or none outside HTTPS.
fn manager() -> Option<StorageManager> {
    let navigator = window()?.navigator();
    let present = Reflect::get(&navigator, &"storage".into()).ok()?;
    (!present.is_undefined()).then(|| navigator.storage())
}

async fn settled(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}

/// Asks how much is used and whether it is kept.
pub async fn report() -> Report {
    let Some(manager) = manager() else { return Report::default() };
    let kept = settled(manager.persisted()).await.and_then(|kept| kept.as_bool());
    let estimate = settled(manager.estimate()).await;
    let number = |name: &str| -> Option<u64> {
        let value = Reflect::get(estimate.as_ref()?, &name.into()).ok()?.as_f64()?;
        Some(value as u64)
    };
    Report { used: number("usage").zip(number("quota")), kept }
}

/// Asks the browser to keep the data. Firefox asks the person, who may take their time: never wait for this
/// before showing anything.
pub async fn keep() -> Option<bool> {
    settled(manager()?.persist()).await?.as_bool()
}
