//! An address that leads nowhere.

use crate::state::Device;
use leptos::prelude::*;

/// Says so, with a way back.
#[component]
pub fn NotFound() -> impl IntoView {
    let device = expect_context::<Device>();
    view! {
        <div class="page">
            <p>{device.words().not_found}</p>
            <p><a href="/viec">{device.words().back_to_list}</a></p>
        </div>
    }
}
