//! People and devices of one ward: what they tell each other, and what is told of them.

use sotay_e2e::{Browser, CHAIR, DISTRICT, OFFICER, Server, Size, screens::state};
use std::time::{Duration, Instant};

const OANH: &str = "Đỗ Thị Kim Oanh";
const VINH: &str = "Trương Quang Vinh";

/// The officer's phone and the chair's tablet, both at the same item.
async fn two_at_item(server: &Server) -> (Browser, Browser) {
    let phone = Browser::phone(server).await;
    let tablet = Browser::new(server, Size::TABLET).await;
    for (device, account) in [(&phone, OFFICER), (&tablet, CHAIR)] {
        device.sign_in(account).await;
        device.wait_until_synced().await;
        device.open_item("3.15", "q4").await;
    }
    (phone, tablet)
}

#[tokio::test]
async fn remarks_written_apart_stand_in_order_on_both_devices_and_are_no_conflict() {
    let mut server = Server::start();
    let before = server.log(Some("an-lac"));
    let (phone, tablet) = two_at_item(&server).await;
    server.stop();
    phone.remark("Chờ báo cáo của khu phố 4").await;
    tablet.remark("Khu phố 4 gửi rồi, xem trong hộp thư").await;
    for device in [&phone, &tablet] {
        assert_eq!(device.half_typed_remark().await, "", "what stands in the list has left the field");
        device.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    }
    // What is begun stays while the colleague's words come in.
    phone.half_type_remark("Đã thấy, cảm").await;

    server.start_again();
    tablet.sync_now().await;
    tablet.wait_until_synced().await;
    phone.hear_of_network().await;
    let said = ["Chờ báo cáo của khu phố 4", "Khu phố 4 gửi rồi, xem trong hộp thư"];
    for device in [&phone, &tablet] {
        device.wait_until("both remarks, in order", async || device.remarks().await == said).await;
        assert!(!device.has(".conflict", "").await, "two remarks are no conflict");
    }
    assert_eq!(phone.half_typed_remark().await, "Đã thấy, cảm");
    let authors = phone.texts(".remarks li small").await;
    assert!(authors[0].starts_with(OANH) && authors[1].starts_with(VINH), "{authors:?}");

    phone.half_type_remark(" ơn").await;
    phone.press("Ghi").await;
    for device in [&phone, &tablet] {
        device
            .wait_until("the third", async || {
                device.remarks().await.last().is_some_and(|last| last == "Đã thấy, cảm ơn")
            })
            .await;
    }
    phone.wait_until_synced().await;
    assert_eq!(server.log_after(&before, "an-lac").len(), 3, "each once");
}

/// The clock of a phone may be minutes late, and its words then stand above those that came before.
#[tokio::test]
async fn a_remark_leaves_its_field_once_it_is_saved_wherever_it_stands() {
    let server = Server::start();
    let (phone, tablet) = two_at_item(&server).await;
    tablet.remark("Đồng ý").await;
    phone.wait_until("the chair's remark", async || phone.remarks().await == ["Đồng ý"]).await;
    let late = "const now = Date.now.bind(Date); Date.now = () => now() - 20 * 60 * 1000";
    let _: Option<bool> = phone.read(late).await;
    phone.remark("Tôi trình ký chiều nay").await;
    assert_eq!(phone.remarks().await.len(), 2);
    phone.wait_until("an empty field", async || phone.half_typed_remark().await.is_empty()).await;

    // The same words as the last in the list are not taken out of the field before they are saved.
    let last = phone.remarks().await.pop().unwrap_or_default();
    phone.half_type_remark(&last).await;
    tablet.write_assignee("Văn phòng").await;
    phone
        .wait_until("the chair's edit", async || {
            phone.value(".item-fields", "Phụ trách").await == "Văn phòng"
        })
        .await;
    assert_eq!(phone.half_typed_remark().await, last);
    phone.press("Ghi").await;
    phone.wait_until("three remarks", async || phone.remarks().await.len() == 3).await;
    phone.wait_until("an empty field", async || phone.half_typed_remark().await.is_empty()).await;
}

#[tokio::test]
async fn the_history_says_who_did_what_when_latest_first_also_without_a_network() {
    let mut server = Server::start();
    let (phone, tablet) = two_at_item(&server).await;
    phone.wait_until_offline_ready().await;
    phone.set_state(state::DOING).await;
    phone.tick(1).await;
    tablet.wait_until("the officer's edits", async || tablet.is_ticked(1).await).await;
    tablet.set_state(state::DONE).await;
    tablet.wait_until_saved("Đã ở máy chủ").await;
    phone.wait_until("the chair's edit", async || phone.state().await == state::DONE).await;
    phone.wait_until_synced().await;

    let is_told = async |device: &Browser, unsent: usize| {
        let mut history = Vec::new();
        device
            .wait_until("the history", async || {
                history = device.history().await;
                history.len() >= 3 + unsent
            })
            .await;
        let told = history.split_off(unsent);
        let [done, ticked, doing, ..] = told.as_slice() else { panic!("{told:?}") };
        let is = |event: &str, what: &str, by: &str| event.starts_with(what) && event.contains(by);
        assert!(is(done, "Trạng thái / Đang làm → Hoàn thành / ", VINH), "{told:?}");
        assert!(
            is(ticked, "Cơ quan, đơn vị xử lý 100% phản ánh, kiế… · Sản phẩm / ", OANH)
                && ticked.contains("có"),
            "{told:?}"
        );
        assert!(is(doing, "Trạng thái / ", OANH) && doing.contains("Đang làm /"), "{told:?}");
        for event in [done, ticked, doing] {
            let time = event.rsplit(" · ").next().unwrap_or_default();
            assert!(time.split_once(':').is_some(), "when: {event}");
        }
        history
    };
    phone.open_history().await;
    is_told(&phone, 0).await;
    // What comes while it is open is told too.
    server.stop();
    phone.tick(2).await;
    let unsent = is_told(&phone, 1).await;
    assert!(
        unsent[0].contains("Văn phòng Ủy ban nhân dân quận")
            && unsent[0].contains("Đã lưu trên máy, chưa gửi"),
        "{unsent:?}"
    );
    phone.reload().await;
    phone.wait_until("the item is there", async || phone.has("article.item", "").await).await;
    phone.open_history().await;
    is_told(&phone, 1).await;
}

#[tokio::test]
async fn the_district_reads_a_wards_history_over_the_network_and_is_told_when_it_needs_one() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.open_item("3.15", "q4").await;
    phone.set_state(state::DOING).await;
    phone.wait_until_saved("Đã ở máy chủ").await;

    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    office.wait_until_offline_ready().await;
    office.choose_unit("Phường An Lạc").await;
    office.open_item("3.15", "q4").await;
    office.open_history().await;
    office
        .wait_until("the officer's edit", async || {
            office.history().await.first().is_some_and(|event| {
                event.starts_with("Trạng thái / ") && event.contains("Đang làm /") && event.contains(OANH)
            })
        })
        .await;

    server.stop();
    office.reload().await;
    office.wait_until("the item is there", async || office.has("article.item", "").await).await;
    office.open_history().await;
    office.find(".item-history p", "Máy này không giữ lịch sử của đơn vị khác. Cần có mạng để xem.").await;
}

#[tokio::test]
async fn a_merge_being_written_outlives_a_third_version_which_stays_beside_it() {
    let mut server = Server::start();
    let (phone, tablet) = two_at_item(&server).await;
    let laptop = Browser::new(&server, Size::LAPTOP).await;
    laptop.sign_in(OFFICER).await;
    laptop.wait_until_synced().await;
    laptop.open_item("3.15", "q4").await;
    // What a person replaces is what they saw when they began.
    laptop.type_into(".item-fields", "Ghi chú", "Bản thứ ba").await;
    server.stop();
    phone.write_note("Bản một").await;
    tablet.write_note("Bản hai").await;
    for device in [&phone, &tablet] {
        device.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    }
    server.start_again();
    for device in [&phone, &tablet, &phone] {
        device.sync_now().await;
        device.wait_until_synced().await;
    }
    phone.find(".conflict h3", "Ghi chú có hai bản").await;
    phone.press("Gộp").await;
    phone.type_into(".conflict", "Bản gộp", "Bản một và bản hai").await;

    laptop.hear_of_network().await;
    let _: Option<bool> = laptop.read("document.activeElement.blur()").await;
    laptop.wait_until("three versions", async || laptop.texts(".conflict-version").await.len() == 3).await;
    laptop.wait_until_synced().await;
    phone.hear_of_network().await;
    phone.find(".conflict h3", "Ghi chú có ba bản").await;
    assert_eq!(
        phone.value(".conflict", "Bản gộp").await,
        "Bản một và bản hai",
        "what is being written stays"
    );

    phone.press("Lưu bản gộp").await;
    let left = ["Bản một và bản hai", "Bản thứ ba"];
    for device in [&phone, &tablet, &laptop] {
        device.hear_of_network().await;
        device
            .wait_until("the merge beside the third version", async || {
                let mut versions = device.texts(".conflict-version p").await;
                versions.sort();
                versions == left
            })
            .await;
    }
    // Until somebody settles it who has seen both.
    phone.wait_until_synced().await;
    phone.find(".conflict h3", "Ghi chú có hai bản").await;
    let first = phone.texts(".conflict-version p").await.swap_remove(0);
    phone.press("Giữ bản này").await;
    for device in [&phone, &tablet, &laptop] {
        device
            .wait_until("one version", async || {
                !device.has(".conflict", "").await && device.note().await == first
            })
            .await;
    }
}

#[tokio::test]
async fn a_tick_appears_on_another_open_device_within_moments() {
    let server = Server::start();
    let (phone, tablet) = two_at_item(&server).await;
    // Whatever its timer does, that comes a minute after this.
    tablet.sync_now().await;
    tablet.wait_until_synced().await;
    let listens =
        "return performance.getEntriesByType('resource').some((e) => e.name.endsWith('/api/v1/events'))";
    let opened = Instant::now();
    phone.tick(1).await;
    tablet.wait_until("the tick of the phone", async || tablet.is_ticked(1).await).await;
    let took = opened.elapsed();
    let heard: bool = tablet.read(listens).await;
    assert!(took < Duration::from_secs(15), "after {took:?}; listens: {heard}");
    // And in the other direction.
    let opened = Instant::now();
    tablet.set_state(state::DOING).await;
    phone.wait_until("the state of the tablet", async || phone.state().await == state::DOING).await;
    assert!(opened.elapsed() < Duration::from_secs(15), "after {:?}", opened.elapsed());
}

#[tokio::test]
async fn what_a_lost_device_last_said_it_holds_is_told_to_its_person_and_to_the_district() {
    let server = Server::start();
    let mut lost = Browser::phone(&server).await;
    lost.sign_in(OFFICER).await;
    lost.wait_until_synced().await;
    // A device sends what it says it holds, unless the network breaks just then: said by hand, and then it is gone.
    let people = lost.kept("people").await;
    let meta = people.iter().find(|(key, _)| key.starts_with("replica|")).map(|(_, meta)| meta.clone());
    let replica = meta.and_then(|meta| meta["replica"].as_str().map(str::to_owned)).unwrap_or_default();
    let report = format!(
        "const now = Date.now(); \
         const answer = await fetch('/api/v1/sync', {{ method: 'POST', \
             headers: {{ 'Content-Type': 'application/json', 'Sotay-Client': 'e2e' }}, \
             body: JSON.stringify({{ protocol: 1, replica: '{replica}', acked: 0, changes: [], cursors: [], \
                 pending: 12, oldest: now - 3 * 3600 * 1000, now }}) }}); \
         return answer.status"
    );
    let status: u16 = lost.read_later(&report).await;
    assert_eq!(status, 200);
    lost.kill();

    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.open_sheet().await;
    phone
        .wait_until("what the lost device said", async || {
            phone.texts("dialog .sheet-remark").await.iter().any(|remark| {
                remark.starts_with("Lúc ")
                    && remark
                        .ends_with(", máy Chrome · Linux của bạn báo còn 12 thay đổi chưa gửi lên máy chủ.")
            })
        })
        .await;
    phone.close_sheet().await;

    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    office.go_to("Thêm").await;
    let told = async || {
        let devices = office.texts(".devices li").await;
        devices.into_iter().find(|device| device.contains("còn 12 thay đổi chưa gửi"))
    };
    office.wait_until("the lost device", async || told().await.is_some()).await;
    let device = told().await.unwrap_or_default();
    assert!(device.starts_with(OANH) && device.contains("liên lạc lần cuối"), "{device}");
    let first = office.texts(".devices li").await.swap_remove(0);
    assert_eq!(first, device, "those that hold something come first");
}
