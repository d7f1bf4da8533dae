//! Two people, one note.

use sotay_e2e::{Browser, CHAIR, OFFICER, Server, Size};

const TITLE: &str = "Ghi chú có hai bản";

#[tokio::test]
async fn two_notes_written_apart_are_both_shown_on_both_devices_until_one_person_merges_them() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    let tablet = Browser::new(&server, Size::TABLET).await;
    for (device, account) in [(&phone, OFFICER), (&tablet, CHAIR)] {
        device.sign_in(account).await;
        device.wait_until_synced().await;
        device.open_item("3.15", "q4").await;
    }
    server.stop();
    phone.write_note("Bản của công chức").await;
    tablet.write_note("Bản của chủ tịch").await;
    for device in [&phone, &tablet] {
        device.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    }
    server.start_again();
    // The second to arrive sees both at once, the first when it asks for news.
    for device in [&phone, &tablet, &phone] {
        device.sync_now().await;
        device.wait_until_synced().await;
    }
    for device in [&phone, &tablet] {
        device.find(".conflict h3", TITLE).await;
        let mut versions = device.texts(".conflict-version p").await;
        versions.sort();
        assert_eq!(versions, ["Bản của chủ tịch", "Bản của công chức"]);
        let authors = device.texts(".conflict-version small").await.join(" ");
        assert!(authors.contains("Đỗ Thị Kim Oanh") && authors.contains("Trương Quang Vinh"), "{authors}");
    }
    phone.open_sheet().await;
    phone.wait_for_text("Có hai bản cùng lúc").await;
    phone.close_sheet().await;

    phone.press("Gộp").await;
    phone.write(".conflict", "Bản gộp", "Bản của công chức; bản của chủ tịch").await;
    phone.press("Lưu bản gộp").await;
    phone.wait_until("one version", async || !phone.has(".conflict", "").await).await;
    phone.sync_now().await;
    phone.wait_until_synced().await;
    tablet.sync_now().await;
    tablet.wait_until("one version", async || !tablet.has(".conflict", "").await).await;
    for device in [&phone, &tablet] {
        assert_eq!(device.note().await, "Bản của công chức; bản của chủ tịch");
    }
}

/// What a person replaces is what they saw when they began to type.
#[tokio::test]
async fn a_note_that_comes_while_another_is_typed_is_kept_beside_it() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    let tablet = Browser::new(&server, Size::TABLET).await;
    for (device, account) in [(&phone, OFFICER), (&tablet, CHAIR)] {
        device.sign_in(account).await;
        device.wait_until_synced().await;
        device.open_item("3.15", "q4").await;
    }
    phone.half_type_note(" gõ dở").await;
    tablet.write_note("Bản của chủ tịch").await;
    tablet.write_assignee("Chủ tịch phường").await;
    tablet.sync_now().await;
    tablet.wait_until_synced().await;
    // The network comes back, as far as the browser says: the phone asks for news, and nobody leaves the field.
    let news = "window.dispatchEvent(new Event('online'))";
    phone.driver().execute(news, vec![]).await.expect("the page runs a script");
    phone
        .wait_until("the chair's edit came", async || {
            phone.value(".item-fields", "Phụ trách").await == "Chủ tịch phường"
        })
        .await;
    assert!(phone.note().await.ends_with(" gõ dở"), "what is being typed is not overwritten");
    phone.driver().execute("document.activeElement.blur()", vec![]).await.expect("the page runs a script");
    phone.find(".conflict h3", TITLE).await;
    let versions = phone.texts(".conflict-version p").await;
    assert!(versions.iter().any(|text| text == "Bản của chủ tịch"), "{versions:?}");
    assert!(versions.iter().any(|text| text.ends_with(" gõ dở") || text.ends_with("gõ dở")), "{versions:?}");
}

#[tokio::test]
async fn one_version_can_be_kept_in_place_of_the_other() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    let tablet = Browser::new(&server, Size::TABLET).await;
    for (device, account) in [(&phone, OFFICER), (&tablet, OFFICER)] {
        device.sign_in(account).await;
        device.wait_until_synced().await;
        device.open_item("7.12", "year").await;
    }
    server.stop();
    phone.write_note("Một").await;
    tablet.write_note("Hai").await;
    for device in [&phone, &tablet] {
        device.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    }
    server.start_again();
    for device in [&phone, &tablet] {
        device.sync_now().await;
        device.wait_until_synced().await;
    }
    tablet.find(".conflict h3", TITLE).await;
    let first = tablet.texts(".conflict-version p").await.swap_remove(0);
    tablet.press("Giữ bản này").await;
    tablet.wait_until("one version", async || !tablet.has(".conflict", "").await).await;
    tablet.wait_until_synced().await;
    phone.sync_now().await;
    phone
        .wait_until("one version", async || !phone.has(".conflict", "").await && phone.note().await == first)
        .await;
    assert_eq!(tablet.note().await, first);
}
