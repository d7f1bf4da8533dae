//! Searching: everything at hand, without a network and without diacritics.

use sotay_e2e::{Browser, OFFICER, OrFail, Server};

async fn seek(phone: &Browser, text: &str) {
    if !phone.has("input[type=search]", "").await {
        phone.touch(&phone.find(".head-find a", "").await).await;
    }
    let field = phone.find("input[type=search]", "").await;
    field.clear().await.or_fail("clearing the box");
    field.send_keys(text).await.or_fail("typing");
}

#[tokio::test]
async fn what_was_written_and_what_the_plan_says_are_found_offline_without_diacritics() {
    let mut server = Server::start();
    let phone = Browser::phone(&server).await;
    phone.sign_in(OFFICER).await;
    phone.wait_until_synced().await;
    phone.wait_until_offline_ready().await;
    phone.open_item("3.15", "q4").await;
    phone.write_number(1, "214/BC-UBND").await;
    phone.write_note("Đã gọi Sở Nội vụ <b>về phần mềm</b>").await;
    phone.wait_until_synced().await;
    server.stop();

    seek(&phone, "phan anh kien nghi").await;
    phone
        .wait_until("hits are marked", async || {
            let marks = phone.texts(".found mark").await;
            ["phản ánh", "kiến nghị"].iter().all(|hit| {
                marks
                    .iter()
                    .any(|mark| mark.to_lowercase().contains(hit) || hit.contains(&mark.to_lowercase()))
            }) && !marks.is_empty()
        })
        .await;

    seek(&phone, "da goi so noi vu").await;
    phone
        .wait_until("the note is found", async || {
            let texts = phone.texts(".found-text").await;
            texts.iter().any(|text| text.contains("Đã gọi Sở Nội vụ <b>về phần mềm</b>"))
        })
        .await;
    assert!(!phone.has(".found b", "").await, "markup is text");

    seek(&phone, "214/bc").await;
    phone.wait_until("the number is found", async || phone.has(".found mark", "214/BC").await).await;
    phone.find(".found h2", "Văn bản").await;
    let first = phone.find(".found-one", "").await;
    phone.touch(&first).await;
    phone.wait_until("its task opens", async || phone.has("article.item", "").await).await;
    assert_eq!(phone.number(1).await, "214/BC-UBND");

    // On the way back the box has what was typed, while the app is open.
    let _: bool = phone.read("history.back(); return true").await;
    phone.wait_until("the results are there", async || phone.has(".found mark", "214/BC").await).await;
}

#[tokio::test]
async fn the_slash_key_opens_the_box_and_nothing_found_is_said_kindly() {
    let server = Server::start();
    let laptop = Browser::new(&server, sotay_e2e::Size::LAPTOP).await;
    laptop.sign_in(OFFICER).await;
    laptop.find(".head-find a", "").await;
    let key = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true })); \
         return true";
    let _: bool = laptop.read(key).await;
    laptop.find("input[type=search]", "").await;
    let focused: String = laptop.read("return document.activeElement.id").await;
    assert_eq!(focused, "tim");
    laptop.wait_for_text("Gõ vài chữ").await;
    seek(&laptop, "zzz không có").await;
    laptop
        .wait_for_text("Không thấy gì cho “zzz không có”. Thử ít từ hơn, có dấu hay không dấu đều được.")
        .await;
}
