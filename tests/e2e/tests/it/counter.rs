//! The counter and the targets: counted on several tablets, corrected, submitted, returned, accepted.

use serde_json::json;
use sotay_e2e::{Browser, CHAIR, DISTRICT, OFFICER, OrFail, Server, Size, screens::item_address};

async fn at(server: &Server, account: &str, place: &str) -> Browser {
    let tablet = Browser::new(server, Size::TABLET).await;
    tablet.sign_in(account).await;
    tablet.wait_until_synced().await;
    tablet.go_to(place).await;
    tablet
}

/// The button of a field's card with this name, or the number of a measure ("Tiếp nhận").
async fn in_card(tablet: &Browser, field: &str, name: &str) -> Option<thirtyfour::WebElement> {
    let script = "const card = [...document.querySelectorAll('.counter-card')]\
         .find((card) => card.getAttribute('aria-label') === arguments[0]); \
         return [...(card?.querySelectorAll('button') ?? [])]\
         .find((b) => (b.getAttribute('aria-label') ?? b.textContent).startsWith(arguments[1]))";
    tablet.element(script, vec![json!(field), json!(name)]).await
}

async fn count(tablet: &Browser, field: &str, name: &str) {
    tablet
        .wait_until(format!("{field}: {name}"), async || in_card(tablet, field, name).await.is_some())
        .await;
    tablet.touch(&in_card(tablet, field, name).await.or_fail("the button")).await;
}

/// A number of a field's card as it reads; "–" where nothing was counted.
async fn number(tablet: &Browser, field: &str, measure: &str) -> String {
    let script = "const card = [...document.querySelectorAll('.counter-card')]\
         .find((card) => card.getAttribute('aria-label') === arguments[0]); \
         const row = [...(card?.querySelectorAll('.count') ?? [])]\
         .find((row) => row.getAttribute('aria-label') === arguments[1]); \
         return row?.querySelector('.count-number').textContent ?? ''";
    tablet.read_with(script, vec![json!(field), json!(measure)]).await
}

async fn wait_for_number(tablet: &Browser, field: &str, measure: &str, is: &str) {
    tablet
        .wait_until(format!("{field}, {measure} is {is}"), async || {
            number(tablet, field, measure).await == is
        })
        .await;
}

async fn type_number(tablet: &Browser, field: &str, measure: &str, text: &str) {
    count(tablet, field, &format!("{measure}:")).await;
    let input = tablet.find(".keypad-number", "").await;
    input.clear().await.or_fail("clearing");
    input.send_keys(text).await.or_fail("typing");
    tablet.touch(&tablet.find(".keypad-record", "").await).await;
}

async fn close_sheet(tablet: &Browser) {
    tablet.touch(&tablet.find("dialog[open] .sheet-close", "").await).await;
    tablet.wait_until("the sheet is closed", async || !tablet.has("dialog[open]", "").await).await;
}

#[tokio::test]
async fn two_tablets_count_the_same_day_offline_and_their_sums_meet() {
    let mut server = Server::start();
    let one = at(&server, OFFICER, "Quầy").await;
    let other = at(&server, CHAIR, "Quầy").await;
    server.stop();
    for _ in 0..3 {
        count(&one, "Hộ tịch", "Tiếp nhận +1").await;
    }
    wait_for_number(&one, "Hộ tịch", "Tiếp nhận", "3").await;
    for _ in 0..2 {
        count(&other, "Hộ tịch", "Tiếp nhận +1").await;
    }
    count(&other, "Hộ tịch", "Tiếp nhận −1").await;
    count(&other, "Hộ tịch", "Đúng hạn +1").await;
    wait_for_number(&other, "Hộ tịch", "Tiếp nhận", "1").await;
    one.reload().await;
    wait_for_number(&one, "Hộ tịch", "Tiếp nhận", "3").await;

    server.start_again();
    one.sync_now().await;
    other.sync_now().await;
    other.wait_until_synced().await;
    one.sync_now().await;
    for tablet in [&one, &other] {
        wait_for_number(tablet, "Hộ tịch", "Tiếp nhận", "4").await;
        wait_for_number(tablet, "Hộ tịch", "Đúng hạn", "1").await;
    }
    one.wait_for_text("số của máy này + 1 máy khác").await;

    // The whole day's number at once; what the other counts is added to it.
    type_number(&one, "Hộ tịch", "Tiếp nhận", "20").await;
    wait_for_number(&one, "Hộ tịch", "Tiếp nhận", "20").await;
    one.wait_until_synced().await;
    count(&other, "Hộ tịch", "Tiếp nhận +1").await;
    other.wait_until_synced().await;
    one.sync_now().await;
    wait_for_number(&one, "Hộ tịch", "Tiếp nhận", "21").await;
}

#[tokio::test]
async fn a_correction_of_an_earlier_day_replaces_no_other_silently_and_keeps_its_history() {
    let mut server = Server::start();
    let one = at(&server, OFFICER, "Quầy").await;
    let other = at(&server, CHAIR, "Quầy").await;
    // Friday.
    for tablet in [&one, &other] {
        tablet.load("/quay/2023-10-13").await;
        tablet.find(".counter-head h2", "Thứ Sáu, 13/10/2023").await;
    }
    server.stop();
    type_number(&one, "Chứng thực", "Tiếp nhận", "31").await;
    wait_for_number(&one, "Chứng thực", "Tiếp nhận", "31").await;
    type_number(&other, "Chứng thực", "Tiếp nhận", "29").await;
    wait_for_number(&other, "Chứng thực", "Tiếp nhận", "29").await;

    server.start_again();
    one.sync_now().await;
    other.sync_now().await;
    other.wait_until_synced().await;
    one.sync_now().await;
    for tablet in [&one, &other] {
        tablet.find(".count-said", "Tiếp nhận: có hai lần sửa khác nhau, hãy xem lại").await;
    }
    // One of them settles it, and both corrections stay readable.
    type_number(&one, "Chứng thực", "Tiếp nhận", "30").await;
    wait_for_number(&one, "Chứng thực", "Tiếp nhận", "30").await;
    one.wait_until_synced().await;
    other.sync_now().await;
    wait_for_number(&other, "Chứng thực", "Tiếp nhận", "30").await;
    assert!(!other.text().await.contains("có hai lần sửa"));
    count(&other, "Chứng thực", "Tiếp nhận:").await;
    other
        .wait_until("all three are told", async || {
            let told = other.texts(".corrections li").await.join("\n");
            ["30 (", "29 (", "31 ("].iter().all(|says| told.contains(says))
        })
        .await;
}

#[tokio::test]
async fn a_number_that_cannot_be_gets_its_words_and_one_that_is_odd_may_be_recorded() {
    let server = Server::start();
    let before = server.log(Some("an-lac"));
    let tablet = at(&server, OFFICER, "Quầy").await;
    for (text, words) in [
        ("12a", "Hãy ghi một số nguyên, chỉ gồm chữ số."),
        ("1.200", "Hãy ghi một số nguyên, chỉ gồm chữ số."),
        ("-3", "“Tiếp nhận” sẽ thành −3, không thể nhỏ hơn 0."),
        ("1000001", "Số quá lớn: nhiều nhất là 1.000.000."),
    ] {
        type_number(&tablet, "Hộ tịch", "Tiếp nhận", text).await;
        tablet.find(".keypad-said", words).await;
        // What was typed is still there, to be put right.
        let typed: String = tablet.read("return document.querySelector('.keypad-number').value").await;
        assert_eq!(typed, text);
        close_sheet(&tablet).await;
    }
    // Ten times what is usual: asked about, and recorded if it is true.
    type_number(&tablet, "Hộ tịch", "Tiếp nhận", "900").await;
    tablet.wait_for_text("900 gấp hơn 10 lần ngày thường").await;
    tablet.press("Vẫn ghi số này").await;
    wait_for_number(&tablet, "Hộ tịch", "Tiếp nhận", "900").await;
    tablet.wait_until_synced().await;
    assert_eq!(server.log_after(&before, "an-lac").len(), 1);
    // A day that has not come cannot be counted on, nor one before the plan's year.
    tablet.load("/quay/2022-12-01").await;
    type_number(&tablet, "Hộ tịch", "Tiếp nhận", "3").await;
    tablet.find(".keypad-said", "Chỉ ghi được từ ngày 15/12/2022 đến ngày 16/10/2023.").await;
}

#[tokio::test]
async fn a_late_dossier_gets_its_letter_and_feedback_goes_through_its_steps() {
    let mut server = Server::start();
    let tablet = at(&server, OFFICER, "Quầy").await;
    tablet.wait_until_offline_ready().await;
    server.stop();
    tablet.follow("Hồ sơ trễ").await;
    tablet.press("Thêm hồ sơ trễ").await;
    tablet.type_into(".ask-line", "Mã hồ sơ", "H29.09-<b>-0042").await;
    tablet.press("Lưu").await;
    tablet.write(".record-fields", "Số ngày trễ", "hai").await;
    tablet.find(".field-wrong", "Ghi số ngày, từ 1 đến 3.650.").await;
    tablet.write(".record-fields", "Số ngày trễ", "2").await;
    tablet.write(".record-fields", "Ngày hẹn trả ban đầu", "12/10/23").await;
    tablet.write(".record-fields", "Lý do trễ", "Chờ xác minh").await;
    tablet.write(".record-fields", "Ngày hẹn trả mới", "18-10-2023").await;
    tablet.press("Soạn văn bản xin lỗi").await;
    tablet.find(".letter h3", "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ").await;
    tablet.wait_for_text("sẽ trả kết quả vào ngày 18/10/2023").await;
    tablet.find(".letter p", "Kính gửi: Ông/Bà (tổ chức) nộp hồ sơ mã số H29.09-<b>-0042").await;
    tablet.write(".record-fields", "Số văn bản xin lỗi", "12/TXL-UBND").await;
    tablet.write(".record-fields", "Ngày văn bản xin lỗi", "16/10/2023").await;
    close_sheet(&tablet).await;
    tablet.find(".record-done", "Đã xin lỗi: 12/TXL-UBND · 16/10/2023").await;

    tablet.follow("PAKN").await;
    tablet.press("Thêm phản ánh, kiến nghị").await;
    tablet.type_into(".ask-line", "Mã phản ánh", "1022-0777").await;
    tablet.press("Lưu").await;
    for step in ["Hôm nay đã xử lý", "Hôm nay đã trả lời", "Hôm nay đã công khai"] {
        tablet.press(step).await;
    }
    close_sheet(&tablet).await;
    let told = async || tablet.texts(".record").await.into_iter().find(|row| row.contains("1022-0777"));
    tablet
        .wait_until("all four steps have their date", async || {
            told().await.is_some_and(|row| row.matches("16/10/2023").count() == 4)
        })
        .await;
    // It counts for the task of its quarter: the practice ward had one more received in October.
    tablet.load(&item_address("3.15", "q4")).await;
    tablet
        .find(".item-counted", "PAKN trong kỳ: 2 tiếp nhận, 2 xử lý, 1 trả lời, 1 công khai; 0 quá hạn")
        .await;
    server.start_again();
    tablet.sync_now().await;
    tablet.wait_until_synced().await;
}

#[tokio::test]
async fn two_numbers_that_cannot_be_a_part_and_its_whole_are_told_at_the_field() {
    let server = Server::start();
    let tablet = at(&server, OFFICER, "Chỉ tiêu").await;
    tablet.load("/chi-tieu/II.10.4").await;
    tablet.write(".record-fields", "Đạt yêu cầu", "ba").await;
    tablet.find(".field-wrong", "Hãy ghi một số nguyên, chỉ gồm chữ số.").await;
    tablet.write(".record-fields", "Đạt yêu cầu", "13").await;
    tablet.write(".record-fields", "Tổng số", "12").await;
    tablet.find(".field-wrong", "13 lớn hơn tổng số 12. Hãy xem lại hai số.").await;
    assert_eq!(tablet.value(".record-fields", "Đạt yêu cầu").await, "13", "nothing is lost");
    tablet.write(".record-fields", "Tổng số", "13").await;
    tablet.find(".target-figure", "13/13 = 100,0 %").await;
    tablet.find(".target-verdict", "Đạt").await;
}

#[tokio::test]
async fn a_period_is_submitted_returned_corrected_and_accepted_and_97_96_is_not_98() {
    let server = Server::start();
    let tablet = at(&server, OFFICER, "Chỉ tiêu").await;
    // The third quarter at once, and not by day.
    choose_period(&tablet, "q3").await;
    tablet.touch(&tablet.find(".chip", "Theo kỳ").await).await;
    for (measure, text) in [("Đúng hạn", "48"), ("Trễ hạn", "1")] {
        enter(&tablet, "Hộ tịch", measure, text).await;
    }
    let row = async |tablet: &Browser| {
        let rows = tablet.texts(".target-row").await;
        rows.into_iter().find(|row| row.contains("II.3.1")).unwrap_or_default()
    };
    tablet.wait_until("48 of 49 fail 98 %", async || row(&tablet).await.contains("48/49 = 97,96 %")).await;
    let pressed = tablet.texts(".segment[aria-pressed=true]").await;
    assert!(pressed.first().is_some_and(|segment| segment.starts_with("Chưa đạt")), "{pressed:?}");
    submit(&tablet, "Nộp số liệu kỳ này").await;
    tablet.find(".target-card h2", "Đã nộp, quận chưa xem").await;
    tablet.wait_for_text("Lúc nộp: đạt ").await;
    tablet.wait_until_synced().await;

    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.choose_unit("Phường An Lạc").await;
    office.wait_until_synced().await;
    office.go_to("Chỉ tiêu").await;
    choose_period(&office, "q3").await;
    office.write(".target-card", "Ý kiến gửi phường (nên có khi trả lại)", "Xem lại số hộ tịch").await;
    office.press("Trả lại").await;
    office.find(".target-card h2", "Quận trả lại, cần sửa và nộp lại").await;
    office.wait_until_synced().await;

    tablet.sync_now().await;
    tablet.find(".target-card h2", "Quận trả lại, cần sửa và nộp lại").await;
    tablet.find(".item-said", "Xem lại số hộ tịch").await;
    enter(&tablet, "Hộ tịch", "Đúng hạn", "49").await;
    tablet.find(".count-said", "Số liệu đã khác lúc nộp").await;
    submit(&tablet, "Nộp lại").await;
    tablet.find(".target-card h2", "Đã nộp, quận chưa xem").await;
    tablet.wait_until_synced().await;

    office.sync_now().await;
    office.find(".target-card h2", "Đã nộp, quận chưa xem").await;
    office.press("Chấp nhận").await;
    office.find(".target-card h2", "Quận đã chấp nhận").await;
    office.wait_until_synced().await;
    tablet.sync_now().await;
    tablet.find(".target-card h2", "Quận đã chấp nhận").await;
    assert!(!tablet.has("button", "Nộp lại").await, "what is accepted is the district's to open");

    // The district's own value is made of all that is counted, and says whose figures it has.
    office.touch(&office.find(".chip", "Toàn quận").await).await;
    office.wait_for_text("đơn vị có số").await;
}

async fn choose_period(tablet: &Browser, key: &str) {
    let script = "const s = document.querySelector('.target-head select'); if (!s) return false; \
         s.value = arguments[0]; s.dispatchEvent(new Event('change', { bubbles: true })); return s.value === arguments[0]";
    tablet
        .wait_until("the period is chosen", async || tablet.read_with(script, vec![json!(key)]).await)
        .await;
}

/// Types a period's number.
async fn enter(tablet: &Browser, field: &str, measure: &str, text: &str) {
    count(tablet, field, measure).await;
    let input = tablet.find(".keypad-number", "").await;
    input.clear().await.or_fail("clearing");
    input.send_keys(text).await.or_fail("typing");
    tablet.touch(&tablet.find(".keypad-record", "").await).await;
    tablet.wait_until("it is recorded", async || !tablet.has("dialog[open]", "").await).await;
}

/// Submits, and says yes when asked.
async fn submit(tablet: &Browser, button: &str) {
    let _: bool = tablet.read("window.confirm = () => true; return true").await;
    tablet.press(button).await;
}
