//! Language and theme.

use sotay_e2e::{Browser, OFFICER, Server};

#[tokio::test]
async fn the_language_changes_and_back_and_the_screens_go_on_working() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.go_to("Thêm").await;
    phone.press("English").await;
    phone.find("nav.navigation a", "More").await;
    assert_eq!(phone.read::<String>("return document.documentElement.lang").await, "en");
    phone.go_to("Tasks").await;
    phone.wait_for_list().await;
    phone.touch(&phone.find(".row", "").await).await;
    phone.find(".state-button", "In progress").await;
    phone.reload().await;
    phone.find(".state-button", "In progress").await;
    phone.go_to("More").await;
    phone.press("Tiếng Việt").await;
    phone.find("nav.navigation a", "Thêm").await;
    assert_eq!(phone.read::<String>("return document.documentElement.lang").await, "vi");
    phone.open_item("3.15", "q4").await;
    phone.tick(1).await;
    phone.wait_until_synced().await;
}

#[tokio::test]
async fn the_theme_is_kept() {
    const THEME: &str = "return document.documentElement.dataset.theme";
    const GROUND: &str = "return getComputedStyle(document.body).backgroundColor";
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.go_to("Thêm").await;
    phone.press("Sáng").await;
    phone.wait_until("light", async || phone.read::<String>(THEME).await == "light").await;
    let light: String = phone.read(GROUND).await;
    phone.press("Tối").await;
    phone.wait_until("dark", async || phone.read::<String>(THEME).await == "dark").await;
    let dark: String = phone.read(GROUND).await;
    assert_ne!(light, dark);
    phone.reload().await;
    phone.wait_for_text("Tối").await;
    assert_eq!(phone.read::<String>(THEME).await, "dark");
    assert_eq!(phone.read::<String>(GROUND).await, dark);
}
