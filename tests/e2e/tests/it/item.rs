//! What happens around an item: the event it waits for, the district's word, and who sees to it.

use sotay_e2e::{Browser, DISTRICT, OFFICER, OrFail, Server, Size, screens::state};

async fn at_item(server: &Server, account: &str, code: &str, occurrence: &str) -> Browser {
    let phone = Browser::phone(server).await;
    phone.sign_in(account).await;
    phone.wait_until_synced().await;
    phone.open_item(code, occurrence).await;
    phone
}

async fn say_it_does_not_apply(phone: &Browser, reason: &str) {
    phone.press("Không áp dụng…").await;
    let area = phone.find(".state-reason textarea", "").await;
    area.send_keys(reason).await.or_fail("typing a reason");
    phone.press("Xác nhận").await;
}

#[tokio::test]
async fn what_waits_is_due_once_somebody_says_offline_that_the_event_came() {
    let mut server = Server::start();
    // It has no date of its own in the plan, and is there for what occurs.
    let phone = at_item(&server, OFFICER, "3.15", "event").await;
    phone.set_state(state::TODO).await;
    server.stop();
    phone.press("Sự việc đã đến…").await;
    phone.write(".event-form", "Ngày phát sinh", "9/10/2023").await;
    phone.write(".event-form", "Hạn hoàn thành (nếu có)", "1/10/2023").await;
    phone.press("Xác nhận").await;
    // Due before it came.
    phone.find(".field-wrong", "Ngày chưa đúng. Viết ngày trước, tháng sau, ví dụ 16/10/2023.").await;
    phone.write(".event-form", "Hạn hoàn thành (nếu có)", "12-10-2023").await;
    phone.press("Xác nhận").await;
    phone.wait_for_text("12/10/2023, quá hạn 4 ngày").await;
    phone.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    phone.reload().await;
    phone.wait_for_text("12/10/2023, quá hạn 4 ngày").await;

    server.start_again();
    phone.sync_now().await;
    phone.wait_until_synced().await;
    let tablet = at_item(&server, OFFICER, "3.15", "event").await;
    tablet.wait_for_text("12/10/2023, quá hạn 4 ngày").await;
    // Done, and it occurs once more.
    tablet.set_state(state::DONE).await;
    tablet.press("Lại phát sinh…").await;
    tablet.press("Xác nhận").await;
    tablet.wait_until("open again", async || tablet.state().await == state::TODO).await;
}

#[tokio::test]
async fn the_district_returns_what_a_ward_says_does_not_apply_and_the_ward_reads_why() {
    let server = Server::start();
    let phone = at_item(&server, OFFICER, "7.12", "year").await;
    say_it_does_not_apply(&phone, "Phường không có thư điện tử").await;
    phone.wait_for_text("Quận chưa xem lý do này.").await;
    phone.wait_until_synced().await;

    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.choose_unit("Phường An Lạc").await;
    office.wait_until_synced().await;
    office.open_item("7.12", "year").await;
    office.wait_for_text("Phường không có thư điện tử").await;
    office
        .write(".item-answer", "Ý kiến gửi phường (nên có khi trả lại)", "Phường đã được cấp hộp thư.")
        .await;
    office.press("Trả lại").await;
    office.wait_for_text("Quận trả lại: việc này vẫn phải làm.").await;
    office.wait_until_synced().await;

    phone.sync_now().await;
    phone.wait_for_text("Quận trả lại: việc này vẫn phải làm.").await;
    phone.wait_for_text("Phường đã được cấp hộp thư.").await;
    // It is on the list of what is to be done again, and saying it once more is not answered yet.
    say_it_does_not_apply(&phone, "Hộp thư đã bị khóa").await;
    phone.wait_for_text("Quận chưa xem lý do này.").await;
}

#[tokio::test]
async fn what_the_district_puts_on_a_wards_checklist_is_on_it() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.choose_segment("Tất cả").await;
    // A task that lies folded for the ward.
    let address: String =
        phone.read("return document.querySelector('.section-folded .row').getAttribute('href')").await;

    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.choose_unit("Phường An Lạc").await;
    office.wait_until_synced().await;
    office.load(&address).await;
    office.wait_until("the item", async || office.has("article.item", "").await).await;
    office.touch(&office.find(".item-membership summary", "Trong danh sách việc của phường").await).await;
    office.touch(&office.find(".item-membership .choice", "Phải làm").await).await;
    office.wait_until_synced().await;

    phone.sync_now().await;
    let row = format!(".section:not(.section-folded) .row[href='{address}']");
    phone.wait_until("it is on the list", async || phone.has(&row, "").await).await;
}

#[tokio::test]
async fn the_person_in_charge_is_an_account_whatever_they_are_called() {
    let server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_item(&server, OFFICER, "3.15", "q4").await;
    for (typed, stored) in [("Đỗ Thị Kim Oanh", "@anlac"), ("Chị Hoa, tổ dân phố 3", "Chị Hoa, tổ dân phố 3")]
    {
        phone.write_assignee(typed).await;
        let arrived = async || {
            let made = server.log_after(&before, "an-lac");
            made.last().is_some_and(|line| line["change"]["value"] == stored)
        };
        phone.wait_until(format!("{stored} at the server"), arrived).await;
        assert_eq!(phone.value(".item-fields", "Phụ trách").await, typed);
    }
    phone.write_assignee("Đỗ Thị Kim Oanh").await;
    phone.go_to("Việc").await;
    phone.choose_segment("Của tôi").await;
    phone.wait_until("it is mine", async || phone.row("3.15", "q4").await.is_some()).await;
}
