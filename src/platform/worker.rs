//! The service worker: registered here, written in `public/sw.js`.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache, window,
};

/// Whether the app starts without a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readiness {
    /// Being prepared.
    #[default]
    Preparing,
    /// Every file is on the device.
    Ready,
    /// This browser cannot.
    Unsupported,
}

/// What the worker tells the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Whether the app starts without a network.
    Readiness(Readiness),
    /// A new version waits for consent.
    UpdateWaiting,
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window()?.navigator();
    let present = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    (!present.is_undefined()).then(|| navigator.service_worker())
}

/// Registers the worker and tells `tell` what comes of it. Lives as long as the tab.
pub async fn register(tell: impl Fn(News) + Clone + 'static) {
    let Some(container) = container() else {
        tell(News::Readiness(Readiness::Unsupported));
        return;
    };
    // A page that came from the worker has proved it, whatever becomes of asking for a newer one.
    if container.controller().is_some() {
        tell(News::Readiness(Readiness::Ready));
    }
    let options = RegistrationOptions::new();
    // The browser's cache must not stand between us and a repaired worker.
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let registered = JsFuture::from(container.register_with_options("/sw.js", &options)).await;
    let Some(registration) = registered.ok().and_then(|r| r.dyn_into::<ServiceWorkerRegistration>().ok())
    else {
        // Offline, the worker that is there goes on serving; without one nothing can be promised.
        if container.controller().is_none() {
            tell(News::Readiness(Readiness::Unsupported));
        }
        return;
    };
    if registration.active().is_some() {
        tell(News::Readiness(Readiness::Ready));
    }
    if registration.waiting().is_some() {
        tell(News::UpdateWaiting);
    }
    if let Some(worker) = registration.installing() {
        watch(worker, tell.clone());
    }
    let found = registration.clone();
    let listener = Closure::<dyn FnMut()>::new(move || {
        if let Some(worker) = found.installing() {
            watch(worker, tell.clone());
        }
    });
    registration.set_onupdatefound(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Follows a worker until it serves or waits.
fn watch(worker: ServiceWorker, tell: impl Fn(News) + 'static) {
    let watched = worker.clone();
    let listener = Closure::<dyn FnMut()>::new(move || match watched.state() {
        ServiceWorkerState::Activated => tell(News::Readiness(Readiness::Ready)),
        // Installed beside a worker that serves: an update, which waits. Without one it activates itself.
        ServiceWorkerState::Installed if container().is_some_and(|c| c.controller().is_some()) => {
            tell(News::UpdateWaiting);
        }
        _ => {}
    });
    worker.set_onstatechange(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Puts the waiting version in place and loads it, on a person's consent.
pub async fn update() {
    let Some(container) = container() else { return };
    let reload = Closure::<dyn FnMut()>::new(super::page::reload);
    container.set_oncontrollerchange(Some(reload.as_ref().unchecked_ref()));
    reload.forget();
    let Ok(ready) = container.ready() else { return };
    let Ok(registration) = JsFuture::from(ready).await else { return };
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    if let Some(waiting) = registration.waiting() {
        let message = Object::new();
        let _ = Reflect::set(&message, &"type".into(), &JsValue::from_str("activate-now"));
        let _ = waiting.post_message(&message);
    }
}
