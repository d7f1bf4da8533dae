//! Installing the app.

use serde_json::{Value, json};
use sotay_e2e::{Browser, Server};

#[tokio::test]
async fn the_browser_offers_to_install_the_app() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.load("/").await;
    phone.wait_until_offline_ready().await;
    let answer = phone.cdp("Page.getInstallabilityErrors", json!({})).await;
    assert_eq!(answer["installabilityErrors"], json!([]));
    let answer = phone.cdp("Page.getAppManifest", json!({})).await;
    assert_eq!(answer["errors"], json!([]));
}

#[tokio::test]
async fn the_manifest_and_its_icons_are_there_with_their_types_and_sizes() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.load("/").await;
    let kind: String = phone
        .read_later(
            "return (await fetch('/manifest.webmanifest', { cache: 'reload' })).headers.get('content-type')",
        )
        .await;
    assert!(kind.starts_with("application/manifest+json"), "{kind}");
    let icons: Vec<Value> = phone
        .read_later(
            "const { icons } = await (await fetch('/manifest.webmanifest')).json(); \
             return Promise.all(icons.map(async ({ src, type, sizes, purpose }) => { \
                 const answer = await fetch(src); \
                 const picture = new Image(); picture.src = src; await picture.decode(); \
                 return { ok: answer.ok && answer.headers.get('content-type').startsWith(type), purpose, \
                     fits: sizes === 'any' || sizes === `${picture.naturalWidth}x${picture.naturalHeight}` }; \
             }))",
        )
        .await;
    assert!(
        icons.len() >= 3 && icons.iter().all(|icon| icon["ok"] == true && icon["fits"] == true),
        "{icons:?}"
    );
    assert!(icons.iter().any(|icon| icon["purpose"] == "maskable"));
}
