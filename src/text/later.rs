//! Words of the list's filters, picking, and the search, in both languages. They come with the second piece of the
//! program, so only what lies there may name them.

use super::Language;

/// The words.
#[allow(missing_docs)] // Each name says what its text says.
pub struct Words {
    pub filter: &'static str,
    pub unfilter: &'static str,
    pub filter_group: &'static str,
    pub filter_role: &'static str,
    pub filter_evidence: &'static str,
    pub filter_saving: &'static str,
    pub nobody: &'static str,
    pub with_files: &'static str,
    pub without_files: &'static str,
    pub pick: &'static str,
    pub pick_all: &'static str,
    pub pick_section: &'static str,
    pub pick_stop: &'static str,
    pub milestone_short: &'static str,
    pub activate_short: &'static str,
    pub leave_empty: &'static str,
    pub search: &'static str,
    pub search_label: &'static str,
    pub search_hint: &'static str,
    pub search_start: &'static str,
    pub search_kind_item: &'static str,
    pub search_kind_plan: &'static str,
    pub search_kind_talk: &'static str,
    pub search_kind_document: &'static str,
}

const VI: Words = Words {
    filter: "Lọc",
    unfilter: "Bỏ lọc",
    filter_group: "Nhóm việc",
    filter_role: "Phần của phường",
    filter_evidence: "Minh chứng",
    filter_saving: "Gửi lên máy chủ",
    nobody: "Chưa ai phụ trách",
    with_files: "Có tệp minh chứng",
    without_files: "Chưa có tệp",
    pick: "Chọn",
    pick_all: "Chọn tất cả",
    pick_section: "Chọn cả nhóm",
    pick_stop: "Thôi chọn",
    milestone_short: "Mốc",
    activate_short: "Đưa vào danh sách",
    leave_empty: "Để trống",
    search: "Tìm",
    search_label: "Tìm trong kế hoạch, việc, trao đổi và số văn bản",
    search_hint: "Có dấu hay không dấu đều được",
    search_start: "Gõ vài chữ: tên việc, số văn bản, tên người, một câu trong kế hoạch.",
    search_kind_item: "Việc",
    search_kind_plan: "Kế hoạch",
    search_kind_talk: "Trao đổi",
    search_kind_document: "Văn bản",
};

const EN: Words = Words {
    filter: "Filter",
    unfilter: "Clear filters",
    filter_group: "Group",
    filter_role: "Part of the ward",
    filter_evidence: "Evidence",
    filter_saving: "On the server",
    nobody: "Nobody in charge",
    with_files: "With files",
    without_files: "Without files",
    pick: "Select",
    pick_all: "Select all",
    pick_section: "Select the group",
    pick_stop: "Stop selecting",
    milestone_short: "Milestone",
    activate_short: "Put on the list",
    leave_empty: "Leave empty",
    search: "Search",
    search_label: "Search the plan, tasks, remarks and document numbers",
    search_hint: "With or without diacritics",
    search_start: "Type a few words: a task, a document number, a name, a phrase of the plan.",
    search_kind_item: "Tasks",
    search_kind_plan: "Plan",
    search_kind_talk: "Remarks",
    search_kind_document: "Documents",
};

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}
