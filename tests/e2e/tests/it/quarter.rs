//! A quarter of an officer's work, with no network from beginning to end; then a colleague's tablet shows all of it.

use serde_json::json;
use sotay_e2e::{
    Browser, CHAIR, OFFICER, OrFail, Server, Size,
    screens::{item_address, state},
};

/// The number of the document that is made.
const NUMBER: &str = "87/BC-UBND";

async fn back_to_list(phone: &Browser) {
    phone.go_to("Việc").await;
    phone.wait_for_list().await;
}

async fn choose(phone: &Browser, code: &str, occurrence: &str) {
    let script = "return document.querySelector(`a.row[href='${arguments[0]}']`)";
    let row = phone.element(script, vec![json!(item_address(code, occurrence))]).await.or_fail("a row");
    phone.touch(&row).await;
}

#[tokio::test]
async fn a_quarters_work_is_done_offline_and_stands_on_the_next_device() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    let photo = phone.photograph(1200, 900).await;
    server.stop();

    // What lies folded under coordination is put on the list.
    phone.choose_segment("Tất cả").await;
    phone.touch(&phone.find(".section-folded > summary", "").await).await;
    let folded: String =
        phone.read("return document.querySelector('.section-folded a.row').getAttribute('href')").await;
    let first = phone.find(&format!(".section-folded a.row[href='{folded}']"), "").await;
    phone.touch(&first).await;
    phone.press("Đưa vào danh sách của đơn vị").await;
    phone.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    back_to_list(&phone).await;
    let on_list = format!(".section:not(.section-folded) a.row[href='{folded}']");
    phone.wait_until("it is on the list", async || phone.has(&on_list, "").await).await;

    // The quarter's product: ticked, numbered, dated, photographed; then the task is done.
    phone.open_item("3.15", "q4").await;
    phone.tick(1).await;
    phone.write_number(1, NUMBER).await;
    phone.write_issued(1, "6-10-2023").await;
    phone.choose_file(".product:nth-of-type(1) .evidence-camera", "IMG_0007.jpg", &photo).await;
    phone.find(".evidence-place", "trên máy này, chưa gửi").await;
    phone.set_state(state::DONE).await;
    back_to_list(&phone).await;

    // What waited: its event came, and it is due.
    phone.open_item("3.15", "event").await;
    phone.press("Sự việc đã đến…").await;
    phone.write(".event-form", "Ngày phát sinh", "2/10/2023").await;
    phone.write(".event-form", "Hạn hoàn thành (nếu có)", "30/10/2023").await;
    phone.press("Xác nhận").await;
    phone.wait_for_text("30/10/2023").await;
    // And an earlier milestone of the ward's own.
    phone.write(".item-fields", "Mốc của đơn vị", "20/10/2023").await;
    phone.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    back_to_list(&phone).await;

    // Two tasks get a colleague in one gesture; a third gesture was a mistake and is taken back.
    phone.press("Chọn").await;
    choose(&phone, "3.10", "year").await;
    choose(&phone, "7.12", "year").await;
    phone.press("Phụ trách").await;
    phone.type_into(".ask-line", "Phụ trách", "Chị Hoa").await;
    phone.press("Ghi cho 2 việc").await;
    phone.find(".bottom-bar > p", "Đã đổi 2 việc.").await;
    phone.press("Chọn").await;
    choose(&phone, "3.10", "year").await;
    choose(&phone, "7.12", "year").await;
    phone.press("Trạng thái").await;
    phone.touch(&phone.find(".low-sheet button, .bottom-bar button", "Hoàn thành").await).await;
    phone.find(".bottom-bar > p", "Đã đổi 2 việc.").await;
    phone.press("Hoàn tác").await;
    phone
        .wait_until("the state is as it was", async || {
            let row = phone.row("3.10", "year").await.unwrap_or_default();
            row.contains("Chị Hoa") && !row.contains("hoàn thành")
        })
        .await;

    // A citizen waits: the document is found by a part of its number.
    phone.touch(&phone.find(".head-find a", "").await).await;
    phone.find("input[type=search]", "").await.send_keys("87/bc").await.or_fail("typing");
    phone.touch(&phone.find(".found-one", "").await).await;
    phone.wait_until("its task opens", async || phone.has("article.item", "").await).await;
    assert_eq!(phone.number(1).await, NUMBER);

    // The connection is back; the chair's tablet has all of it.
    server.start_again();
    phone.sync_now().await;
    phone.wait_until_synced().await;
    let tablet = Browser::new(&server, Size::TABLET).await;
    tablet.sign_in(CHAIR).await;
    tablet.wait_until_synced().await;
    tablet.choose_segment("Tất cả").await;
    tablet.wait_until("it is on the list", async || tablet.has(&on_list, "").await).await;
    for code in ["3.10", "7.12"] {
        let row = tablet.row(code, "year").await.unwrap_or_default();
        assert!(row.contains("Chị Hoa") && !row.contains("hoàn thành"), "{row}");
    }
    tablet.open_item("3.15", "event").await;
    tablet.wait_for_text("30/10/2023").await;
    assert_eq!(tablet.value(".item-fields", "Mốc của đơn vị").await, "20/10/2023");
    tablet.open_item("3.15", "q4").await;
    assert!(tablet.is_ticked(1).await);
    assert_eq!(tablet.number(1).await, NUMBER);
    assert_eq!(tablet.issued(1).await, "6/10/2023");
    assert_eq!(tablet.state().await, state::DONE);
    tablet.press("Tải về").await;
    let shown = "const i = document.querySelector('.evidence-face img'); \
         i?.scrollIntoView(); return i?.complete ? i.naturalWidth : 0";
    tablet.wait_until("the photograph is there", async || tablet.read::<u64>(shown).await > 0).await;
}
