//! What an import did and what it did not understand, in Vietnamese, line by line.

use std::fmt;

/// What happened to a place of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A text that a page break had cut was put together.
    Joined,
    /// A recognition error has its corrected wording beside it.
    Corrected,
    /// A footnote was moved to the clause that marks it.
    Moved,
    /// Page furniture was left out: page numbers, repeated headers, stamps, letterheads.
    Dropped,
    /// Something a reader of the report should know; nothing is wrong.
    Noted,
    /// The importer could not make sense of it; a person must look.
    NotUnderstood,
}

impl What {
    const ALL: [Self; 6] =
        [Self::Joined, Self::Corrected, Self::Moved, Self::Dropped, Self::Noted, Self::NotUnderstood];

    fn heading(self) -> &'static str {
        match self {
            Self::Joined => "Đã nối qua ngắt trang",
            Self::Corrected => "Đã đính chính lỗi nhận dạng",
            Self::Moved => "Đã chuyển chú thích cuối trang về đúng chỗ",
            Self::Dropped => "Đã bỏ",
            Self::Noted => "Ghi chú",
            Self::NotUnderstood => "CHƯA HIỂU, cần người xem lại",
        }
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub what: What,
    /// The line of the source, counted from 1; none when it concerns the whole.
    pub line: Option<usize>,
    /// The words for a reader.
    pub words: String,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Groups of the appendix.
    pub groups: usize,
    /// Rows that only head others.
    pub parents: usize,
    /// Tasks.
    pub tasks: usize,
    /// Products.
    pub products: usize,
    /// A ward's duties that stand in no row.
    pub duties: usize,
    /// Numbered parts of the plan text and articles of the decision.
    pub clauses: usize,
    /// Tasks that wait for an outside event.
    pub waiting: usize,
    /// Tasks on a ward's checklist from the start: on it, directly concerned, folded.
    pub membership: [usize; 3],
    /// References between parts.
    pub references: usize,
}

/// The report of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    entries: Vec<Entry>,
    /// How much was read.
    pub counts: Counts,
}

impl Report {
    /// Everything, in the order it was found.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What a person must look at.
    pub fn not_understood(&self) -> impl Iterator<Item = &Entry> {
        self.of(What::NotUnderstood)
    }

    /// Whether everything was understood.
    pub fn is_clean(&self) -> bool {
        self.not_understood().next().is_none()
    }

    /// The entries of one sort.
    pub fn of(&self, what: What) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.what == what)
    }

    pub(crate) fn add(&mut self, what: What, line: impl Into<Option<usize>>, words: impl Into<String>) {
        self.entries.push(Entry { what, line: line.into(), words: words.into() });
    }

    pub(crate) fn puzzle(&mut self, line: impl Into<Option<usize>>, words: impl Into<String>) {
        self.add(What::NotUnderstood, line, words);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for what in What::ALL {
            let count = self.of(what).count();
            if count == 0 {
                continue;
            }
            writeln!(f, "{} ({count}):", what.heading())?;
            let mut entries: Vec<&Entry> = self.of(what).collect();
            entries.sort_by_key(|entry| entry.line);
            for entry in entries {
                match entry.line {
                    Some(line) => writeln!(f, "  dòng {line}: {}", entry.words)?,
                    None => writeln!(f, "  {}", entry.words)?,
                }
            }
            writeln!(f)?;
        }
        let c = &self.counts;
        writeln!(
            f,
            "Tổng cộng: {} nhóm, {} nhiệm vụ (và {} dòng cha), {} sản phẩm; {} nhiệm vụ của phường ngoài phụ lục;",
            c.groups, c.tasks, c.parents, c.products, c.duties
        )?;
        writeln!(
            f,
            "  {} điều, mục đánh số; {} liên kết giữa các phần; {} nhiệm vụ chờ sự kiện bên ngoài;",
            c.clauses, c.references, c.waiting
        )?;
        let [on, direct, folded] = c.membership;
        writeln!(
            f,
            "  danh mục của phường: {on} có sẵn, {direct} liên quan trực tiếp, {folded} phối hợp khi được yêu cầu."
        )?;
        match self.not_understood().count() {
            0 => writeln!(f, "Đã hiểu toàn bộ văn bản."),
            puzzles => writeln!(f, "Còn {puzzles} chỗ chưa hiểu."),
        }
    }
}

/// The beginning of a text, for a line of the report.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 70;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MOST).collect();
    short.push('…');
    short
}
