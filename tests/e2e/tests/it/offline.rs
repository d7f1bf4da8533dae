//! The whole path, and what survives on it.

use serde_json::Value;
use sotay_e2e::{Browser, CHAIR, OFFICER, Server, screens};
use std::collections::BTreeSet;

#[tokio::test]
async fn what_is_ticked_survives_everything_and_reaches_a_second_device_once() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let mut phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    phone.open_item("3.15", "q4").await;
    assert!(!phone.is_ticked(1).await);
    phone.tick(1).await;
    phone.write_number(1, "214/BC-UBND").await;
    phone.write_issued(1, "13/10/2023").await;
    phone.wait_until_synced().await;
    phone.wait_until_remembered().await;

    server.stop();
    phone.tick(2).await;
    phone.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    phone.wait_for_chip("“1 chưa gửi”", |chip| chip == "1 chưa gửi").await;
    phone.reload().await;
    phone
        .wait_until("both ticks are there", async || phone.is_ticked(1).await && phone.is_ticked(2).await)
        .await;
    assert_eq!(phone.number(1).await, "214/BC-UBND");
    assert_eq!(phone.issued(1).await, "13/10/2023");
    phone.wait_for_chip("“1 chưa gửi”", |chip| chip == "1 chưa gửi").await;

    phone.open_item("3.10", "year").await;
    let was_ticked = phone.is_ticked(2).await;
    phone.tick(2).await;
    phone.open_item("7.12", "year").await;
    phone.write_note("Ghi khi mất mạng").await;
    phone.wait_for_chip("“3 chưa gửi”", |chip| chip == "3 chưa gửi").await;

    phone.kill();
    phone.start_again().await;
    phone.load("/").await;
    phone.wait_for_list().await;
    phone.wait_for_chip("“3 chưa gửi”", |chip| chip == "3 chưa gửi").await;
    phone.open_item("3.15", "q4").await;
    assert!(phone.is_ticked(1).await && phone.is_ticked(2).await);
    phone.open_item("3.10", "year").await;
    assert_eq!(phone.is_ticked(2).await, !was_ticked);

    server.start_again();
    phone.wait_until_synced().await;

    let tablet = Browser::new(&server, sotay_e2e::Size::TABLET).await;
    tablet.sign_in(CHAIR).await;
    tablet.wait_until_synced().await;
    tablet.open_item("3.15", "q4").await;
    assert!(tablet.is_ticked(1).await && tablet.is_ticked(2).await);
    assert_eq!(tablet.number(1).await, "214/BC-UBND");
    assert_eq!(tablet.issued(1).await, "13/10/2023");
    tablet.open_item("3.10", "year").await;
    assert_eq!(tablet.is_ticked(2).await, !was_ticked);
    tablet.open_item("7.12", "year").await;
    assert_eq!(tablet.note().await, "Ghi khi mất mạng");

    let made = server.log_after(&before, "an-lac");
    assert_eq!(screens::fields(&made), ["issued", "note", "number", "ready", "ready", "ready"]);
    let ids: BTreeSet<&str> = made.iter().filter_map(|line| line["change"]["id"].as_str()).collect();
    assert_eq!(ids.len(), made.len(), "nothing twice");
    assert!(made.iter().all(|line| line["verdict"]["applied"].is_u64()), "{made:?}");
}

#[tokio::test]
async fn a_tick_survives_a_kill_right_after_the_first_sign_in() {
    let mut server = Server::start();
    let mut phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    server.stop();
    phone.open_item("3.15", "q4").await;
    phone.tick(1).await;
    phone.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    phone.kill();
    phone.start_again().await;
    phone.load("/").await;
    phone.wait_for_list().await;
    phone.open_item("3.15", "q4").await;
    assert!(phone.is_ticked(1).await);
}

#[tokio::test]
async fn a_server_killed_and_restarted_takes_what_was_made_meanwhile_once() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.open_item("3.15", "q4").await;
    phone.tick(1).await;
    server.kill();
    phone.tick(2).await;
    server.start_again();
    phone.sync_now().await;
    phone.wait_until_synced().await;
    let made: Vec<Value> = server.log_after(&before, "an-lac");
    assert_eq!(screens::fields(&made), ["ready", "ready"]);
}
