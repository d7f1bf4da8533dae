//! A new build on the server: it never replaces a working one unless it is whole and the person agrees.

use sotay_e2e::{Browser, Deployment, OFFICER, Server, screens};

/// Asks for an update as the browser does by itself now and then, and follows the new worker until it is
/// installed or thrown away. Gives its state; an empty text if nothing was new.
const LOOK_FOR_UPDATE: &str = "const registration = await navigator.serviceWorker.getRegistration(); \
     await registration.update().catch(() => {}); \
     const worker = registration.installing ?? registration.waiting; \
     if (!worker) return ''; \
     while (worker.state === 'installing') \
         await new Promise((then) => worker.addEventListener('statechange', then, { once: true })); \
     return worker.state";

const BUILD: &str = "return document.documentElement.dataset.build ?? ''";

async fn version(browser: &Browser) -> String {
    browser.read(BUILD).await
}

#[tokio::test]
async fn a_broken_build_never_takes_the_place_of_a_working_one() {
    let build = Deployment::of_build();
    let mut server = Server::start_with_client(build.path());
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;

    server.stop();
    build.become_version("2");
    build.damage_page();
    server.start_again();
    phone.reload().await;
    let state: String = phone.read_later(LOOK_FOR_UPDATE).await;
    assert_eq!(state, "redundant", "the new worker is thrown away");
    phone.reload().await;
    phone.wait_for_list().await;
    assert_eq!(version(&phone).await, "");
    assert!(!phone.text().await.contains("Có bản mới"));

    server.stop();
    phone.reload().await;
    phone.open_item("3.15", "q4").await;
    phone.tick(1).await;
    assert_eq!(version(&phone).await, "");
    phone.load(&screens::item_address("3.15", "q4")).await;
    phone
        .wait_until("the tick is there", async || phone.has(".product", "").await && phone.is_ticked(1).await)
        .await;
}

#[tokio::test]
async fn a_new_build_is_taken_on_consent_and_no_half_typed_note_is_lost() {
    let build = Deployment::of_build();
    let mut server = Server::start_with_client(build.path());
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    phone.open_item("3.15", "q4").await;
    phone.half_type_note("Đang viết dở").await;

    server.stop();
    build.become_version("2");
    server.start_again();
    let state: String = phone.read_later(LOOK_FOR_UPDATE).await;
    assert_eq!(state, "installed", "the new worker waits");
    phone.wait_for_text("Có bản mới").await;
    assert_eq!(phone.note().await, "Đang viết dở");
    assert_eq!(version(&phone).await, "");

    // The button is outside the field: pressing it leaves the field, which saves.
    phone.press("Cập nhật ngay").await;
    phone.wait_until("the new version runs", async || version(&phone).await == "2").await;
    phone.wait_until("the item is there", async || phone.has("article.item", "").await).await;
    phone.wait_until("the note is there", async || phone.note().await == "Đang viết dở").await;
    phone.wait_until_synced().await;
    assert!(!phone.text().await.contains("Có bản mới"));

    // The new version is the one that starts without the server.
    server.stop();
    phone.reload().await;
    phone.wait_until("the item is there", async || phone.has("article.item", "").await).await;
    assert_eq!(version(&phone).await, "2");
}

#[tokio::test]
async fn without_consent_the_old_version_stays_over_a_reload() {
    let build = Deployment::of_build();
    let mut server = Server::start_with_client(build.path());
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_offline_ready().await;
    server.stop();
    build.become_version("2");
    server.start_again();
    // Loading is what makes the browser look for a new worker.
    phone.reload().await;
    phone.wait_for_text("Có bản mới").await;
    phone.reload().await;
    phone.wait_for_text("Có bản mới").await;
    assert_eq!(version(&phone).await, "");
    phone.go_to("Thêm").await;
    phone
        .wait_until("the device's screen says so too", async || {
            phone.has(".card p", "Có bản mới. Cập nhật khi nào tiện.").await
        })
        .await;
}
