//! Web Locks: one tab at a time syncs.
//!
//! A frozen tab keeps its lock for ever; so whoever holds it gives signs of life in the database
//! ([`sotay_core::drive::Lease`]), and without them the lock is stolen. The lease's fence keeps what the frozen
//! tab may still bring out of the database.

use js_sys::{Function, Object, Promise, Reflect};
use std::{cell::RefCell, future::Future, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Runs `work` while holding the lock `name`; none if another tab holds it, unless it is to be stolen. A browser without Web Locks runs
/// it unlocked: two tabs then send the same changes, which the server takes once.
pub async fn hold<T: 'static>(name: &str, steal: bool, work: impl Future<Output = T> + 'static) -> Option<T> {
    let Some(manager) = manager() else { return Some(work.await) };
    let options = Object::new();
    // `ifAvailable` and `steal` exclude each other.
    let option = if steal { "steal" } else { "ifAvailable" };
    let _ = Reflect::set(&options, &option.into(), &JsValue::TRUE);

    let result: Rc<RefCell<Option<T>>> = Rc::default();
    let place = result.clone();
    let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() {
            return JsValue::UNDEFINED;
        }
        future_to_promise(async move {
            let done = work.await;
            *place.borrow_mut() = Some(done);
            Ok(JsValue::UNDEFINED)
        })
        .into()
    });
    let request: Function = Reflect::get(&manager, &"request".into()).ok()?.dyn_into().ok()?;
    let promise: Promise =
        request.call3(&manager, &name.into(), &options, &callback).ok()?.dyn_into().ok()?;
    // An error means that the lock was stolen while the work ran; its result, if any, still counts.
    let _ = JsFuture::from(promise).await;
    result.borrow_mut().take()
}

fn manager() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!manager.is_undefined() && !manager.is_null()).then_some(manager)
}
