//! The plan reader.

use sotay_e2e::{Browser, OFFICER, Server};

const TOP: &str =
    "return Math.round(document.getElementById(arguments[0])?.getBoundingClientRect().top ?? 99999)";

/// Whether a part of the text lies within the screen's upper half, or as high as the page can scroll.
async fn is_in_view(browser: &Browser, id: &str) -> bool {
    let top: i64 = browser.read_with(TOP, vec![id.into()]).await;
    let height: i64 = browser.read("return innerHeight").await;
    (-8..=height / 2).contains(&top)
}

#[tokio::test]
async fn the_appendix_has_its_tasks_and_a_corrected_text_shows_its_source_on_a_tap() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.go_to("Kế hoạch").await;
    phone.follow("Phụ lục").await;
    phone
        .wait_until("3.15 stands in the appendix", async || {
            phone.has("section.task[id='PL.3.15'] h3", "").await
        })
        .await;
    let tasks: usize = phone.read("return document.querySelectorAll('section.task').length").await;
    assert_eq!(tasks, 77);

    const CORRECTED: &str = "section.task[id='PL.1.1'] h3 .plan-text-corrected";
    let corrected = phone.texts(CORRECTED).await.swap_remove(0);
    assert!(corrected.starts_with("Kiện toàn") && corrected.ends_with("xem bản gốc"), "{corrected}");
    phone.touch(&phone.find(&format!("{CORRECTED} button"), "xem bản gốc").await).await;
    phone
        .wait_until("the source's wording", async || {
            phone.texts(CORRECTED).await.iter().any(|text| text.starts_with("Kiểm toàn"))
        })
        .await;
    phone.touch(&phone.find(&format!("{CORRECTED} button"), "xem bản đã sửa").await).await;
    phone
        .wait_until("the corrected wording", async || phone.texts(CORRECTED).await == [corrected.clone()])
        .await;
}

#[tokio::test]
async fn a_reference_leads_to_its_target_and_back() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.load("/ke-hoach/chi-tieu#II.3.1").await;
    phone.wait_until("II.3.1 is in view", async || is_in_view(&phone, "II.3.1").await).await;
    let link = phone.find("section[id='II.3.1'] > .code-links a", "PL.3.10").await;
    phone.touch(&link).await;
    phone.wait_until("PL.3.10 is in view", async || is_in_view(&phone, "PL.3.10").await).await;
    let here: String = phone.read("return location.pathname + location.hash").await;
    assert_eq!(here, "/ke-hoach/phu-luc#PL.3.10");
    // The reference is there both ways.
    phone.touch(&phone.find("section[id='PL.3.10'] > .code-links a", "II.3.1").await).await;
    phone.wait_until("II.3.1 is in view", async || is_in_view(&phone, "II.3.1").await).await;
    // And so is the browser's own way back.
    assert!(phone.driver().back().await.is_ok());
    phone.wait_until("PL.3.10 is in view again", async || is_in_view(&phone, "PL.3.10").await).await;
}

#[tokio::test]
async fn a_deep_link_into_the_plan_works_without_the_server() {
    let mut server = Server::start();
    let mut phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    server.stop();
    phone.quit().await;
    phone.start_again().await;
    phone.load("/ke-hoach/phu-luc#PL.3.15").await;
    phone.wait_until("PL.3.15 is in view", async || is_in_view(&phone, "PL.3.15").await).await;
    phone.touch(&phone.find("section[id='PL.3.15'] a", "Mở trong danh sách việc").await).await;
    phone.wait_until("the item is open", async || phone.has("article.item", "").await).await;
}
