//! Words of the plan reader's further screens: versions, differences, proposals, publishing.
//!
//! Apart from [`super::Words`]: only screens of the second piece use them, and so they come with it.
#![allow(missing_docs)] // Each name says what its text says.

use super::Language::{self, En, Vi};
use sotay_core::{
    clock::Millis,
    code::Code,
    compare::{Aspect, Tally},
    contradictions::{About, Contradiction},
    report::{Entry, Place, What},
    wire::PlanVersion,
};

/// The fixed words of a language.
pub struct PlanWords {
    pub duties: &'static str,
    pub versions: &'static str,
    pub proposals: &'static str,
    pub see_changes: &'static str,
    pub seen: &'static str,
    pub no_older: &'static str,
    pub nothing_differs: &'static str,
    pub published_versions: &'static str,
    pub versions_offline: &'static str,
    pub in_force: &'static str,
    pub compare_with: &'static str,
    pub differences: &'static str,
    pub added: &'static str,
    pub dropped: &'static str,
    pub head: &'static str,
    pub work_stays: &'static str,
    pub propose: &'static str,
    pub propose_hint: &'static str,
    pub wording: &'static str,
    pub why: &'static str,
    pub send: &'static str,
    pub proposed: &'static str,
    pub no_proposals: &'static str,
    pub no_gathered: &'static str,
    pub gathered: &'static str,
    pub now_reads: &'static str,
    pub take_back: &'static str,
    pub take_back_sure: &'static str,
    pub open: &'static str,
    pub accepted: &'static str,
    pub declined: &'static str,
    pub reply: &'static str,
    pub reply_hint: &'static str,
    pub accept: &'static str,
    pub accept_hint: &'static str,
    pub decline: &'static str,
    pub part_gone: &'static str,
    pub add_own: &'static str,
    pub own_hint: &'static str,
    pub own_here: &'static str,
    pub belongs_to: &'static str,
    pub publish: &'static str,
    pub publish_file: &'static str,
    pub publish_hint: &'static str,
    pub choose_file: &'static str,
    pub reading: &'static str,
    pub report: &'static str,
    pub report_more: &'static str,
    pub note: &'static str,
    pub note_hint: &'static str,
    pub publish_now: &'static str,
    pub publishing: &'static str,
    pub publish_sure: &'static str,
    pub published: &'static str,
    pub unchanged: &'static str,
    pub first_version: &'static str,
    pub meanwhile: &'static str,
    pub denied: &'static str,
    pub unreachable: &'static str,
    pub trouble: &'static str,
    pub signed_out: &'static str,
    pub too_large: &'static str,
    pub not_a_file: &'static str,
    pub further: &'static str,
    pub further_hint: &'static str,
    pub of_number: &'static str,
    pub of_date: &'static str,
    pub of_place: &'static str,
    pub of_issuer: &'static str,
    pub of_year: &'static str,
    pub of_title: &'static str,
    pub of_id: &'static str,
    pub former: &'static str,
}

/// The words of a language.
pub fn words(language: Language) -> &'static PlanWords {
    match language {
        Vi => &VI,
        En => &EN,
    }
}

static VI: PlanWords = PlanWords {
    duties: "Nhiệm vụ của phường ngoài phụ lục",
    versions: "Các bản kế hoạch",
    proposals: "Đề nghị sửa đổi",
    see_changes: "Xem thay đổi",
    seen: "Đã xem",
    no_older: "Máy này mới có một bản của kế hoạch. Khi quận ban hành bản mới, những chỗ thay đổi sẽ hiện ở đây.",
    nothing_differs: "Hai bản giống nhau.",
    published_versions: "Các bản đã ban hành",
    versions_offline: "Danh sách này cần có mạng để tải. Thay đổi so với bản trước vẫn xem được ở trên.",
    in_force: "Đang áp dụng",
    compare_with: "So với bản đang áp dụng",
    differences: "Thay đổi so với bản trước",
    added: "Thêm",
    dropped: "Bỏ",
    head: "Phần đầu",
    work_stays: "Những gì đã ghi vẫn nằm đúng ở việc của nó. Việc bị bỏ mà đã có ghi chép được giữ ở cuối danh sách Tất cả.",
    propose: "Đề nghị sửa đổi",
    propose_hint: "Sửa lại lời văn bên dưới theo ý của đơn vị. Quận sẽ xem và trả lời.",
    wording: "Lời văn đề nghị",
    why: "Vì sao cần sửa",
    send: "Gửi đề nghị",
    proposed: "Đã lưu đề nghị trên máy. Có mạng thì tự gửi; quận trả lời ở mục Đề nghị sửa đổi.",
    no_proposals: "Đơn vị chưa có đề nghị nào. Mở một phần của kế hoạch và chạm “Đề nghị sửa đổi” để gửi quận.",
    no_gathered: "Chưa có phường nào đề nghị sửa kế hoạch.",
    gathered: "Đề nghị của các phường",
    now_reads: "Kế hoạch đang ghi",
    take_back: "Rút đề nghị",
    take_back_sure: "Rút đề nghị này? Quận sẽ không thấy nó nữa.",
    open: "Chờ quận trả lời",
    accepted: "Quận đã chấp nhận",
    declined: "Quận không chấp nhận",
    reply: "Quận trả lời",
    reply_hint: "Lời gửi phường",
    accept: "Chấp nhận và ban hành",
    accept_hint: "Lời văn bên dưới sẽ thay lời văn hiện có trong bản mới. Sửa lại nếu cần.",
    decline: "Không chấp nhận",
    part_gone: "Kế hoạch đang áp dụng không còn phần này.",
    add_own: "Thêm việc của đơn vị",
    own_hint: "Việc đơn vị tự đặt ra để thực hiện phần này",
    own_here: "Việc của đơn vị",
    belongs_to: "Thực hiện mục",
    publish: "Ban hành bản mới",
    publish_file: "Ban hành từ tệp",
    publish_hint: "Chọn tệp kế hoạch: Word, Excel, CSV, văn bản, hoặc tệp JSON. Chưa có gì được ban hành cho đến khi bạn xem xong thay đổi và bấm Ban hành.",
    choose_file: "Chọn tệp kế hoạch…",
    reading: "Đang đọc tệp…",
    report: "Chỗ cần người xem lại",
    report_more: "Những gì đã được xử lý",
    note: "Bản này sửa gì",
    note_hint: "Phường sẽ đọc thấy dòng này",
    publish_now: "Ban hành",
    publishing: "Đang ban hành…",
    publish_sure: "Ban hành bản này cho mọi phường?",
    published: "Đã ban hành. Các máy sẽ nhận bản mới ở lần đồng bộ tới.",
    unchanged: "Bản này đang áp dụng rồi, không có gì thay đổi.",
    first_version: "Đây là bản đầu tiên của kế hoạch này.",
    meanwhile: "Vừa có người khác ban hành một bản khác. Chưa ban hành gì; hãy xem lại thay đổi rồi ban hành lại.",
    denied: "Tài khoản này không được ban hành kế hoạch.",
    unreachable: "Chưa kết nối được máy chủ. Việc này cần có mạng; hãy thử lại khi có mạng.",
    trouble: "Máy chủ chưa làm được. Hãy thử lại sau ít phút.",
    signed_out: "Phiên làm việc đã hết. Hãy đăng nhập lại ở mục Thêm rồi thử lại.",
    too_large: "Tệp quá lớn. Hãy bỏ hình ảnh trong tệp rồi thử lại.",
    not_a_file: "Không đọc được tệp này. Hãy chọn tệp khác.",
    further: "Thông tin mà tệp không có",
    further_hint: "Tệp Excel và CSV chỉ có bảng phụ lục. Điền những ô dưới đây nếu báo thiếu, rồi chọn tệp lại.",
    of_number: "Số quyết định",
    of_date: "Ngày ký",
    of_place: "Nơi ký",
    of_issuer: "Cơ quan ban hành",
    of_year: "Năm kế hoạch",
    of_title: "Tên kế hoạch",
    of_id: "Mã kế hoạch",
    former: "Sản phẩm kế hoạch không còn nêu",
};

static EN: PlanWords = PlanWords {
    duties: "The ward's duties outside the appendix",
    versions: "Versions of the plan",
    proposals: "Proposed amendments",
    see_changes: "See the changes",
    seen: "Seen",
    no_older: "This device has had one version of the plan so far. When the district publishes a new one, what changed will stand here.",
    nothing_differs: "The two versions are the same.",
    published_versions: "Published versions",
    versions_offline: "This list needs a network. What changed since the version before can be seen above.",
    in_force: "In force",
    compare_with: "Compare with the one in force",
    differences: "Changes since the version before",
    added: "Added",
    dropped: "Dropped",
    head: "Head",
    work_stays: "What was recorded stays with its task. Dropped tasks that have records are kept at the end of the list All.",
    propose: "Propose an amendment",
    propose_hint: "Put the wording below as your unit wants it. The district will look at it and answer.",
    wording: "Proposed wording",
    why: "Why",
    send: "Send the proposal",
    proposed: "The proposal is saved on this device. It goes out by itself; the district answers under Proposed amendments.",
    no_proposals: "Your unit has proposed nothing yet. Open a part of the plan and tap “Propose an amendment”.",
    no_gathered: "No ward has proposed an amendment yet.",
    gathered: "Proposals of the wards",
    now_reads: "The plan reads",
    take_back: "Take the proposal back",
    take_back_sure: "Take this proposal back? The district will not see it any more.",
    open: "Waiting for the district",
    accepted: "Accepted by the district",
    declined: "Declined by the district",
    reply: "The district says",
    reply_hint: "Words to the ward",
    accept: "Accept and publish",
    accept_hint: "The wording below will stand in the new version. Change it if need be.",
    decline: "Decline",
    part_gone: "The plan in force does not have this part any more.",
    add_own: "Add an item of the unit",
    own_hint: "What the unit does itself to carry out this part",
    own_here: "The unit's own items",
    belongs_to: "Carries out",
    publish: "Publish a new version",
    publish_file: "Publish from a file",
    publish_hint: "Choose the plan's file: Word, Excel, CSV, text, or JSON. Nothing is published before you have seen what changes and tapped Publish.",
    choose_file: "Choose a plan's file…",
    reading: "Reading the file…",
    report: "A person must look at these",
    report_more: "What was done",
    note: "What this version amends",
    note_hint: "Wards will read this line",
    publish_now: "Publish",
    publishing: "Publishing…",
    publish_sure: "Publish this version for all wards?",
    published: "Published. Devices take the new version over at their next sync.",
    unchanged: "This version is in force already; nothing changed.",
    first_version: "This is the first version of this plan.",
    meanwhile: "Somebody else has just published another version. Nothing was published; look at the changes and publish again.",
    denied: "This account may not publish plans.",
    unreachable: "The server cannot be reached. This needs a network; try again when there is one.",
    trouble: "The server could not do it. Try again in a few minutes.",
    signed_out: "The session has ended. Sign in again under More and try again.",
    too_large: "The file is too large. Take the pictures out of it and try again.",
    not_a_file: "This file cannot be read. Choose another one.",
    further: "What the file does not say",
    further_hint: "Excel and CSV files have the appendix alone. Fill these in if something is said to be missing, then choose the file again.",
    of_number: "Decision number",
    of_date: "Signed on",
    of_place: "Signed at",
    of_issuer: "Issued by",
    of_year: "Year",
    of_title: "Title",
    of_id: "The plan's id",
    former: "Products the plan asks for no more",
};

/// "Kế hoạch có bản mới: 2 việc thêm, 1 sửa, 1 bỏ."
pub fn news(language: Language, tally: &Tally) -> String {
    let parts = counts(language, tally);
    match language {
        Vi => format!("Kế hoạch có bản mới: {parts}."),
        En => format!("The plan has a new version: {parts}."),
    }
}

/// "2 việc thêm, 1 sửa, 1 bỏ, 3 đổi số, 2 chỗ khác thay đổi"
pub fn counts(language: Language, tally: &Tally) -> String {
    let of = match language {
        Vi => ["thêm", "sửa", "bỏ", "đổi số", "chỗ khác thay đổi"],
        En => ["added", "changed", "dropped", "renumbered", "other places changed"],
    };
    let counts = [tally.added, tally.changed, tally.dropped, tally.renumbered];
    let mut parts: Vec<String> = Vec::new();
    for (count, what) in counts.into_iter().zip(of) {
        if count > 0 {
            // The noun once, with the first number.
            parts.push(match (parts.is_empty(), language) {
                (true, Vi) => format!("{count} việc {what}"),
                (true, En) => format!("{count} tasks {what}"),
                (false, _) => format!("{count} {what}"),
            });
        }
    }
    if tally.elsewhere > 0 {
        parts.push(format!("{} {}", tally.elsewhere, of[4]));
    }
    parts.join(", ")
}

/// "Văn bản nêu khác nhau: đạt 95% trở lên (II.3.1) và đạt trên 95% (PL.3.10)"
pub fn contradiction(language: Language, one: &Contradiction, number: impl Fn(&Code) -> String) -> String {
    let said: Vec<String> =
        one.said.iter().map(|said| format!("{} ({})", said.words, number(&said.at))).collect();
    let and = match language {
        Vi => " và ",
        En => " and ",
    };
    let said = match said.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{}{and}{last}", others.join(", ")),
        None => String::new(),
    };
    match (language, &one.about) {
        (Vi, About::Figure) => format!("Văn bản nêu khác nhau: {said}"),
        (Vi, About::Document(name)) => format!("Văn bản nêu ngày của {name} khác nhau: {said}"),
        (En, About::Figure) => format!("The document says different things: {said}"),
        (En, About::Document(name)) => format!("The document gives {name} different dates: {said}"),
    }
}

pub fn renumbered(language: Language, from: &Code, to: &Code) -> String {
    match language {
        Vi => format!("Đổi số từ {from} thành {to}"),
        En => format!("Renumbered from {from} to {to}"),
    }
}

pub fn chapter(language: Language, number: &str) -> String {
    match language {
        Vi => format!("Mục {number}"),
        En => format!("Section {number}"),
    }
}

pub fn aspect(language: Language, aspect: Aspect) -> &'static str {
    match (language, aspect) {
        (Vi, Aspect::Text) => "Lời văn",
        (Vi, Aspect::More) => "Các đoạn kèm theo",
        (Vi, Aspect::Product) => "Sản phẩm",
        (Vi, Aspect::Deadline) => "Thời gian",
        (Vi, Aspect::Lead) => "Chủ trì",
        (Vi, Aspect::Coordinators) => "Phối hợp",
        (Vi, Aspect::WaitsFor) => "Chờ",
        (Vi, Aspect::Membership) => "Danh mục của phường",
        (En, Aspect::Text) => "Wording",
        (En, Aspect::More) => "Further paragraphs",
        (En, Aspect::Product) => "Product",
        (En, Aspect::Deadline) => "Deadline",
        (En, Aspect::Lead) => "Lead",
        (En, Aspect::Coordinators) => "Coordinators",
        (En, Aspect::WaitsFor) => "Waits for",
        (En, Aspect::Membership) => "The ward's checklist",
    }
}

/// "10:12 16/10 · Phạm Thị Lan"; "trên máy chủ" where nobody is named.
pub fn version(language: Language, version: &PlanVersion, now: Millis) -> String {
    let when = super::phrases::moment(language, version.at, now);
    let who = match (&version.by, language) {
        (Some(name), _) => name.as_str(),
        (None, Vi) => "trên máy chủ",
        (None, En) => "on the server",
    };
    format!("{when} · {who}")
}

/// "Phường An Lạc · Nguyễn Thị Mai · 10:12"
pub fn made_by(language: Language, unit: &str, who: &str, at: Millis, now: Millis) -> String {
    format!("{unit} · {who} · {}", super::phrases::moment(language, at, now))
}

/// A line of an import's report: what happened, where, in which column, and the words.
pub fn entry(language: Language, entry: &Entry) -> String {
    let what = match (language, entry.what) {
        (Vi, What::Joined) => "Đã nối",
        (Vi, What::Corrected) => "Đã đính chính",
        (Vi, What::Moved) => "Đã chuyển",
        (Vi, What::Redated) => "Đã đổi năm",
        (Vi, What::Dropped) => "Đã bỏ",
        (Vi, What::Noted) => "Ghi chú",
        (Vi, What::NotUnderstood) => "Chưa hiểu",
        (En, What::Joined) => "Joined",
        (En, What::Corrected) => "Corrected",
        (En, What::Moved) => "Moved",
        (En, What::Redated) => "Redated",
        (En, What::Dropped) => "Dropped",
        (En, What::Noted) => "Note",
        (En, What::NotUnderstood) => "Not understood",
    };
    let place = match (language, &entry.place) {
        (_, None) => String::new(),
        (Vi, Some(Place::Line(line))) => format!(" · dòng {line}"),
        (Vi, Some(Place::Sheet(at))) => format!(" · trang tính “{}”, hàng {}", at.sheet, at.row),
        (Vi, Some(Place::Table(at))) => format!(" · trang {}, bảng {}, hàng {}", at.page, at.table, at.row),
        (Vi, Some(Place::Paragraph(at))) => format!(" · trang {}, đoạn {}", at.page, at.paragraph),
        (En, Some(Place::Line(line))) => format!(" · line {line}"),
        (En, Some(Place::Sheet(at))) => format!(" · sheet “{}”, row {}", at.sheet, at.row),
        (En, Some(Place::Table(at))) => format!(" · page {}, table {}, row {}", at.page, at.table, at.row),
        (En, Some(Place::Paragraph(at))) => format!(" · page {}, paragraph {}", at.page, at.paragraph),
        (_, Some(Place::Part(code))) => format!(" · {code}"),
    };
    let column = entry.column.as_ref().map(|column| format!(" · {column}")).unwrap_or_default();
    format!("{what}{place}{column}: {}", entry.words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotay_core::contradictions::Said;

    #[test]
    fn a_new_version_is_told_by_what_became_of_tasks() {
        let tally = Tally { added: 2, changed: 1, dropped: 1, ..Tally::default() };
        assert_eq!(news(Vi, &tally), "Kế hoạch có bản mới: 2 việc thêm, 1 sửa, 1 bỏ.");
        let tally = Tally { dropped: 1, elsewhere: 3, ..Tally::default() };
        assert_eq!(news(Vi, &tally), "Kế hoạch có bản mới: 1 việc bỏ, 3 chỗ khác thay đổi.");
    }

    #[test]
    fn a_contradiction_shows_every_place() {
        let said = |at: &str, words: &str| Said { at: at.parse().unwrap(), words: words.into() };
        let one = Contradiction {
            about: About::Figure,
            said: vec![said("II.3.1", "đạt 95% trở lên"), said("PL.3.10", "đạt trên 95%")],
        };
        let told = contradiction(Vi, &one, Code::to_string);
        assert_eq!(told, "Văn bản nêu khác nhau: đạt 95% trở lên (II.3.1) và đạt trên 95% (PL.3.10)");
    }
}
