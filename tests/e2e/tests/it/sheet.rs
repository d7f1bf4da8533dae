//! The chip's sheet.

use sotay_e2e::{Browser, OFFICER, Server};

#[tokio::test]
async fn the_sheet_names_what_is_unsent_and_stays_open_while_it_goes() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    server.stop();
    phone.reload().await;
    phone.wait_for_list().await;
    phone.open_item("3.15", "q4").await;
    phone.write_number(1, "214/BC-UBND").await;
    phone.wait_for_chip("“1 chưa gửi”", |chip| chip == "1 chưa gửi").await;
    phone.open_sheet().await;
    phone.find("dialog .sheet-value", "Số văn bản: 214/BC-UBND").await;

    server.start_again();
    phone.press("Đồng bộ ngay").await;
    phone.find("dialog .sheet-nothing", "Không còn gì chưa gửi.").await;
    // With the network back the app asks once who is signed in; that is no reason to close what is open.
    phone
        .wait_until("the app has asked who is signed in", async || {
            phone
                .read(
                    "return performance.getEntriesByType('resource')\
                     .some((e) => e.name.endsWith('/api/v1/session') && e.responseStatus === 200)",
                )
                .await
        })
        .await;
    let painted: bool = phone
        .read_later(
            "for (let i = 0; i < 5; i++) await new Promise((then) => setTimeout(() => requestAnimationFrame(then), 50)); \
             return true",
        )
        .await;
    phone.check("the sheet is open still", painted && phone.has("dialog[open]", "").await).await;
    phone.close_sheet().await;
}
