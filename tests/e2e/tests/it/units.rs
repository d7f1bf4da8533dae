//! Who sees and changes what.

use sotay_e2e::{Browser, DISTRICT, NEIGHBOUR, OFFICER, Server, Size, screens::state};

const UNITS: &str = "return [...document.querySelectorAll('.head-units option')].map((o) => o.textContent)";

#[tokio::test]
async fn the_district_sees_all_ten_wards_and_changes_none() {
    let server = Server::start();
    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    let units: Vec<String> = office.read(UNITS).await;
    let wards: Vec<&String> = units.iter().filter(|name| name.starts_with("Phường ")).collect();
    assert_eq!(wards.len(), 10, "{units:?}");

    // A ward's own work shows: the same item stands differently in two wards.
    for ward in ["Phường An Lạc", "Phường Tân Tạo A"] {
        office.choose_unit(ward).await;
    }

    office.open_item("3.15", "q4").await;
    office.find(".item-read-only", "Chỉ xem: việc do phường cập nhật.").await;
    let enabled: Vec<String> = office
        .read(
            "return [...document.querySelectorAll('.item :is(button, input, textarea)')]\
             .filter((e) => !e.disabled && !e.matches('.plan-text-switch, .item-membership .choice')).map((e) => e.outerHTML)",
        )
        .await;
    assert!(enabled.is_empty(), "{enabled:?}");
    assert!(office.has(".state-button:disabled", state::DONE).await);
}

#[tokio::test]
async fn the_district_sees_what_a_ward_records() {
    let server = Server::start();
    let office = Browser::new(&server, Size::LAPTOP).await;
    office.sign_in(DISTRICT).await;
    office.wait_until_synced().await;
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.open_item("3.15", "q4").await;
    phone.write_note("Quận xem giúp").await;
    phone.wait_until_saved("Đã ở máy chủ").await;
    office.choose_unit("Phường An Lạc").await;
    office.open_item("3.15", "q4").await;
    office.sync_now().await;
    office.wait_until("the ward's note", async || office.note().await == "Quận xem giúp").await;
}

#[tokio::test]
async fn another_wards_officer_does_not_see_this_ward() {
    let server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.open_item("3.15", "q4").await;
    phone.write_note("Việc riêng của An Lạc").await;
    phone.wait_until_saved("Đã ở máy chủ").await;
    let neighbour = Browser::phone(&server).await;
    neighbour.sign_in(NEIGHBOUR).await;
    neighbour.wait_until_synced().await;
    neighbour.find(".head-name", "Phường Tân Tạo").await;
    assert!(!neighbour.has("select.head-units", "").await);
    neighbour.open_item("3.15", "q4").await;
    assert_ne!(neighbour.note().await, "Việc riêng của An Lạc");
    // Nor does anything of it lie on the device.
    let kept: String = neighbour
        .read_later(
            "const all = []; \
             for (const { name } of await indexedDB.databases()) { \
                 const db = await new Promise((then) => { \
                     const r = indexedDB.open(name); r.onsuccess = () => then(r.result); }); \
                 for (const store of db.objectStoreNames) \
                     all.push(await new Promise((then) => { \
                         const r = db.transaction(store).objectStore(store).getAll(); \
                         r.onsuccess = () => then(JSON.stringify(r.result)); })); \
                 db.close(); \
             } \
             return all.join('\\n')",
        )
        .await;
    assert!(kept.contains("tan-tao"), "the device keeps its own ward");
    assert!(!kept.contains("An Lạc\"") && !kept.contains("Việc riêng"), "and no other");
}
