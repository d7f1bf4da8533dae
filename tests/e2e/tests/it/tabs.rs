//! Two tabs of one browser.

use sotay_e2e::{Browser, OFFICER, Server, Size, screens, screens::state};

#[tokio::test]
async fn an_edit_in_one_tab_shows_in_the_other_without_loading_it_again() {
    let mut server = Server::start();
    let mut laptop = Browser::new(&server, Size::LAPTOP).await;
    laptop.sign_in(OFFICER).await;
    laptop.wait_until_synced().await;
    laptop.wait_until_offline_ready().await;
    laptop.open_item("3.15", "q4").await;
    let first = laptop.open_tab(&screens::item_address("3.15", "q4")).await;
    // Without the server nothing but the browser itself carries it over.
    server.stop();
    laptop.wait_until("the item is there", async || laptop.has("article.item", "").await).await;
    laptop.set_state(state::DONE).await;
    laptop.write_note("Từ thẻ thứ hai").await;
    laptop.wait_for_chip("“2 chưa gửi”", |chip| chip == "2 chưa gửi").await;
    let second = laptop.switch_to(&first).await;
    laptop.wait_until("the state of the other tab", async || laptop.state().await == state::DONE).await;
    laptop.wait_until("the note of the other tab", async || laptop.note().await == "Từ thẻ thứ hai").await;
    laptop.wait_for_chip("“2 chưa gửi”", |chip| chip == "2 chưa gửi").await;
    laptop.set_state(state::DOING).await;
    laptop.switch_to(&second).await;
    laptop.wait_until("the state of the first tab", async || laptop.state().await == state::DOING).await;
    laptop.wait_for_chip("“3 chưa gửi”", |chip| chip == "3 chưa gửi").await;

    let before = server.log(Some("an-lac"));
    server.start_again();
    laptop.sync_now().await;
    laptop.wait_until_synced().await;
    laptop.switch_to(&first).await;
    laptop.wait_until_synced().await;
    let made = server.log_after(&before, "an-lac");
    assert_eq!(screens::fields(&made), ["note", "state", "state"], "each once, whichever tab sent it");
}
