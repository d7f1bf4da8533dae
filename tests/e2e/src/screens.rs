//! What a person does and sees, in the words on the screens.

use crate::{OrFail, PASSWORD, PLAN, browser::Browser};
use serde_json::{Value, json};
use thirtyfour::{Key, WebElement};

/// What `find` looks at first: elements that are shown.
const SHOWN: &str = "const shown = (e) => e.checkVisibility({ visibilityProperty: true }); \
     const words = (e) => e.textContent.replace(/\\s+/g, ' ').trim(); ";

/// A state of an item, as its button says.
pub mod state {
    /// Not begun.
    pub const TODO: &str = "Chưa làm";
    /// Under way.
    pub const DOING: &str = "Đang làm";
    /// Waiting for an event.
    pub const WAITING: &str = "Chờ";
    /// Done.
    pub const DONE: &str = "Hoàn thành";
}

// --- Finding and touching -----------------------------------------------------------------------------

impl Browser {
    /// The first element that is shown, fits a CSS selector and says exactly this, once it is there.
    pub async fn find(&self, selector: &str, text: &str) -> WebElement {
        let script = format!(
            "{SHOWN} return [...document.querySelectorAll(arguments[0])]\
             .find((e) => shown(e) && (words(e) === arguments[1] || arguments[1] === '')) ?? null"
        );
        let mut found = None;
        self.wait_until(format!("{selector} “{text}”"), async || {
            found = self.element(&script, vec![json!(selector), json!(text)]).await;
            found.is_some()
        })
        .await;
        found.or_fail("an element")
    }

    /// Whether something that fits a CSS selector and says exactly this is shown; any text if it is empty.
    pub async fn has(&self, selector: &str, text: &str) -> bool {
        let script = format!(
            "{SHOWN} return [...document.querySelectorAll(arguments[0])]\
             .some((e) => shown(e) && (words(e) === arguments[1] || arguments[1] === ''))"
        );
        self.read_with(&script, vec![json!(selector), json!(text)]).await
    }

    /// Presses a button with this text.
    pub async fn press(&self, text: &str) {
        self.touch(&self.find("button", text).await).await;
    }

    /// Follows a link with this text.
    pub async fn follow(&self, text: &str) {
        self.touch(&self.find("a", text).await).await;
    }

    /// Scrolls an element to the middle of the screen and clicks it.
    pub async fn touch(&self, element: &WebElement) {
        let mut tried: Vec<String> = Vec::new();
        // While the screen changes, another element may lie above for a moment, or this one be built anew.
        for _ in 0..20 {
            let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            let arguments = vec![element.to_json().or_fail("an element's reference")];
            let _ = self.driver().execute(script, arguments).await;
            match element.click().await {
                Ok(()) => return,
                Err(error) => tried.push(brief(&error.to_string())),
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        tried.dedup();
        self.check(format!("it can be clicked: {}", tried.join("; then ")), false).await;
    }

    /// What the page says, as it is laid out.
    pub async fn text(&self) -> String {
        self.read("return document.body.innerText").await
    }

    /// The texts of all elements that are shown and fit a CSS selector.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let script =
            format!("{SHOWN} return [...document.querySelectorAll(arguments[0])].filter(shown).map(words)");
        self.read_with(&script, vec![json!(selector)]).await
    }

    /// Waits until the page says this somewhere.
    pub async fn wait_for_text(&self, text: &str) {
        self.wait_until(format!("the page says “{text}”"), async || self.text().await.contains(text)).await;
    }
}

// --- Fields -------------------------------------------------------------------------------------------

/// The control of a field by its label, within the part of the page that a selector names.
const CONTROL: &str = "return [...document.querySelectorAll(`${arguments[0]} label`)]\
     .find((l) => l.querySelector('.field-label')?.textContent === arguments[1])\
     ?.querySelector('input, textarea') ?? null";

impl Browser {
    /// The control of a field.
    pub async fn control(&self, within: &str, label: &str) -> WebElement {
        let mut found = None;
        self.wait_until(format!("a field “{label}” in {within}"), async || {
            found = self.element(CONTROL, vec![json!(within), json!(label)]).await;
            found.is_some()
        })
        .await;
        found.or_fail("a field")
    }

    /// What stands in a field.
    pub async fn value(&self, within: &str, label: &str) -> String {
        self.control(within, label).await.prop("value").await.or_fail("a field's value").unwrap_or_default()
    }

    /// Writes into a field in place of what stands there, and stays in it.
    pub async fn type_into(&self, within: &str, label: &str, text: &str) {
        let control = self.control(within, label).await;
        self.touch(&control).await;
        control.send_keys(Key::Control + "a").await.or_fail("selecting what stands in a field");
        control.send_keys(Key::Backspace + "").await.or_fail("clearing a field");
        control.send_keys(text).await.or_fail("typing");
    }

    /// Writes into a field and leaves it by the tabulator key.
    pub async fn write(&self, within: &str, label: &str, text: &str) {
        self.type_into(within, label, text).await;
        let control = self.control(within, label).await;
        control.send_keys(Key::Tab + "").await.or_fail("leaving a field");
    }
}

// --- Signing in and going places ----------------------------------------------------------------------

impl Browser {
    /// Opens the app, signs in and waits for the list.
    pub async fn sign_in(&self, account: &str) {
        self.load("/").await;
        self.try_to_sign_in(account, PASSWORD).await;
        self.wait_for_list().await;
    }

    /// Fills the form on the screen and sends it.
    pub async fn try_to_sign_in(&self, account: &str, password: &str) {
        self.type_into("form", "Tên đăng nhập", account).await;
        self.type_into("form", "Mật khẩu", password).await;
        self.press("Đăng nhập").await;
    }

    /// Waits until the list has rows.
    pub async fn wait_for_list(&self) {
        self.wait_until("the list has rows", async || self.has(".row", "").await).await;
    }

    /// Goes to one of the places of the bar.
    pub async fn go_to(&self, place: &str) {
        self.touch(&self.find("nav.navigation a", place).await).await;
    }

    /// Chooses in the list of units, as a person does by keyboard or finger, and waits until the unit's list is
    /// shown.
    pub async fn choose_unit(&self, name: &str) {
        self.find("select.head-units", "").await;
        let script = "const s = document.querySelector('.head-units'); \
             const o = [...s.options].find((o) => o.textContent === arguments[0]); \
             if (!o) return false; \
             s.value = o.value; s.dispatchEvent(new Event('change', { bubbles: true })); return true";
        let there: bool = self.read_with(script, vec![json!(name)]).await;
        self.check(format!("the unit “{name}” can be chosen"), there).await;
        let shown = "return document.querySelector('.head-units').selectedOptions[0].textContent";
        self.wait_until(format!("{name} is shown"), async || {
            self.read::<String>(shown).await == name && self.has(".row", "").await
        })
        .await;
    }

    /// Chooses a segment of the list.
    pub async fn choose_segment(&self, name: &str) {
        let script = "return [...document.querySelectorAll('.segment')]\
             .find((e) => e.textContent.trim().startsWith(arguments[0])) ?? null";
        let mut found = None;
        self.wait_until(format!("a segment “{name}”"), async || {
            found = self.element(script, vec![json!(name)]).await;
            found.is_some()
        })
        .await;
        self.touch(&found.or_fail("a segment")).await;
    }

    /// Waits until the app starts without a network: a worker controls the page.
    pub async fn wait_until_offline_ready(&self) {
        self.wait_until("ready for offline use", async || {
            self.read("return !!navigator.serviceWorker.controller").await
        })
        .await;
    }

    /// Goes to the list, finds an item there and opens it.
    pub async fn open_item(&self, code: &str, occurrence: &str) {
        if !self.has(".segment", "").await {
            self.go_to("Việc").await;
        }
        self.choose_segment("Tất cả").await;
        let address = item_address(code, occurrence);
        let mut row = None;
        self.wait_until(format!("a row of {code} {occurrence}"), async || {
            let script = "const row = document.querySelector(`a.row[href='${arguments[0]}']`); \
                 row?.closest('details')?.setAttribute('open', ''); return row";
            row = self.element(script, vec![json!(address)]).await;
            row.is_some()
        })
        .await;
        self.touch(&row.or_fail("a row")).await;
        self.wait_until(format!("{code} {occurrence} is open"), async || {
            let here: String = self.read("return location.pathname").await;
            here == address && self.has("article.item", "").await
        })
        .await;
    }

    /// What the list says of an item; none if it does not show it.
    pub async fn row(&self, code: &str, occurrence: &str) -> Option<String> {
        let script = format!(
            "{SHOWN} const row = document.querySelector(`a.row[href='${{arguments[0]}}']`); \
             return row && shown(row) ? words(row) : null"
        );
        self.read_with(&script, vec![json!(item_address(code, occurrence))]).await
    }
}

/// What a driver's error says, without its own stack.
fn brief(error: &str) -> String {
    let told = error.split("Stacktrace").next().unwrap_or(error);
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where an item of the practice plan stands.
pub fn item_address(code: &str, occurrence: &str) -> String {
    format!("/viec/{PLAN}/PL.{code}/{occurrence}")
}

// --- An open item -------------------------------------------------------------------------------------

/// The selector of a product's card, counted from 1.
fn product(index: usize) -> String {
    format!(".product:nth-of-type({index})")
}

const NUMBER: &str = "Số văn bản";
const ISSUED: &str = "Ngày";
const NOTE: &str = "Ghi chú";
const FIELDS: &str = ".item-fields";

impl Browser {
    /// Ticks a product, counted from 1, or takes the tick away.
    pub async fn tick(&self, index: usize) {
        let before = self.is_ticked(index).await;
        let label = self.find(&format!("{} .product-tick", product(index)), "").await;
        self.touch(&label).await;
        let script = "return document.querySelector(arguments[0]).matches('.product-ready')";
        self.wait_until("the tick is saved and shown", async || {
            let ready: bool = self.read_with(script, vec![json!(product(index))]).await;
            ready != before
        })
        .await;
    }

    /// Whether a product is ticked.
    pub async fn is_ticked(&self, index: usize) -> bool {
        let script = "return document.querySelector(`${arguments[0]} input[type=checkbox]`).checked";
        self.read_with(script, vec![json!(product(index))]).await
    }

    /// Writes the number of a product's document.
    pub async fn write_number(&self, index: usize, text: &str) {
        self.write(&product(index), NUMBER, text).await;
    }

    /// The number of a product's document.
    pub async fn number(&self, index: usize) -> String {
        self.value(&product(index), NUMBER).await
    }

    /// Writes the date of a product's document.
    pub async fn write_issued(&self, index: usize, text: &str) {
        self.write(&product(index), ISSUED, text).await;
    }

    /// The date of a product's document.
    pub async fn issued(&self, index: usize) -> String {
        self.value(&product(index), ISSUED).await
    }

    /// Whether the date of a product's document is marked as wrong.
    pub async fn is_issued_marked(&self, index: usize) -> bool {
        let control = self.control(&product(index), ISSUED).await;
        control.attr("aria-invalid").await.or_fail("a field's mark").as_deref() == Some("true")
    }

    /// Presses the button of a state.
    pub async fn set_state(&self, state: &str) {
        self.touch(&self.find(".state-button", state).await).await;
        self.wait_until(format!("the state is {state}"), async || self.state().await == state).await;
    }

    /// The state that is pressed; none of the four gives an empty text.
    pub async fn state(&self) -> String {
        self.texts(".state-button[aria-pressed=true]").await.pop().unwrap_or_default()
    }

    /// Writes the note and leaves the field.
    pub async fn write_note(&self, text: &str) {
        self.write(FIELDS, NOTE, text).await;
    }

    /// Writes the note and stays in the field.
    pub async fn half_type_note(&self, text: &str) {
        self.type_into(FIELDS, NOTE, text).await;
    }

    /// What stands in the note's field.
    pub async fn note(&self) -> String {
        self.value(FIELDS, NOTE).await
    }

    /// Who sees to the item, as the field says.
    pub async fn write_assignee(&self, text: &str) {
        self.write(FIELDS, "Phụ trách", text).await;
    }

    /// Puts a text into the note's field as the clipboard would, and leaves the field: many keys take their time.
    pub async fn paste_note(&self, text: &str) {
        let area = self.control(FIELDS, NOTE).await;
        let script = "const [area, text] = arguments; area.focus(); area.value = text; \
             area.dispatchEvent(new Event('input', { bubbles: true })); \
             area.dispatchEvent(new Event('change', { bubbles: true }))";
        let area = area.to_json().or_fail("the field's reference");
        let _: Option<bool> = self.read_with(script, vec![area, json!(text)]).await;
    }

    /// How far the item's edits are saved, as the screen says.
    pub async fn saving(&self) -> String {
        self.read("return document.querySelector('.item-saving > span')?.textContent ?? ''").await
    }

    /// Waits until what was entered is on the device or further.
    pub async fn wait_until_saved(&self, words: &str) {
        self.wait_until(format!("the item says “{words}”"), async || self.saving().await == words).await;
    }
}

/// The field for a remark.
const REMARK: &str = ".remark-form textarea";

impl Browser {
    /// Writes a remark and stays in its field.
    pub async fn half_type_remark(&self, text: &str) {
        let field = self.find(REMARK, "").await;
        self.touch(&field).await;
        field.send_keys(text).await.or_fail("typing a remark");
    }

    /// What stands in the field for a remark.
    pub async fn half_typed_remark(&self) -> String {
        let field = self.find(REMARK, "").await;
        field.prop("value").await.or_fail("a field's value").unwrap_or_default()
    }

    /// Writes a remark and waits until it stands in the list.
    pub async fn remark(&self, text: &str) {
        self.half_type_remark(text).await;
        self.press("Ghi").await;
        self.wait_until("the remark stands in the list", async || {
            self.remarks().await.iter().any(|remark| remark == text)
        })
        .await;
    }

    /// The remarks, in the order in which they stand.
    pub async fn remarks(&self) -> Vec<String> {
        self.texts(".remarks li p").await
    }

    /// Opens the item's history.
    pub async fn open_history(&self) {
        self.touch(&self.find(".item-history summary", "Lịch sử").await).await;
    }

    /// The item's history: what, from what to what, and who and when, latest first.
    pub async fn history(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('.item-history .history li')]\
             .map((li) => [...li.children].map((e) => e.textContent.trim()).join(' / '))";
        self.read(script).await
    }
}

// --- The chip and its sheet ---------------------------------------------------------------------------

impl Browser {
    /// What the sync chip says.
    pub async fn chip(&self) -> String {
        self.texts(".sync-chip").await.pop().unwrap_or_default()
    }

    /// Waits until the chip says something like this.
    pub async fn wait_for_chip(&self, what: &str, like: impl Fn(&str) -> bool) {
        self.wait_until(format!("the chip says {what}"), async || like(&self.chip().await)).await;
    }

    /// Waits until everything is on the server and back.
    pub async fn wait_until_synced(&self) {
        self.wait_for_chip("“Đã đồng bộ …”", |chip| chip.starts_with("Đã đồng bộ ")).await;
    }

    /// Opens the chip's sheet.
    pub async fn open_sheet(&self) {
        self.touch(&self.find(".sync-chip", "").await).await;
        self.find("dialog[open] h2", "Đồng bộ").await;
    }

    /// Closes it.
    pub async fn close_sheet(&self) {
        self.touch(&self.find("dialog[open] .sheet-close", "").await).await;
        self.wait_until("the sheet is closed", async || !self.has("dialog[open]", "").await).await;
    }

    /// Lets the app believe that the network came back: it asks for news, and nobody leaves a field.
    pub async fn hear_of_network(&self) {
        let _: Option<bool> = self.read("window.dispatchEvent(new Event('online'))").await;
    }

    /// Asks for a synchronisation at once, by the sheet's button.
    pub async fn sync_now(&self) {
        self.open_sheet().await;
        self.press("Đồng bộ ngay").await;
        self.close_sheet().await;
    }
}

/// The fields that changes are about, each once for every change, sorted: what a log says was done.
pub fn fields(log: &[Value]) -> Vec<String> {
    let mut fields: Vec<String> =
        log.iter().map(|line| line["change"]["field"].as_str().unwrap_or_default().to_owned()).collect();
    fields.sort();
    fields
}
