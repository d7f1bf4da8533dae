//! Unsent work, carried by a file.

use serde_json::{Value, json};
use sotay_e2e::{Browser, DISTRICT, NEIGHBOUR, OFFICER, OrFail, Server, Size, screens};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Ticks two things without the server and saves them as a file, by the sheet's button.
async fn export_of_two(server: &mut Server, phone: &Browser, folder: &Path) -> PathBuf {
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    phone.open_item("3.15", "q4").await;
    server.stop();
    phone.tick(1).await;
    phone.tick(2).await;
    phone.wait_for_chip("“2 chưa gửi”", |chip| chip == "2 chưa gửi").await;

    let to = json!({"behavior": "allow", "downloadPath": folder.display().to_string()});
    phone.cdp("Browser.setDownloadBehavior", to).await;
    phone.open_sheet().await;
    phone.press("Xuất phần chưa gửi").await;
    let mut file = None;
    phone
        .wait_until("the file", async || {
            let files = fs::read_dir(folder).or_fail("reading the folder").flatten();
            file = files.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|e| e == "json"));
            file.is_some()
        })
        .await;
    phone.close_sheet().await;
    file.or_fail("the file")
}

/// Hands a file over in *Thêm* and gives what the screen says of it.
async fn hand_over(device: &Browser, file: &Path) -> String {
    device.go_to("Thêm").await;
    let input = device.element("return document.querySelector('.file-button input')", vec![]).await;
    input.or_fail("the input").send_keys(file.display().to_string()).await.or_fail("choosing a file");
    let said = async || {
        let script = "return document.querySelector('.card:has(.file-button) [role=status]').textContent";
        device.read::<String>(script).await
    };
    device
        .wait_until("what became of the file", async || {
            let said = said().await;
            !said.is_empty() && said != "Đang gửi…"
        })
        .await;
    said().await
}

#[tokio::test]
async fn what_a_device_could_not_send_is_handed_over_by_the_district_and_stands_once() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let folder = TempDir::new().or_fail("a folder for the file");
    let mut phone = Browser::phone(&server).await;
    let file = export_of_two(&mut server, &phone, folder.path()).await;
    let name = file.file_name().or_fail("a name").to_string_lossy().into_owned();
    assert!(name.starts_with("so-tay-chua-gui-anlac-") && name.ends_with(".json"), "{name}");
    let export: Value = serde_json::from_str(&fs::read_to_string(&file).or_fail("the file")).or_fail("JSON");
    assert_eq!(export["kind"], "sotay-unsent");
    assert_eq!(export["changes"].as_array().map(Vec::len), Some(2));
    phone.wait_until_remembered().await;
    phone.quit().await;

    server.start_again();
    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    let done = "Đã gửi 2 thay đổi của Đỗ Thị Kim Oanh lên máy chủ.";
    assert_eq!(hand_over(&office, &file).await, done);
    // Once more does no harm.
    assert_eq!(hand_over(&office, &file).await, done);
    assert_eq!(screens::fields(&server.log_after(&before, "an-lac")), ["ready", "ready"]);

    phone.start_again().await;
    phone.load("/").await;
    phone.wait_for_list().await;
    phone.wait_until_synced().await;
    let made = server.log_after(&before, "an-lac");
    let ids: BTreeSet<&str> = made.iter().filter_map(|line| line["change"]["id"].as_str()).collect();
    assert_eq!((made.len(), ids.len()), (2, 2), "once, whoever came first: {made:?}");
    phone.open_item("3.15", "q4").await;
    assert!(phone.is_ticked(1).await && phone.is_ticked(2).await);
    phone.open_history().await;
    phone
        .wait_until("who brought it", async || {
            phone.history().await.first().is_some_and(|event| {
                event.contains("Đỗ Thị Kim Oanh") && event.ends_with("· do Phan Thị Hoài Thu gửi hộ")
            })
        })
        .await;
}

#[tokio::test]
async fn what_is_no_file_of_ours_and_what_is_anothers_is_not_handed_over() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let folder = TempDir::new().or_fail("a folder for the file");
    let phone = Browser::phone(&server).await;
    let file = export_of_two(&mut server, &phone, folder.path()).await;
    drop(phone);
    server.start_again();

    let neighbour = Browser::phone(&server).await;
    neighbour.sign_in(NEIGHBOUR).await;
    neighbour.wait_until_synced().await;
    let not_ours = "Đây không phải tệp “chưa gửi” của Sổ tay CCHC.";
    for (name, text) in [
        ("anh.json", "\u{89}PNG không phải JSON".to_owned()),
        ("khac.json", json!({"kind": "khac", "changes": []}).to_string()),
        ("cat.json", fs::read_to_string(&file).or_fail("the file").chars().take(300).collect()),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).or_fail("writing a file");
        assert_eq!(hand_over(&neighbour, &path).await, not_ours, "{name}");
        neighbour.go_to("Việc").await;
    }
    let denied = "Tệp này phải do chính người ghi hoặc cấp trên của đơn vị đó gửi.";
    assert_eq!(hand_over(&neighbour, &file).await, denied);
    assert!(server.log_after(&before, "an-lac").is_empty());

    server.stop();
    neighbour.go_to("Việc").await;
    let away = "Chưa kết nối được máy chủ. Tệp vẫn còn nguyên; hãy gửi lại khi có mạng.";
    assert_eq!(hand_over(&neighbour, &file).await, away);
}
