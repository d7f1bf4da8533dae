//! Files that a person saves and chooses.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Event, HtmlAnchorElement, HtmlInputElement, Url, window};

/// Offers a text as a file to save. Whether the person saved it, no browser says.
pub fn offer(name: &str, text: &str) {
    let _ = try_offer(name, text);
}

fn try_offer(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken the bytes over with the click.
    Url::revoke_object_url(&address)
}

/// The name and the bytes of the file that was just chosen in an input, which is emptied as in [`chosen`]. None where
/// nothing was chosen or it cannot be read.
pub async fn chosen_bytes(event: &Event) -> Option<(String, Vec<u8>)> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    input.set_value("");
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some((file.name(), js_sys::Uint8Array::new(&buffer).to_vec()))
}

/// The text of the file that was just chosen in an input, which is emptied so that the same file can be chosen
/// again. None where nothing was chosen, empty where it cannot be read.
pub async fn chosen(event: &Event) -> Option<String> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    input.set_value("");
    // What cannot be read is as good as empty: whoever asked says that it is no file of ours.
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    Some(text.unwrap_or_default())
}
