//! Devices and what they last said of themselves.

use leptos::prelude::*;

/// A device as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// Whose, and which.
    pub who: String,
    /// What it holds unsent.
    pub holds: String,
    /// Whether that is anything.
    pub holds_any: bool,
    /// When it was last heard of.
    pub heard: String,
}

/// The list.
#[component]
pub fn Devices(
    /// The devices, those that hold something first.
    devices: Vec<Listing>,
) -> impl IntoView {
    let row = |device: Listing| {
        view! {
            <li>
                <p>{device.who}</p>
                <p class="device-holds" class:device-holds-any=device.holds_any>{device.holds}</p>
                <small>{device.heard}</small>
            </li>
        }
    };
    view! { <ul class="devices">{devices.into_iter().map(row).collect_view()}</ul> }
}
