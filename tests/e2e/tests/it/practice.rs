//! Practice data: a living district, marked as such.

use sotay_e2e::{Browser, DISTRICT, OFFICER, Server, Size};

async fn strip(browser: &Browser) -> String {
    browser.texts(".practice-strip").await.pop().unwrap_or_default()
}

#[tokio::test]
async fn every_screen_says_that_this_is_practice_and_which_day_it_is() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    for place in ["Việc", "Kế hoạch", "Thêm"] {
        phone.go_to(place).await;
        phone
            .wait_until(format!("the strip on {place}"), async || {
                strip(&phone).await.starts_with("Tập huấn · hôm nay là 16/10/2023")
            })
            .await;
    }
    phone.open_item("3.15", "q4").await;
    assert!(strip(&phone).await.starts_with("Tập huấn · hôm nay là 16/10/2023"));
    phone.load("/khong-co").await;
    phone.wait_for_text("Không có màn hình này.").await;
    assert!(strip(&phone).await.starts_with("Tập huấn"));
}

#[tokio::test]
async fn overdue_due_soon_waiting_and_done_all_occur() {
    let server = Server::start();
    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    let headings = office.texts(".section-head h2").await;
    assert_eq!(headings.first().map(String::as_str), Some("Quá hạn"), "{headings:?}");
    assert!(headings.iter().any(|heading| heading == "Đến hạn trong 30 ngày"), "{headings:?}");
    assert!(office.texts(".row").await.iter().any(|row| row.contains("quá hạn")));
    office.choose_segment("Chờ").await;
    office
        .wait_until("something waits", async || {
            let rows = office.texts(".row").await;
            !rows.is_empty() && rows.iter().all(|row| row.contains("Chờ") || row.contains("chờ:"))
        })
        .await;
    office.choose_segment("Tất cả").await;
    office
        .wait_until("something is done", async || {
            office.texts(".row-closed").await.iter().any(|row| row.contains("Hoàn thành"))
        })
        .await;
}
