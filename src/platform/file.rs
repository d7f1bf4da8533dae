//! Files that a person saves and chooses.

use js_sys::{Array, Uint8Array};
use sotay_core::evidence::Kind;
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
    download(name, &address)?;
    Url::revoke_object_url(&address)
}

/// Has the browser save what lies at an address. It has taken the bytes over when this returns.
fn download(name: &str, address: &str) -> Result<(), JsValue> {
    let document = window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}

/// An address under which the page itself can show bytes, until [`forget`]; the browser takes them for what `kind`
/// says, which must come from the bytes.
pub fn address(bytes: &Uint8Array, kind: Kind) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(kind.media_type());
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Gives up an address.
pub fn forget(address: &str) {
    let _ = Url::revoke_object_url(address);
}

/// Offers bytes as a file to save or to open.
pub fn offer_bytes(name: &str, bytes: &Uint8Array, kind: Kind) {
    if let Some(address) = address(bytes, kind) {
        let _ = download(name, &address);
        forget(&address);
    }
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
