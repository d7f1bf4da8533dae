//! What goes wrong around the app: tabs that crash or freeze, storage that is full, gone or old, strange networks.

use serde_json::{Value, json};
use sotay_e2e::{Browser, OFFICER, Portal, Server, Size, screens, screens::state};
use std::{collections::BTreeSet, time::Duration};

const FULL: &str = "Chưa lưu được: bộ nhớ của máy có thể đã đầy. Hãy xóa bớt ảnh hoặc ứng dụng rồi làm lại.";

/// Signed in and at an item, ready to start without a network.
async fn at_item(server: &Server, size: Size) -> Browser {
    let device = Browser::new(server, size).await;
    device.sign_in(OFFICER).await;
    device.wait_until_synced().await;
    device.wait_until_offline_ready().await;
    device.open_item("3.15", "q4").await;
    device
}

/// The identities of the changes of a log's lines.
fn ids(log: &[Value]) -> BTreeSet<&str> {
    log.iter().filter_map(|line| line["change"]["id"].as_str()).collect()
}

/// Waits until the server's log has so many changes more than before. The screen says "on the server" of an item
/// also in the moment before an edit is recorded.
async fn wait_for_log(device: &Browser, server: &Server, before: &[Value], count: usize) -> Vec<Value> {
    let mut made = Vec::new();
    device
        .wait_until(format!("{count} changes on the server"), async || {
            made = server.log_after(before, "an-lac");
            eprintln!("DEBUG {:?} {:?}", screens::fields(&made), device.note().await);
            made.len() >= count
        })
        .await;
    made
}

/// The number of a change.
fn number(change: &Value) -> u64 {
    let id = change["id"].as_str().unwrap_or_default();
    id.rsplit_once('.').and_then(|(_, n)| n.parse().ok()).unwrap_or_default()
}

/// Whether changes are numbered from 1 on without a gap, and every gesture among them is whole.
fn is_whole(changes: &[Value]) -> bool {
    let last = changes.len() as u64;
    let in_order = changes.iter().zip(1..).all(|(change, n)| number(change) == n);
    let whole = changes.iter().all(|change| {
        let first = change["group"]["first"].as_u64().unwrap_or_default();
        let len = change["group"]["len"].as_u64().unwrap_or_default();
        first > 0 && len > 0 && (first..first + len).contains(&number(change)) && first + len - 1 <= last
    });
    in_order && whole
}

/// Ticks and gives reasons as fast as it can, and tells the channel `e2e` each reason and each tick once the
/// screen shows it as saved. A reason is a gesture of two changes.
const RUSH: &str = "const line = new BroadcastChannel('e2e'); \
     let ready = document.querySelector('.product').matches('.product-ready'); \
     let reason = ''; \
     new MutationObserver(() => { \
         const now = document.querySelector('.product').matches('.product-ready'); \
         if (now !== ready) { ready = now; line.postMessage('tick'); } \
         const said = document.querySelector('.item-reason')?.textContent.replace('Lý do: ', '') ?? ''; \
         if (said !== reason) { reason = said; line.postMessage(said); } \
     }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true }); \
     let round = 0; \
     const step = () => { \
         round++; \
         const form = document.querySelector('.state-reason'); \
         if (form) { \
             const text = form.querySelector('textarea'); \
             text.value = `Lần ${round}`; \
             text.dispatchEvent(new Event('input', { bubbles: true })); \
             form.requestSubmit(); \
         } else { \
             document.querySelector('.state-na-button').click(); \
         } \
         document.querySelector('.product input[type=checkbox]').click(); \
         setTimeout(step, 5); \
     }; \
     step()";

#[tokio::test]
async fn a_tab_that_crashes_in_mid_transaction_keeps_all_that_showed_as_saved_and_halves_no_gesture() {
    let server = Server::start();
    let before = server.log(Some("an-lac"));
    let mut phone = at_item(&server, Size::PHONE).await;
    // A page of the server's beside the app listens; the app does not run there.
    let app = phone.open_tab("/api/v1/khong-co").await;
    let _: Option<bool> = phone
        .read(
            "window.heard = []; window.line = new BroadcastChannel('e2e'); \
             window.line.onmessage = (event) => window.heard.push(event.data)",
        )
        .await;
    let beside = phone.switch_to(&app).await;
    let _: Option<bool> = phone.read(RUSH).await;
    phone
        .wait_until("dozens of changes, and no end", async || {
            let reason = phone.texts(".item-reason").await.pop().unwrap_or_default();
            reason.rsplit(' ').next().and_then(|n| n.parse().ok()).is_some_and(|n: u32| n > 60)
        })
        .await;
    // The page has no time left to answer; some drivers wait for it all the same.
    let crash = phone.driver().cdp();
    let _ = tokio::time::timeout(Duration::from_secs(5), crash.send_raw("Page.crash", json!({}))).await;
    phone.driver().switch_to_window(beside).await.expect("the page beside it lives");

    let heard: Vec<String> = phone.read("return window.heard").await;
    let own = phone.own_changes().await;
    assert!(is_whole(&own), "{own:?}");
    let reasons: BTreeSet<&str> =
        own.iter().filter(|change| change["field"] == "reason").filter_map(|c| c["value"].as_str()).collect();
    let shown: Vec<&String> = heard.iter().filter(|said| *said != "tick" && !said.is_empty()).collect();
    assert!(shown.len() > 10, "{heard:?}");
    for said in shown {
        assert!(reasons.contains(said.as_str()), "“{said}” showed as saved: {reasons:?}");
    }
    let ticks = own.iter().filter(|change| change["field"] == "ready").count();
    assert!(ticks >= heard.iter().filter(|said| *said == "tick").count());

    phone.load(&screens::item_address("3.15", "q4")).await;
    phone.wait_until("the item is there", async || phone.has("article.item", "").await).await;
    phone.wait_until_synced().await;
    let made = server.log_after(&before, "an-lac");
    assert_eq!(made.len(), own.len(), "nothing twice, nothing lost");
    let kept: BTreeSet<&str> = own.iter().filter_map(|change| change["id"].as_str()).collect();
    assert_eq!(ids(&made), kept);
    assert!(made.iter().all(|line| line["verdict"]["refused"].is_null()), "{made:?}");
    let last = own.iter().rev().find(|change| change["field"] == "reason").expect("a reason");
    let last = format!("Lý do: {}", last["value"].as_str().unwrap_or_default());
    phone.wait_until("the last reason", async || phone.has(".item-reason", &last).await).await;
}

#[tokio::test]
async fn a_full_storage_is_said_and_what_was_typed_stays_until_there_is_room() {
    let mut server = Server::start();
    let mut phone = at_item(&server, Size::PHONE).await;
    // A browser that runs goes on counting for half a minute on the room that it saw last.
    phone.quit().await;
    phone.start_again().await;
    phone.load("/api/v1/khong-co").await;
    server.stop();
    phone.give_room(Some(1)).await;
    phone.load(&screens::item_address("3.15", "q4")).await;
    phone.wait_until("the item is there", async || phone.has("article.item", "").await).await;
    let long = "Số liệu của khu phố. ".repeat(60);
    let mut round = 0;
    phone
        .wait_until("the storage is full", async || {
            round += 1;
            phone.paste_note(&format!("{round}. {long}")).await;
            phone.has(".notice p", FULL).await
        })
        .await;
    // Said once more when it happens once more.
    phone.press("Đóng").await;
    let last = format!("Bản cuối. {}", long.trim());
    phone.paste_note(&last).await;
    phone.find(".notice p", FULL).await;
    assert_eq!(phone.note().await, last, "what was typed is still there");
    let is_kept = async || phone.own_changes().await.iter().any(|change| change["value"] == json!(last));
    assert!(!is_kept().await, "and is not on the device");

    phone.give_room(None).await;
    phone
        .wait_until("the same text is saved", async || {
            phone.paste_note(&last).await;
            is_kept().await
        })
        .await;
    phone.wait_until("no trouble any more", async || !phone.has(".notice", "").await).await;
    server.start_again();
    phone.sync_now().await;
    phone.wait_until_synced().await;
    phone.reload().await;
    phone.wait_until("the note is there", async || phone.note().await == last).await;
}

#[tokio::test]
async fn storage_that_is_cleared_under_the_running_app_is_said_and_signing_in_brings_all_back() {
    let server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_item(&server, Size::PHONE).await;
    phone.write_note("Đã gửi trước khi mất").await;
    wait_for_log(&phone, &server, &before, 1).await;
    let _: Option<bool> = phone.read("window.sameRun = true").await;
    let what = json!({"origin": phone.url(), "storageTypes": "indexeddb"});
    phone.cdp("Storage.clearDataForOrigin", what).await;

    let label = phone.find(".product:nth-of-type(1) .product-tick", "").await;
    phone.touch(&label).await;
    phone
        .wait_until("words, or the form", async || {
            let words = phone.texts(".notice p").await.join(" ");
            words.starts_with("Chưa lưu được: trình duyệt đã đóng kho dữ liệu.")
                || phone.has("form.sign-in-form", "").await
        })
        .await;
    // It says so, and does not go round in circles.
    phone.hear_of_network().await;
    let same: bool = phone
        .read_later(
            "for (let i = 0; i < 5; i++) await new Promise((then) => setTimeout(() => requestAnimationFrame(then), 50)); \
             return window.sameRun === true",
        )
        .await;
    phone.check("the page runs on", same).await;
    let log = phone.driver().browser_log().await.expect("the console");
    assert!(!log.iter().any(|entry| entry.message.contains("panicked")), "{log:?}");

    phone.reload().await;
    phone.find("form.sign-in-form button", "Đăng nhập").await;
    phone.try_to_sign_in(OFFICER, sotay_e2e::PASSWORD).await;
    phone.wait_until("somebody is signed in", async || phone.has(".sync-chip", "").await).await;
    phone.wait_until_synced().await;
    phone.open_item("3.15", "q4").await;
    assert_eq!(phone.note().await, "Đã gửi trước khi mất");
    phone.tick(2).await;
    let made = wait_for_log(&phone, &server, &before, 2).await;
    assert_eq!(screens::fields(&made), ["note", "ready"]);
}

#[tokio::test]
async fn two_tabs_that_record_at_once_number_without_a_gap_and_send_each_change_once() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let mut laptop = at_item(&server, Size::LAPTOP).await;
    let first = laptop.open_tab(&screens::item_address("3.15", "q4")).await;
    laptop.wait_until("the item is there", async || laptop.has("article.item", "").await).await;
    laptop.wait_until_synced().await;
    let rush = "const box = document.querySelectorAll('.product input[type=checkbox]')[arguments[0]]; \
         for (let i = 0; i < 25; i++) box.click()";
    let _: Option<bool> = laptop.read_with(rush, vec![json!(1)]).await;
    let second = laptop.switch_to(&first).await;
    let _: Option<bool> = laptop.read_with(rush, vec![json!(0)]).await;
    // The server goes away and comes back while they go out.
    server.kill();
    server.start_again();
    for tab in [&first, &second] {
        laptop.switch_to(tab).await;
        laptop
            .wait_until("both tabs' ticks", async || laptop.is_ticked(1).await && laptop.is_ticked(2).await)
            .await;
        laptop.sync_now().await;
        laptop.wait_until_synced().await;
    }
    let own = laptop.own_changes().await;
    assert_eq!(own.len(), 50);
    assert!(is_whole(&own), "{own:?}");
    let made = server.log_after(&before, "an-lac");
    assert_eq!((made.len(), ids(&made).len()), (50, 50), "each once");
}

#[tokio::test]
async fn a_tab_that_freezes_with_the_lock_is_taken_over_and_does_no_harm_when_it_thaws() {
    let server = Server::start();
    let before = server.log(Some("an-lac"));
    let mut laptop = at_item(&server, Size::LAPTOP).await;
    let first = laptop.open_tab(&screens::item_address("3.15", "q4")).await;
    laptop.wait_until("the item is there", async || laptop.has("article.item", "").await).await;
    laptop.wait_until_synced().await;
    let _: Option<bool> = laptop
        .read("window.line = new BroadcastChannel('e2e'); window.line.onmessage = () => window.frozen = true")
        .await;
    let second = laptop.switch_to(&first).await;
    let _: Option<bool> = laptop
        .read(
            "const line = new BroadcastChannel('e2e'); \
             document.addEventListener('freeze', () => line.postMessage('frozen'))",
        )
        .await;

    // What the tabs do because they were shown is over: from here on only an edit makes one ask.
    laptop.write_assignee("Văn phòng").await;
    wait_for_log(&laptop, &server, &before, 1).await;
    let quiet: bool = laptop
        .read_later(
            "for (let free = 0; free < 10;) { \
                 const { held } = await navigator.locks.query(); \
                 free = held.some((lock) => lock.name === 'sotay-sync') ? 0 : free + 1; \
                 await new Promise((then) => setTimeout(then, 50)); \
             } return true",
        )
        .await;
    assert!(quiet);

    // The first tab asks, and freezes before the answer.
    server.pause();
    laptop.tick(1).await;
    laptop.wait_for_chip("“Đang gửi …”", |chip| chip.starts_with("Đang gửi ")).await;
    laptop.cdp("Page.setWebLifecycleState", json!({"state": "frozen"})).await;
    // Nothing is asked of a frozen page: it would not answer.
    laptop.driver().switch_to_window(second.clone()).await.expect("the other tab");
    laptop
        .wait_until("the first tab is frozen", async || laptop.read("return window.frozen === true").await)
        .await;
    server.resume();
    laptop.wait_until("the tick of the first tab", async || laptop.is_ticked(1).await).await;
    laptop.write_note("Từ thẻ thứ hai").await;
    laptop.hear_of_network().await;
    laptop
        .wait_until("the first tab has the lock still", async || {
            laptop
                .read_later(
                    "return (await navigator.locks.query()).held.some((lock) => lock.name === 'sotay-sync')",
                )
                .await
        })
        .await;
    assert!(!laptop.chip().await.starts_with("Đã đồng bộ "), "the note is not sent");
    laptop.age_lease(61_000).await;
    laptop.hear_of_network().await;
    laptop.wait_until_synced().await;
    laptop.write_number(1, "214/BC-UBND").await;
    wait_for_log(&laptop, &server, &before, 4).await;
    let made = server.log_after(&before, "an-lac");
    assert_eq!(screens::fields(&made), ["assignee", "note", "number", "ready"]);

    // It thaws, and its answer comes: late, and from before the other tab's edits.
    laptop.driver().switch_to_window(first.clone()).await.expect("the first tab");
    laptop.cdp("Page.setWebLifecycleState", json!({"state": "active"})).await;
    let agrees = async || {
        laptop.is_ticked(1).await
            && laptop.number(1).await == "214/BC-UBND"
            && laptop.note().await == "Từ thẻ thứ hai"
    };
    laptop.wait_until("what the other tab wrote", agrees).await;
    laptop.sync_now().await;
    laptop.wait_until_synced().await;
    laptop.write_assignee("Bộ phận Một cửa").await;
    wait_for_log(&laptop, &server, &before, 5).await;
    laptop.switch_to(&second).await;
    laptop
        .wait_until("what the first tab wrote", async || {
            laptop.value(".item-fields", "Phụ trách").await == "Bộ phận Một cửa"
        })
        .await;
    laptop.wait_until_synced().await;
    let made = server.log_after(&before, "an-lac");
    assert_eq!(screens::fields(&made), ["assignee", "assignee", "note", "number", "ready"], "each once");
    assert!(is_whole(&laptop.own_changes().await));
}

#[tokio::test]
async fn a_database_of_the_first_version_is_brought_up_and_what_it_holds_unsent_is_sent() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_item(&server, Size::PHONE).await;
    server.stop();
    phone.tick(1).await;
    phone.write_note("Từ bản ứng dụng cũ").await;
    phone.wait_for_chip("“2 chưa gửi”", |chip| chip == "2 chưa gửi").await;
    {
        let _portal = Portal::on(server.port());
        // A page of the same address without the app in it.
        phone.load("/api/trang-khac").await;
        phone.fall_back_to_version_1().await;
    }
    assert_eq!(phone.database_version().await, 1);

    phone.load(&screens::item_address("3.15", "q4")).await;
    phone.wait_until("the item is there", async || phone.has("article.item", "").await).await;
    assert!(phone.is_ticked(1).await);
    assert_eq!(phone.note().await, "Từ bản ứng dụng cũ");
    phone.wait_for_chip("“2 chưa gửi”", |chip| chip == "2 chưa gửi").await;
    assert_eq!(phone.database_version().await, 3);

    server.start_again();
    phone.sync_now().await;
    phone.wait_until_synced().await;
    let made = server.log_after(&before, "an-lac");
    assert_eq!(screens::fields(&made), ["note", "ready"]);
    // The history of before comes too; taps at the counter have none.
    let told = |line: &&serde_json::Value| {
        line["change"]["entity"].as_str().is_some_and(|entity| !entity.starts_with("count/"))
    };
    let told = before.iter().chain(&made).filter(told).count();
    phone.wait_until("the unit's history", async || phone.kept("history").await.len() == told).await;
}

#[tokio::test]
async fn a_wifi_that_wants_a_sign_in_is_named_and_nothing_is_lost_to_it() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let phone = at_item(&server, Size::PHONE).await;
    server.stop();
    let portal = Portal::on(server.port());
    phone.hear_of_network().await;
    let words = "Wi-Fi yêu cầu đăng nhập, đã lưu trên máy";
    phone.wait_for_chip(&format!("“{words}”"), |chip| chip == words).await;
    phone.tick(1).await;
    phone.set_state(state::DONE).await;
    phone.wait_for_chip("“2 chưa gửi”", |chip| chip == "2 chưa gửi").await;
    let answered = portal.answered();
    phone.hear_of_network().await;
    phone.wait_until("it was tried again", async || portal.answered() > answered).await;
    // The app itself does not come from the network.
    phone.reload().await;
    phone.wait_until("the item is there", async || phone.has("article.item", "").await).await;
    assert!(phone.is_ticked(1).await);
    assert_eq!(phone.state().await, state::DONE);
    phone.wait_for_chip("“2 chưa gửi”", |chip| chip == "2 chưa gửi").await;
    phone.go_to("Thêm").await;
    phone.wait_for_text("Cần có mạng để xem.").await;

    drop(portal);
    server.start_again();
    phone.sync_now().await;
    phone.wait_until_synced().await;
    let made = server.log_after(&before, "an-lac");
    assert_eq!(screens::fields(&made), ["ready", "state"]);
    assert_eq!(ids(&made).len(), 2, "each once");
}
