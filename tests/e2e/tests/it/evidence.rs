//! Files that prove a product: photographed without a network, sent in pieces, seen elsewhere.

use serde_json::json;
use sotay_e2e::{
    Browser, CHAIR, OFFICER, OrFail, Server, Size,
    camera::{jpeg_size, tells_a_place},
};
use std::{fs, path::PathBuf};

const CAMERA: &str = ".product:nth-of-type(1) .evidence-camera";
const ANY: &str = ".product:nth-of-type(1) .evidence-any";
const PLACE: &str = ".evidence-place";

/// The files of An Lạc on the server: whole ones, or those begun.
fn on_server(server: &Server, whole: bool) -> Vec<PathBuf> {
    let folder = server.data().join("files/an-lac");
    let mut found = Vec::new();
    for inside in fs::read_dir(folder).into_iter().flatten().flatten() {
        let begun = inside.file_name() == "parts";
        if begun != whole {
            found.extend(fs::read_dir(inside.path()).into_iter().flatten().flatten().map(|file| file.path()));
        }
    }
    found
}

async fn at_item(server: &Server, account: &str, size: Size) -> Browser {
    let browser = Browser::new(server, size).await;
    browser.sign_in(account).await;
    browser.wait_until_synced().await;
    browser.open_item("3.15", "q4").await;
    browser
}

async fn wait_for_place(browser: &Browser, place: &str) {
    browser
        .wait_until(format!("a file is {place}"), async || {
            browser.texts(PLACE).await.contains(&place.to_owned())
        })
        .await;
}

/// Across and down of the first picture that is shown.
async fn picture(browser: &Browser) -> (u64, u64) {
    let script = "const i = document.querySelector('.evidence-face img'); \
         i?.scrollIntoView(); return i?.complete ? [i.naturalWidth, i.naturalHeight] : [0, 0]";
    let mut size = (0, 0);
    browser
        .wait_until("a picture is shown", async || {
            size = browser.read(script).await;
            size.0 > 0
        })
        .await;
    size
}

/// Keeps files, and nothing else, from reaching the server.
async fn hold_files_back(browser: &Browser, back: bool) {
    browser.cdp("Network.enable", json!({})).await;
    let urls = if back { json!(["*/api/v1/files/*"]) } else { json!([]) };
    browser.cdp("Network.setBlockedURLs", json!({"urls": urls})).await;
}

/// How many bytes a second go to the server; none for as many as there are.
async fn upload_speed(browser: &Browser, bytes: Option<u64>) {
    let upload = bytes.map_or(json!(-1), |bytes| json!(bytes));
    let line = json!({"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload});
    browser.cdp("Network.emulateNetworkConditions", line).await;
}

#[tokio::test]
async fn a_photograph_taken_offline_survives_a_reload_a_cut_and_arrives_without_its_place() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_item(&server, OFFICER, Size::PHONE).await;
    phone.wait_until_offline_ready().await;
    let photo = phone.photograph(3000, 2000).await;
    assert!(tells_a_place(&photo));

    server.stop();
    phone.choose_file(CAMERA, "IMG_0042.jpg", &photo).await;
    wait_for_place(&phone, "trên máy này, chưa gửi").await;
    // Held upright: turned by a quarter, and made smaller.
    assert_eq!(picture(&phone).await, (1333, 2000));
    phone.reload().await;
    wait_for_place(&phone, "trên máy này, chưa gửi").await;
    assert_eq!(picture(&phone).await, (1333, 2000));
    assert_eq!(phone.texts(".evidence-name").await, ["IMG_0042"]);

    // The changes go first, and the chip does not say that all is done.
    hold_files_back(&phone, true).await;
    server.start_again();
    phone.sync_now().await;
    phone.wait_for_chip("“1 ảnh chưa gửi”", |chip| chip == "1 ảnh chưa gửi").await;
    let made = server.log_after(&before, "an-lac");
    assert_eq!(sotay_e2e::screens::fields(&made), ["device", "digest", "kind", "name", "size"]);
    let tablet = at_item(&server, CHAIR, Size::TABLET).await;
    wait_for_place(&tablet, "chưa tới máy chủ, còn ở Chrome · Linux").await;

    // A thin line, cut in the middle of the file.
    hold_files_back(&phone, false).await;
    upload_speed(&phone, Some(400 * 1024)).await;
    phone.sync_now().await;
    phone.wait_until("a part has arrived", async || !on_server(&server, false).is_empty()).await;
    server.kill();
    let part = on_server(&server, false).pop().or_fail("the part");
    let arrived = fs::metadata(&part).or_fail("the part").len();
    assert!(arrived > 0 && on_server(&server, true).is_empty());
    upload_speed(&phone, None).await;
    let _: bool = phone.read("performance.clearResourceTimings(); return true").await;
    server.start_again();
    phone.sync_now().await;
    phone.wait_until_synced().await;
    wait_for_place(&phone, "đã ở máy chủ").await;
    let asked: Vec<String> = phone
        .read(
            "return performance.getEntriesByType('resource').filter((e) => e.responseStatus === 200)\
             .map((e) => new URL(e.name).searchParams.get('offset')).filter((offset) => offset !== null)",
        )
        .await;
    let arrived = arrived.to_string();
    assert!(asked.contains(&arrived), "it went on at {arrived}: {asked:?}");
    let begun_anew = asked.iter().filter(|offset| *offset == "0").count();
    // A question where the server stands, if the device had not heard of the first part yet.
    assert!(begun_anew <= 1, "nothing is sent anew: {asked:?}");

    let whole = on_server(&server, true);
    let stored = fs::read(whole.first().or_fail("the file")).or_fail("the file");
    assert!(!tells_a_place(&stored));
    assert_eq!(
        (jpeg_size(&stored), whole.len(), on_server(&server, false).len()),
        (Some((1333, 2000)), 1, 0)
    );

    tablet.reload().await;
    wait_for_place(&tablet, "chưa tải về máy này").await;
    tablet.press("Tải về").await;
    assert_eq!(picture(&tablet).await, (1333, 2000));
    // From now on it is there without a network.
    server.stop();
    tablet.reload().await;
    assert_eq!(picture(&tablet).await, (1333, 2000));
}

#[tokio::test]
async fn a_pdf_arrives_as_it_is_and_what_is_no_evidence_is_refused_in_words() {
    let server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_item(&server, OFFICER, Size::PHONE).await;
    for (name, bytes, words) in [
        ("bao-cao.docx", b"PK\x03\x04 word".to_vec(), "Tệp này không phải ảnh hay PDF."),
        ("la-pdf.pdf", b"<!DOCTYPE html><title>PDF</title>".to_vec(), "Tệp này không phải ảnh hay PDF."),
        ("trong.pdf", Vec::new(), "Tệp này trống."),
        ("lon.pdf", [b"%PDF-1.7".to_vec(), vec![0; 10 * 1024 * 1024]].concat(), "Tệp lớn hơn 10 MB."),
        ("IMG_1.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "không mở được ảnh HEIC"),
        ("hong.jpg", b"\xff\xd8\xff\xe0 not a picture".to_vec(), "có thể tệp đã hỏng"),
    ] {
        phone.choose_file(ANY, name, &bytes).await;
        phone
            .wait_until(format!("{name}: {words}"), async || {
                phone.texts(".evidence-trouble").await.concat().contains(words)
            })
            .await;
    }
    assert!(phone.texts(".evidence-file").await.is_empty());

    let pdf = [&b"%PDF-1.7\n"[..], &[7; 300 * 1024]].concat();
    phone.choose_file(ANY, "Báo cáo quý IV.pdf", &pdf).await;
    wait_for_place(&phone, "đã ở máy chủ").await;
    phone.wait_until_synced().await;
    let stored = on_server(&server, true);
    assert_eq!(stored.len(), 1);
    assert!(fs::read(&stored[0]).or_fail("the file") == pdf);
    assert_eq!(phone.texts(".evidence-name").await, ["Báo cáo quý IV"]);
    assert_eq!(phone.texts(".evidence-size").await, ["301 KB"]);

    // Taken back, and brought back.
    phone.press("Bỏ").await;
    phone.find(".evidence-gone", "").await;
    phone.wait_until("it is gone", async || phone.texts(".evidence-file").await.is_empty()).await;
    phone.press("Lấy lại").await;
    phone.find(".evidence-name", "Báo cáo quý IV").await;
    phone.wait_until_synced().await;
    // "Hoàn tác" after adding takes back too.
    let other = [&b"%PDF-1.7\n"[..], &[8; 9]].concat();
    phone.choose_file(ANY, "nhầm.pdf", &other).await;
    phone.find(".evidence-name", "nhầm").await;
    phone.press("Hoàn tác").await;
    phone.wait_until("it is gone", async || phone.texts(".evidence-name").await == ["Báo cáo quý IV"]).await;
    phone.wait_until_synced().await;
    let fields = sotay_e2e::screens::fields(&server.log_after(&before, "an-lac"));
    let removed = fields.iter().filter(|field| *field == "removed").count();
    assert_eq!((fields.len(), removed), (13, 3));
}

#[tokio::test]
async fn a_file_that_the_server_does_not_take_holds_up_neither_changes_nor_other_files() {
    let server = Server::start();
    let phone = at_item(&server, OFFICER, Size::PHONE).await;
    let pdf = |n: u8| [&b"%PDF-1.7\n"[..], &[n; 99]].concat();
    phone.choose_file(ANY, "một.pdf", &pdf(1)).await;
    phone.wait_until_synced().await;
    // The device has lost the bytes of one that it was to send.
    hold_files_back(&phone, true).await;
    phone.choose_file(ANY, "hai.pdf", &pdf(2)).await;
    phone.wait_for_chip("“1 tệp chưa gửi”", |chip| chip == "1 tệp chưa gửi").await;
    phone.choose_file(ANY, "ba.pdf", &pdf(3)).await;
    phone.wait_for_chip("“2 tệp chưa gửi”", |chip| chip == "2 tệp chưa gửi").await;
    phone.lose_bytes_of("hai").await;
    hold_files_back(&phone, false).await;
    phone.tick(1).await;
    phone.wait_for_chip("“1 tệp chưa gửi”", |chip| chip == "1 tệp chưa gửi").await;
    wait_for_place(&phone, "bị từ chối: máy này không còn giữ nội dung tệp, hãy chụp lại").await;
    assert_eq!(on_server(&server, true).len(), 2);
    phone.open_sheet().await;
    phone.wait_for_text("1 tệp chưa gửi").await;
    phone.wait_for_text("bị từ chối: máy này không còn giữ nội dung tệp").await;
    phone.close_sheet().await;
    // Chosen once more, it goes.
    phone.choose_file(ANY, "hai.pdf", &pdf(2)).await;
    phone.wait_until_synced().await;
    assert_eq!(on_server(&server, true).len(), 3);
}
