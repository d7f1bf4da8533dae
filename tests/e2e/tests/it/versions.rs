//! New versions of the plan in mid-work, and proposals to amend it.

use serde_json::{Value, json};
use sotay_e2e::{Browser, DISTRICT, OFFICER, OrFail, Server, Size, screens::state};

/// The plan as the practice server has it.
fn plan() -> Value {
    let path = sotay_e2e::process::workspace().join("plans/binh-tan-2023.json");
    let text = std::fs::read_to_string(path).or_fail("the shipped plan");
    serde_json::from_str(&text).or_fail("the shipped plan")
}

/// A new version of it: row 7.11 is gone, so that 7.12 is printed as 7.11 and 7.13 as 7.12; and another row stands
/// behind them.
fn next_version() -> Value {
    let mut plan = plan();
    let tasks = plan["groups"][6]["tasks"].as_array_mut().or_fail("group 7");
    assert_eq!(tasks.len(), 13);
    let gone = tasks.remove(10);
    assert_eq!(gone["code"], "PL.7.11");
    let mut added = gone;
    added["text"] = json!({ "source": "Lập sổ theo dõi máy tính bảng đặt tại bộ phận một cửa của phường" });
    tasks.push(added);
    for (number, task) in (1..).zip(tasks.iter_mut()) {
        task["code"] = json!(format!("PL.7.{number}"));
    }
    // A file as it came from outside knows no references of its own here.
    plan["references"] = json!([]);
    plan
}

async fn ward(server: &Server, size: Size) -> Browser {
    let device = Browser::new(server, size).await;
    device.sign_in(OFFICER).await;
    device.wait_until_synced().await;
    device
}

#[tokio::test]
async fn a_new_version_arrives_in_mid_work_and_nothing_recorded_is_lost() {
    let mut server = Server::start();
    let mut phone = ward(&server, Size::PHONE).await;
    phone.wait_until_offline_ready().await;
    phone.open_item("7.12", "year").await;
    phone.write_note("Ghi trước khi có bản mới").await;
    phone.wait_until_synced().await;
    phone.wait_until_remembered().await;

    // Offline when the version comes: on the row that goes, and on one that gets another number.
    server.stop();
    phone.open_item("7.11", "year").await;
    phone.write_note("Ghi vào việc sắp bị bỏ").await;
    phone.open_item("7.12", "year").await;
    phone.set_state(state::DOING).await;
    server.start_again();
    server.publish(&next_version(), "Bỏ việc 7.11");
    phone.hear_of_network().await;
    phone.wait_until_synced().await;

    // The notice says what became of tasks, and leads to what changed.
    phone.wait_for_text("Kế hoạch có bản mới: 1 việc thêm, 1 bỏ, 2 đổi số.").await;
    let on_both = async |device: &Browser| {
        device.open_item("7.12", "year").await;
        device.find(".item-crumb", "").await;
        device.wait_for_text("PL.7.11").await;
        assert_eq!(device.note().await, "Ghi trước khi có bản mới");
        assert_eq!(device.state().await, state::DOING);
        // The row that went lies at the end of the list, with what was recorded of it.
        device.open_item("7.11", "year").await;
        assert_eq!(device.note().await, "Ghi vào việc sắp bị bỏ");
        // The new one has a code that nothing had before.
        device.open_item("7.14", "year").await;
        device.wait_for_text("Lập sổ theo dõi máy tính bảng").await;
        assert_eq!(device.note().await, "");
    };
    on_both(&phone).await;

    // What changed is read without a network too, from the version that the device had before.
    server.stop();
    phone.quit().await;
    phone.start_again().await;
    phone.load("/").await;
    phone.wait_for_list().await;
    phone.press("Xem thay đổi").await;
    phone.wait_for_text("Đổi số từ PL.7.12 thành PL.7.11").await;
    phone.wait_for_text("Bỏ: ").await;
    phone.go_to("Việc").await;
    assert!(!phone.has(".notice", "").await, "once seen it is not told again");
    server.start_again();

    let tablet = ward(&server, Size::TABLET).await;
    on_both(&tablet).await;
    assert!(!tablet.text().await.contains("Kế hoạch có bản mới"), "it never had another version");
}

#[tokio::test]
async fn a_proposal_made_offline_is_answered_by_the_district_and_the_ward_sees_it() {
    let mut server = Server::start();
    let phone = ward(&server, Size::PHONE).await;
    phone.load("/ke-hoach/chi-tieu#II.3.1").await;
    phone.find("section[id='II.3.1'] .clause-contradiction", "").await;
    phone.wait_for_text("Văn bản nêu khác nhau: đạt 95% trở lên (II.3.1) và đạt trên 95% (PL.3.10)").await;
    server.stop();
    let propose = "section[id='II.3.1'] > .part-actions button";
    phone.touch(&phone.find(propose, "Đề nghị sửa đổi").await).await;
    let wording = "Tỷ lệ giải quyết hồ sơ TTHC đúng hạn từ 98% trở lên, đơn thư trên 95%.";
    phone.write(".part-form", "Lời văn đề nghị", wording).await;
    phone.write(".part-form", "Vì sao cần sửa", "Trùng với PL.3.10").await;
    phone.press("Gửi đề nghị").await;
    phone.wait_for_text("Đã lưu đề nghị trên máy.").await;
    phone.load("/ke-hoach/de-nghi").await;
    phone.wait_for_text("Chờ quận trả lời").await;
    server.start_again();
    phone.hear_of_network().await;
    phone.wait_until_synced().await;

    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    office.load("/ke-hoach/de-nghi").await;
    office.wait_for_text("Phường An Lạc").await;
    office.wait_for_text("Trùng với PL.3.10").await;
    office.write(".proposal", "Lời gửi phường", "Cảm ơn phường, quận sửa theo.").await;
    office.press("Chấp nhận và ban hành").await;
    office.touch(&office.find(".part-form button", "Xem thay đổi").await).await;
    office.wait_until("what changes", async || office.has(".differences", "").await).await;
    office.press("Ban hành").await;
    office.driver().accept_alert().await.or_fail("agreeing");
    office.wait_for_text("Quận đã chấp nhận").await;
    office.wait_until_synced().await;

    phone.sync_now().await;
    phone.wait_for_text("Quận đã chấp nhận").await;
    phone.wait_for_text("Cảm ơn phường, quận sửa theo.").await;
    phone.load("/ke-hoach/chi-tieu#II.3.1").await;
    phone.wait_for_text("đơn thư trên 95%").await;
    // What the figures are was read anew from the new wording.
    phone.wait_for_text("Văn bản nêu khác nhau: trên 95% (II.3.1)").await;
}

#[tokio::test]
async fn an_item_of_the_unit_for_a_part_of_the_plan_is_linked_both_ways() {
    let server = Server::start();
    let phone = ward(&server, Size::PHONE).await;
    phone.load("/ke-hoach/chi-tieu#II.3.5").await;
    // The duty that follows from it, and back.
    phone.touch(&phone.find("section[id='II.3.5'] > .code-links a", "NV.5").await).await;
    phone.find("section[id='NV.5'] h3", "").await;
    phone.touch(&phone.find("section[id='NV.5'] a", "II.3.5").await).await;
    let actions = "section[id='II.3.5'] > .part-actions button";
    phone.touch(&phone.find(actions, "Thêm việc của đơn vị").await).await;
    phone.write(".part-form", "Việc đơn vị tự đặt ra để thực hiện phần này", "In sẵn mẫu thư xin lỗi").await;
    phone.press("Thêm").await;
    phone.touch(&phone.find("section[id='II.3.5'] .code-links a", "In sẵn mẫu thư xin lỗi").await).await;
    phone.wait_until("the item is open", async || phone.has("article.item", "").await).await;
    phone.touch(&phone.find(".item .code-links a", "II.3.5").await).await;
    phone.find("section[id='II.3.5']", "").await;
}

#[tokio::test]
async fn the_district_looks_a_file_over_before_it_is_published() {
    let server = Server::start();
    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    office.load("/ke-hoach/de-nghi").await;
    let folder = tempfile::TempDir::new().or_fail("a folder");
    let file = folder.path().join("ban-moi.json");
    std::fs::write(&file, next_version().to_string()).or_fail("writing the file");
    let input = "return document.querySelector('.publish input[type=file]')";
    office.wait_until("the form", async || office.has(".publish", "").await).await;
    let input = office.element(input, vec![]).await.or_fail("the file's input");
    input.send_keys(file.to_str().or_fail("a path")).await.or_fail("choosing the file");
    office.wait_for_text("1 việc thêm, 1 bỏ, 2 đổi số").await;
    assert_eq!(server.log(None).iter().filter(|line| line["change"]["field"] == "digest").count(), 1);
    office.write(".publish", "Bản này sửa gì", "Bỏ việc 7.11").await;
    office.press("Ban hành").await;
    office.driver().accept_alert().await.or_fail("agreeing");
    office.wait_for_text("Đã ban hành.").await;
    office.follow("Các bản kế hoạch").await;
    office.wait_for_text("Bỏ việc 7.11").await;
    office.wait_for_text("Đang áp dụng").await;
}
