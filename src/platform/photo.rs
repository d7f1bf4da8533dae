//! Photographs and documents that a person chooses, made ready to be kept: a picture is decoded and drawn anew,
//! smaller, which leaves behind everything that a camera writes beside it, the place above all; a PDF stays as it is.

use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use sotay_core::evidence::{self, FILE_LIMIT, Kind, Unfit};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, Event, File, HtmlCanvasElement, HtmlInputElement, ImageBitmap,
    ImageBitmapOptions, window,
};

/// The longest side of a picture that is kept, in pixels: a sheet of A4 at 170 dots an inch.
const LONGEST: f64 = 2_000.0;

/// How well a JPEG keeps what it shows: print stays sharp, and a page takes about half a megabyte.
const QUALITY: f64 = 0.8;

/// How many first bytes say what a file is.
const HEAD: u32 = 12;

/// A file that can be kept.
#[derive(Clone, Debug)]
pub struct Ready {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub bytes: Uint8Array,
    /// SHA-256 of them, in lower-case hexadecimal.
    pub digest: String,
    /// What its file was called, without an ending; empty where a camera gave no name.
    pub name: String,
}

/// Why a chosen file cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// It is neither a picture nor a PDF, or has too many bytes.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// It is a picture as iPhones take them, which this browser does not know.
    #[error("this browser does not decode HEIC")]
    Heic,
    /// It cannot be read, or not as what it says it is.
    #[error("the file cannot be read")]
    Unreadable,
    /// This browser cannot do it: pages that came without TLS get no digests.
    #[error("the browser computes no digests here")]
    Unsupported,
}

/// The files that were just chosen in an input, which is emptied so that the same ones can be chosen again.
pub fn chosen(event: &Event) -> Vec<File> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = input.files().map(|list| (0..list.length()).filter_map(|n| list.get(n)).collect());
    input.set_value("");
    files.unwrap_or_default()
}

/// Makes a chosen file ready.
pub async fn prepare(file: &File) -> Result<Ready, PhotoError> {
    let head = read(&file.slice_with_i32_and_i32(0, HEAD as i32).map_err(unreadable)?).await?.to_vec();
    let name = file.name();
    let name = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).trim().to_owned();
    let bytes = if Kind::sniff(&head) == Some(Kind::Pdf) {
        // Before all of it is read.
        evidence::check(&head, file.size() as u64, FILE_LIMIT)?;
        read(file).await?
    } else {
        redraw(file).await.map_err(|error| why_not(file, &head, error))?
    };
    let head = bytes.subarray(0, HEAD.min(bytes.length())).to_vec();
    let kind = evidence::check(&head, u64::from(bytes.length()), FILE_LIMIT)?;
    let digest = digest(&bytes).await?;
    // What a camera calls every picture is no name.
    let name = if ["image", "blob"].contains(&name.as_str()) { String::new() } else { name };
    Ok(Ready { kind, bytes, digest, name })
}

/// SHA-256 of bytes, in lower-case hexadecimal.
pub async fn digest(bytes: &Uint8Array) -> Result<String, PhotoError> {
    let crypto = window().and_then(|w| w.crypto().ok()).ok_or(PhotoError::Unsupported)?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok().filter(|subtle| !subtle.is_undefined());
    let subtle: web_sys::SubtleCrypto = subtle.ok_or(PhotoError::Unsupported)?.unchecked_into();
    let asked = subtle.digest_with_str_and_buffer_source("SHA-256", bytes);
    let sum = JsFuture::from(asked.map_err(unreadable)?).await.map_err(unreadable)?;
    Ok(Uint8Array::new(&sum).to_vec().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The size that a picture is drawn at.
fn fit(width: f64, height: f64) -> (u32, u32) {
    let scale = (LONGEST / width.max(height)).min(1.0);
    let side = |side: f64| (side * scale).round().max(1.0) as u32;
    (side(width), side(height))
}

async fn redraw(file: &File) -> Result<Uint8Array, PhotoError> {
    let window = window().ok_or(PhotoError::Unreadable)?;
    let options: ImageBitmapOptions = Object::new().unchecked_into();
    // As it was held, which the camera wrote beside it; the bindings know the older words alone.
    Reflect::set(&options, &"imageOrientation".into(), &"from-image".into()).map_err(unreadable)?;
    let decoding = window.create_image_bitmap_with_blob_and_image_bitmap_options(file, &options);
    let picture: ImageBitmap = JsFuture::from(decoding.map_err(unreadable)?)
        .await
        .map_err(unreadable)?
        .dyn_into()
        .map_err(unreadable)?;
    let (width, height) = fit(f64::from(picture.width()), f64::from(picture.height()));
    let canvas: HtmlCanvasElement = window
        .document()
        .and_then(|document| document.create_element("canvas").ok())
        .ok_or(PhotoError::Unreadable)?
        .unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let drawing: CanvasRenderingContext2d =
        canvas.get_context("2d").ok().flatten().ok_or(PhotoError::Unreadable)?.unchecked_into();
    let (wide, high) = (f64::from(width), f64::from(height));
    // What a picture leaves clear is paper, and not the black that a JPEG would make of it.
    drawing.set_fill_style_str("#fff");
    drawing.fill_rect(0.0, 0.0, wide, high);
    let _ = Reflect::set(&drawing, &"imageSmoothingQuality".into(), &"high".into());
    drawing.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, wide, high).map_err(unreadable)?;
    picture.close();
    read(&encoded(&canvas).await?).await
}

/// The canvas as a JPEG.
async fn encoded(canvas: &HtmlCanvasElement) -> Result<Blob, PhotoError> {
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        let taken = Closure::once_into_js(move |blob: JsValue| resolve.call1(&JsValue::NULL, &blob));
        let asked = canvas.to_blob_with_type_and_encoder_options(
            taken.unchecked_ref(),
            "image/jpeg",
            &QUALITY.into(),
        );
        if let Err(error) = asked {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await.map_err(unreadable)?.dyn_into().map_err(unreadable)
}

async fn read(blob: &Blob) -> Result<Uint8Array, PhotoError> {
    let buffer: ArrayBuffer =
        JsFuture::from(blob.array_buffer()).await.map_err(unreadable)?.dyn_into().map_err(unreadable)?;
    Ok(Uint8Array::new(&buffer))
}

/// Why what is no PDF could not be drawn.
fn why_not(file: &File, head: &[u8], error: PhotoError) -> PhotoError {
    let brand = head.get(4..12).unwrap_or_default();
    let heic = [&b"ftyphei"[..], b"ftyphev", b"ftypmif1", b"ftypmsf1"];
    if heic.iter().any(|known| brand.starts_with(known)) {
        PhotoError::Heic
    } else if file.size() == 0.0 {
        Unfit::Empty.into()
    } else if Kind::sniff(head).is_none() {
        // A name or a type that says "picture" is anybody's word.
        Unfit::Kind.into()
    } else {
        error
    }
}

fn unreadable(_: impl Sized) -> PhotoError {
    PhotoError::Unreadable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_drawn_no_larger_than_it_is_and_no_longer_than_two_thousand() {
        for (from, to) in [
            ((4_000.0, 3_000.0), (2_000, 1_500)),
            ((3_000.0, 4_000.0), (1_500, 2_000)),
            ((640.0, 480.0), (640, 480)),
            ((2_000.0, 2_000.0), (2_000, 2_000)),
            ((90_000.0, 3.0), (2_000, 1)),
        ] {
            assert_eq!(fit(from.0, from.1), to, "{from:?}");
        }
    }
}
