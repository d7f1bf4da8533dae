//! The list of tasks: many at once, taken back, filtered, added to.

use serde_json::json;
use sotay_e2e::{Browser, OFFICER, OrFail, PLAN, Server, Size, screens::item_address};

const MANY: [(&str, &str); 3] = [("3.15", "q4"), ("3.10", "year"), ("7.12", "year")];

async fn at_list(server: &Server) -> Browser {
    let phone = Browser::phone(server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.choose_segment("Tất cả").await;
    phone
}

/// Taps a row while rows are picked, and waits until it is ticked.
async fn pick(phone: &Browser, (code, occurrence): (&str, &str)) {
    let script = "const row = document.querySelector(`a.row[href='${arguments[0]}']`); \
         row?.closest('details')?.setAttribute('open', ''); return row";
    let address = json!(item_address(code, occurrence));
    let row = phone.element(script, vec![address.clone()]).await.or_fail("a row");
    phone.touch(&row).await;
    let ticked =
        "return document.querySelector(`a.row[href='${arguments[0]}']`).getAttribute('aria-checked')";
    phone
        .wait_until(format!("{code} is ticked"), async || {
            phone.read_with::<Option<String>>(ticked, vec![address.clone()]).await.as_deref() == Some("true")
        })
        .await;
}

/// Whether each of the rows says this.
async fn rows_say(phone: &Browser, text: &str) -> Vec<bool> {
    let mut say = Vec::new();
    for (code, occurrence) in MANY {
        say.push(phone.row(code, occurrence).await.is_some_and(|row| row.contains(text)));
    }
    say
}

async fn bar(phone: &Browser) -> String {
    phone.texts(".bottom-bar > p").await.pop().unwrap_or_default()
}

#[tokio::test]
async fn many_tasks_are_changed_offline_in_one_gesture_and_taken_back_whole() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_list(&server).await;
    phone.wait_until_offline_ready().await;
    server.stop();

    phone.press("Chọn").await;
    for item in MANY {
        pick(&phone, item).await;
    }
    phone.wait_until("the bar counts", async || bar(&phone).await == "Đã chọn 3 việc").await;
    phone.press("Phụ trách").await;
    phone.type_into(".ask-line", "Phụ trách", "Chị Hoa hộ tịch").await;
    phone.press("Ghi cho 3 việc").await;
    phone.wait_until("it is said", async || bar(&phone).await == "Đã đổi 3 việc.").await;
    assert_eq!(rows_say(&phone, "Chị Hoa hộ tịch").await, [true; 3]);
    phone.wait_for_chip("“3 chưa gửi”", |chip| chip == "3 chưa gửi").await;

    phone.press("Hoàn tác").await;
    phone
        .wait_until("it is as it was", async || rows_say(&phone, "Chị Hoa hộ tịch").await == [false; 3])
        .await;
    assert!(!phone.has(".bottom-bar", "").await, "nothing is left to take back");
    phone.reload().await;
    phone.wait_for_list().await;
    assert_eq!(rows_say(&phone, "Chị Hoa hộ tịch").await, [false; 3]);

    server.start_again();
    phone.wait_until_synced().await;
    let made = server.log_after(&before, "an-lac");
    let lengths: Vec<Option<u64>> = made.iter().map(|line| line["change"]["group"]["len"].as_u64()).collect();
    assert_eq!(lengths, [Some(3); 6], "two gestures of three changes each");
}

#[tokio::test]
async fn one_reason_is_asked_for_what_does_not_apply() {
    let server = Server::start();
    let phone = at_list(&server).await;
    phone.press("Chọn").await;
    pick(&phone, MANY[1]).await;
    pick(&phone, MANY[2]).await;
    phone.press("Trạng thái").await;
    phone.press("Không áp dụng…").await;
    let reason = phone.find(".state-reason textarea", "").await;
    reason.send_keys("Phường không có lĩnh vực này").await.or_fail("typing");
    phone.press("Xác nhận").await;
    phone.wait_until("it is said", async || bar(&phone).await == "Đã đổi 2 việc.").await;
    for (code, occurrence) in &MANY[1..] {
        phone.open_item(code, occurrence).await;
        phone.wait_for_text("Phường không có lĩnh vực này").await;
        phone.go_to("Việc").await;
    }
}

#[tokio::test]
async fn coordination_is_put_on_the_list_in_bulk_and_taken_back() {
    let server = Server::start();
    let phone = at_list(&server).await;
    let folded = async || {
        let count = phone.texts(".section-folded .section-count").await;
        count.first().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0)
    };
    let all = folded().await;
    assert!(all > 1, "the practice plan folds some");
    phone.press("Chọn").await;
    phone.touch(&phone.find(".section-folded > summary", "").await).await;
    phone.touch(&phone.find(".section-folded .list-tool", "Chọn cả nhóm").await).await;
    phone.press("Đưa vào danh sách").await;
    phone.wait_until("it is said", async || bar(&phone).await == format!("Đã đổi {all} việc.")).await;
    assert_eq!(folded().await, 0);
    phone.press("Hoàn tác").await;
    phone.wait_until("they are folded again", async || folded().await == all).await;
}

#[tokio::test]
async fn the_filters_are_remembered_over_a_reload_and_name_themselves_where_nothing_is_left() {
    let server = Server::start();
    let phone = at_list(&server).await;
    phone.press("Lọc").await;
    phone.touch(&phone.find(".chip", "Hoàn thành").await).await;
    phone.touch(&phone.find(".sheet-close[aria-label='Đóng']", "").await).await;
    phone.find(".list-tool", "Lọc (1)").await;
    let closed = "const rows = [...document.querySelectorAll('a.row')]; \
         return rows.length > 0 && rows.every((row) => row.querySelector('.state-done'))";
    phone.wait_until("only what is done is shown", async || phone.read(closed).await).await;

    phone.reload().await;
    phone.find(".list-tool", "Lọc (1)").await;
    phone.wait_until("only what is done is shown", async || phone.read(closed).await).await;
    let pressed = phone.texts(".segment[aria-pressed=true]").await;
    assert!(pressed.first().is_some_and(|segment| segment.starts_with("Tất cả")), "{pressed:?}");

    phone.press("Lọc (1)").await;
    phone.touch(&phone.find(".chip", "Bị từ chối").await).await;
    phone.touch(&phone.find(".low-sheet .button-main", "Xem 0 việc").await).await;
    phone.wait_for_text("Không có việc nào khi lọc theo “Hoàn thành”, “Bị từ chối”.").await;
    phone.touch(&phone.find(".checklist-nothing button", "Bỏ lọc").await).await;
    phone.find(".list-tool", "Lọc").await;
    phone.wait_for_list().await;

    // What another version of the app left there does no harm.
    let set = "localStorage.setItem('sotay.view.an-lac', '[\"board\", {\"x\": 1}]'); return true";
    let _: bool = phone.read(set).await;
    phone.reload().await;
    phone.wait_for_list().await;
    let pressed = phone.texts(".segment[aria-pressed=true]").await;
    assert!(pressed.first().is_some_and(|segment| segment.starts_with("Cần làm")), "{pressed:?}");
}

#[tokio::test]
async fn a_row_that_is_held_is_picked_and_the_keyboard_picks_too() {
    let server = Server::start();
    let phone = at_list(&server).await;
    let (code, occurrence) = MANY[1];
    let hold = "const row = document.querySelector(`a.row[href='${arguments[0]}']`); \
         const event = (name) => row.dispatchEvent(new PointerEvent(name, \
             { bubbles: true, cancelable: true, pointerType: 'touch', clientX: 9, clientY: 9 })); \
         event('pointerdown'); return true";
    let _: bool = phone.read_with(hold, vec![json!(item_address(code, occurrence))]).await;
    phone.wait_until("one is picked", async || bar(&phone).await == "Đã chọn 1 việc").await;
    // Lifting the finger is no tap: the browser's click is not followed, and nothing is unpicked.
    let lift = "const row = document.querySelector(`a.row[href='${arguments[0]}']`); row.click(); row.focus(); return true";
    let _: bool = phone.read_with(lift, vec![json!(item_address(code, occurrence))]).await;
    assert_eq!(bar(&phone).await, "Đã chọn 1 việc");
    let focused = phone.element("return document.activeElement", vec![]).await.or_fail("the focus");
    focused.send_keys(" ").await.or_fail("the space bar");
    phone.wait_until("none is picked", async || bar(&phone).await == "Đã chọn 0 việc").await;
    let role: Option<String> = phone.read("return document.activeElement.getAttribute('role')").await;
    assert_eq!(role.as_deref(), Some("checkbox"));
    phone.press("Thôi chọn").await;
    phone.wait_until("rows lead somewhere again", async || !phone.has("a.row[role]", "").await).await;
}

#[tokio::test]
async fn an_own_task_is_added_at_the_list_offline_and_opens() {
    let mut server = Server::start();
    let phone = Browser::new(&server, Size::TABLET).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    server.stop();
    phone.press("Thêm việc riêng").await;
    let title = phone.control(".low-sheet", "Tên việc").await;
    title.send_keys("Tập huấn một cửa").await.or_fail("typing");
    phone.write(".low-sheet", "Hạn", "20/10/23").await;
    phone.touch(&phone.find(".low-sheet .button-main", "Thêm").await).await;
    phone.find(".item-title", "Tập huấn một cửa").await;
    let path: String = phone.read("return location.pathname").await;
    assert!(path.starts_with(&format!("/viec/{PLAN}/VR.1/")), "{path}");
    phone.wait_for_text("20/10/2023").await;
    server.start_again();
    phone.wait_until_synced().await;
    let added = server.log(Some("an-lac"));
    assert!(added.iter().any(|line| line["change"]["value"] == "Tập huấn một cửa"));
}
