//! x
use leptos::prelude::*;
#[component]
pub fn FindLink() -> impl IntoView {}
#[component]
pub fn SearchPage() -> impl IntoView {}
