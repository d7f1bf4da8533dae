//! `sotay-screenshots FOLDER`: pictures of every screen, at three sizes, light and dark, of practice data.
//!
//! `SOTAY_BIN` names the server's binary, `CHROMIUM` and `CHROMEDRIVER` the browser's. A picture is called after
//! its screen, size and theme: `item-360x640-dark.png`.

use sotay_e2e::{Browser, CHAIR, OFFICER, OrFail, Server, Size, screens::item_address};
use std::path::{Path, PathBuf};

const SIZES: [Size; 3] = [Size::PHONE, Size::TABLET, Size::LAPTOP];
const THEMES: [&str; 2] = ["light", "dark"];

/// An item of the practice data with something in every part of it.
const ITEM: (&str, &str) = ("3.15", "q4");

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.or_fail("usage: sotay-screenshots FOLDER");
    let mut server = Server::start();
    let mut browser = Browser::phone(&server).await;
    browser.keep_still().await;
    let mut camera = Camera { browser: &mut browser, folder: &folder };

    camera.take("sign-in", "/", async |browser| drop(browser.find("form.sign-in-form", "").await)).await;

    camera.browser.sign_in(OFFICER).await;
    for (name, segment) in [("to-do", "Cần làm"), ("waiting", "Chờ"), ("all", "Tất cả")] {
        camera
            .take(name, "/viec", async |browser| {
                browser.wait_for_list().await;
                browser.choose_segment(segment).await;
                browser.wait_until_synced().await;
            })
            .await;
    }
    let item = item_address(ITEM.0, ITEM.1);
    let at_item = async |browser: &Browser| {
        browser.find("article.item", "").await;
        browser.wait_until_synced().await;
    };
    camera.take("item", &item, at_item).await;
    camera.take("plan", "/ke-hoach", async |browser| drop(browser.find(".reader h1", "").await)).await;
    let appendix = "/ke-hoach/phu-luc#PL.3.15";
    camera.take("appendix", appendix, async |browser| drop(browser.find("section.task", "").await)).await;
    camera
        .take("more", "/them", async |browser| browser.wait_for_text("Sẵn sàng dùng khi mất mạng").await)
        .await;

    two_versions(&mut server, camera.browser).await;
    camera
        .take("conflict", &item, async |browser| {
            let conflict = browser.find(".conflict", "").await;
            browser.wait_until_synced().await;
            conflict.scroll_into_view().await.or_fail("scrolling to the two versions");
        })
        .await;

    server.stop();
    unsent(camera.browser).await;
    camera
        .take("sync", "/viec", async |browser| {
            browser.wait_for_list().await;
            browser.open_sheet().await;
            browser.wait_for_text("vừa xong").await;
        })
        .await;
}

/// Two people write one note while apart.
async fn two_versions(server: &mut Server, browser: &Browser) {
    let other = Browser::phone(server).await;
    other.sign_in(CHAIR).await;
    for device in [browser, &other] {
        device.open_item(ITEM.0, ITEM.1).await;
        device.wait_until_synced().await;
    }
    server.stop();
    browser.write_note("Đã nhận kinh phí ngày 12/10, đang mua sắm.").await;
    other.write_note("Quận hẹn cấp kinh phí trong tuần này.").await;
    for device in [browser, &other] {
        device.wait_until_saved("Đã lưu trên máy, chưa gửi").await;
    }
    server.start_again();
    for device in [&other, browser] {
        device.sync_now().await;
        device.wait_until_synced().await;
    }
}

/// Some edits that wait for the network.
async fn unsent(browser: &Browser) {
    browser.open_item("3.10", "year").await;
    browser.tick(1).await;
    browser.write_number(1, "231/BC-UBND").await;
    browser.open_item("7.12", "year").await;
    browser.write_note("Còn hai công chức chưa có chứng thư số.").await;
    browser.wait_for_chip("how much is unsent", |chip| chip.ends_with("chưa gửi")).await;
}

/// Takes pictures of a browser into a folder.
struct Camera<'a> {
    browser: &'a mut Browser,
    folder: &'a Path,
}

impl Camera<'_> {
    /// Opens an address at every size in every theme, lets `arrange` do the rest, and takes the picture.
    async fn take(&mut self, name: &str, address: &str, arrange: impl AsyncFn(&Browser)) {
        for theme in THEMES {
            // Where the theme is remembered there is a page first.
            self.browser.load("/").await;
            let set = format!("localStorage.setItem('sotay.theme', '\"{theme}\"')");
            let () = self.browser.read(&set).await;
            for size in SIZES {
                self.browser.resize(size).await;
                // From elsewhere: a step to a fragment of the same page loads nothing.
                self.browser.driver().goto("about:blank").await.or_fail("an empty page");
                self.browser.load(address).await;
                arrange(self.browser).await;
                let file = format!("{name}-{}x{}-{theme}.png", size.width, size.height);
                println!("{file}");
                self.browser.picture(&self.folder.join(file)).await.or_fail("a picture");
            }
        }
    }
}
