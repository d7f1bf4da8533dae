//! Signing in, and not.

use sotay_e2e::{Browser, OFFICER, PASSWORD, Server};

const WRONG: &str = "Tên đăng nhập hoặc mật khẩu không đúng.";
const OFFLINE: &str = "Chưa kết nối được máy chủ. Lần đăng nhập đầu tiên trên máy này cần có mạng.";

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_are_told_alike() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.load("/").await;
    for (account, password) in [(OFFICER, "khong-phai-mat-khau"), ("khong-co-ai", PASSWORD)] {
        phone.try_to_sign_in(account, password).await;
        phone.find(".sign-in-error", WRONG).await;
        phone.reload().await;
    }
    phone.try_to_sign_in(OFFICER, PASSWORD).await;
    phone.wait_for_list().await;
}

#[tokio::test]
async fn the_first_sign_in_needs_a_network_and_says_so() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.load("/").await;
    phone.wait_until_offline_ready().await;
    server.stop();
    phone.reload().await;
    phone.try_to_sign_in(OFFICER, PASSWORD).await;
    phone.find(".sign-in-error", OFFLINE).await;
    server.start_again();
    phone.press("Đăng nhập").await;
    phone.wait_for_list().await;
}

#[tokio::test]
async fn whoever_signs_out_leaves_nothing_on_the_screen_and_finds_unsent_work_again() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.open_item("3.15", "q4").await;
    server.stop();
    phone.tick(1).await;
    phone.wait_for_chip("“1 chưa gửi”", |chip| chip == "1 chưa gửi").await;
    phone.go_to("Thêm").await;
    phone.press("Đăng xuất").await;
    let question = phone.driver().get_alert_text().await;
    assert!(
        question.is_ok_and(|text| text.contains("Còn 1 thay đổi chưa gửi")),
        "the unsent change is named"
    );
    assert!(phone.driver().accept_alert().await.is_ok());
    phone.find("h1", "Sổ tay CCHC").await;
    phone.wait_until("the form is there", async || phone.has("form.sign-in-form", "").await).await;
    assert!(!phone.has(".row, .item", "").await);

    server.start_again();
    phone.try_to_sign_in(OFFICER, PASSWORD).await;
    phone.wait_until("somebody is signed in", async || phone.has(".sync-chip", "").await).await;
    phone.wait_until_synced().await;
    phone.open_item("3.15", "q4").await;
    assert!(phone.is_ticked(1).await);
}
