//! What is typed into an item.

use sotay_e2e::{Browser, OFFICER, Server, screens::state};

async fn at_item(server: &Server) -> Browser {
    let phone = Browser::phone(server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.open_item("3.15", "q4").await;
    phone
}

#[tokio::test]
async fn a_date_that_is_none_is_marked_and_not_saved() {
    let server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_item(&server).await;
    phone.write_issued(1, "31/2/2023").await;
    phone.wait_until("the date is marked", async || phone.is_issued_marked(1).await).await;
    phone.find(".field-wrong", "Ngày chưa đúng. Viết ngày trước, tháng sau, ví dụ 16/10/2023.").await;
    // What was typed stays, to be put right.
    assert_eq!(phone.issued(1).await, "31/2/2023");

    phone.write_issued(1, "1/9/23").await;
    phone.wait_until("the date as it is shown", async || phone.issued(1).await == "1/9/2023").await;
    assert!(!phone.is_issued_marked(1).await);
    phone.wait_until_saved("Đã ở máy chủ").await;
    let made = server.log_after(&before, "an-lac");
    let values: Vec<&str> = made.iter().filter_map(|line| line["change"]["value"].as_str()).collect();
    assert_eq!(values, ["2023-09-01"]);
    phone.reload().await;
    phone.wait_until("the date is there", async || phone.issued(1).await == "1/9/2023").await;
}

#[tokio::test]
async fn a_date_that_is_wrong_and_then_cleared_is_no_longer_marked() {
    let server = Server::start();
    let phone = at_item(&server).await;
    phone.write_issued(1, "hôm qua").await;
    phone.wait_until("the date is marked", async || phone.is_issued_marked(1).await).await;
    phone.write_issued(1, "").await;
    phone.wait_until("no mark", async || !phone.is_issued_marked(1).await).await;
    assert_eq!(phone.chip().await.split(' ').next(), Some("Đã"), "nothing was recorded");
}

#[tokio::test]
async fn markup_in_a_note_is_text() {
    let server = Server::start();
    let mut phone = at_item(&server).await;
    let note = "<img src=x onerror=alert(1)><b>đậm</b>";
    phone.write_note(note).await;
    phone.wait_until_saved("Đã ở máy chủ").await;
    phone.write_assignee(note).await;
    phone.reload().await;
    phone.wait_until("the note is there", async || phone.note().await == note).await;
    // On the laptop the list beside the item shows who sees to it.
    phone.resize(sotay_e2e::Size::LAPTOP).await;
    phone.choose_segment("Tất cả").await;
    phone
        .wait_until("the row says it", async || {
            phone.row("3.15", "q4").await.is_some_and(|row| row.contains(note))
        })
        .await;
    let made: bool = phone.read("return !!document.querySelector('main img, main b:not([class])')").await;
    assert!(!made, "no element was made of it");
    assert!(phone.driver().get_alert_text().await.is_err(), "and no script ran");
}

#[tokio::test]
async fn a_change_of_state_can_be_undone() {
    let server = Server::start();
    let phone = at_item(&server).await;
    let former = phone.state().await;
    assert_ne!(former, state::DONE);
    phone.set_state(state::DONE).await;
    phone.press("Hoàn tác").await;
    phone.wait_until("the former state", async || phone.state().await == former).await;
    phone.wait_until("nothing more to undo", async || !phone.has("button", "Hoàn tác").await).await;
    phone.wait_until_saved("Đã ở máy chủ").await;
    phone.reload().await;
    phone.wait_until("the former state", async || phone.state().await == former).await;
}

#[tokio::test]
async fn what_does_not_apply_needs_a_reason() {
    let server = Server::start();
    let phone = at_item(&server).await;
    phone.press("Không áp dụng…").await;
    phone.press("Xác nhận").await;
    assert!(phone.has(".state-reason", "").await, "it still asks");
    let reason = phone.find(".state-reason textarea", "").await;
    assert!(reason.send_keys("Phường không có thẩm quyền").await.is_ok());
    phone.press("Xác nhận").await;
    phone.find(".item-reason", "Lý do: Phường không có thẩm quyền").await;
    phone.set_state(state::DOING).await;
    phone.wait_until("no reason any more", async || !phone.has(".item-reason", "").await).await;
}

#[tokio::test]
async fn a_note_that_is_too_long_is_not_saved_and_not_lost() {
    let server = Server::start();
    let phone = at_item(&server).await;
    // By the clipboard, so to speak: 4,200 keys take their time.
    let long = "ở".repeat(1400);
    phone.half_type_note("x").await;
    let _: Option<bool> = phone
        .read_with(
            "const area = document.activeElement; area.value = arguments[0]; \
             area.dispatchEvent(new Event('input', { bubbles: true }))",
            vec![long.clone().into()],
        )
        .await;
    phone.control(".item-fields", "Ghi chú").await.send_keys("\u{e004}").await.ok();
    phone.find(".notice p", "Chưa lưu: nội dung dài quá 4 KB (khoảng 2.800 ký tự). Hãy viết ngắn lại.").await;
    assert_eq!(phone.note().await, long);
}
