//! The yearly plan as data: a decision, the plan text it issues and the appendix that assigns tasks.
//!
//! The importer writes this document, the server publishes it, the client reads it. Every text keeps the
//! wording of the source and, where text recognition erred, the corrected wording beside it.

use crate::{change::Value, code::Code, schedule::Schedule, targets::Target};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The version of the document's form that this build writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// A text of the source, joined across page breaks, and its corrected wording where it differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// As the source has it.
    pub source: String,
    /// The corrected wording; none when the source needs no correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
}

impl Text {
    /// The wording to show: corrected where there is one.
    pub fn shown(&self) -> &str {
        self.corrected.as_deref().unwrap_or(&self.source)
    }
}

/// A plan, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The form's version, [`FORMAT`] when this build wrote it.
    pub format: u32,
    /// Our own name for the plan, in ASCII without spaces: `binh-tan-2023`.
    pub id: String,
    /// The year planned for.
    pub year: i16,
    /// "Thực hiện công tác Cải cách hành chính trên địa bàn quận Bình Tân năm 2023".
    pub title: Text,
    /// The decision that issues the plan.
    pub decision: Decision,
    /// The paragraphs before section I.
    pub preamble: Vec<Text>,
    /// Section I: aims.
    pub aims: Chapter,
    /// Section II: targets, each numbered line a clause; see [`Clause::figures`].
    pub targets: Chapter,
    /// Section III: focus items in their groups.
    pub focus: Chapter,
    /// Section III of the source, second of that number: the assignment, which points at the appendix.
    pub assignment: Chapter,
    /// The appendix: groups of tasks.
    pub groups: Vec<TaskGroup>,
    /// A ward's duties that stand in no row of the appendix but in the plan's text, `NV.1` and on; each is linked
    /// with its clause by [`Plan::references`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Task>,
    /// Tasks that versions before this one had and this one has no more, and phases or periods that a task had:
    /// a task with those occurrences alone. What was recorded of them stays readable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<Task>,
    /// What of the plan is judged by numbers, in the order of their keys: the targets of section II and the numbers
    /// that stand elsewhere. They are a reading of the text, each with its clause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Target>,
    /// Section IV: funding.
    pub funding: Chapter,
    /// Section V: organisation.
    pub organisation: Chapter,
    /// The agencies that lead or coordinate, as the alias table knows them, in order of first mention.
    pub agencies: Vec<Agency>,
    /// Which parts speak of which, each pair once, read in both directions.
    pub references: Vec<Reference>,
}

/// The decision (quyết định) that issues the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// "7679/QĐ-UBND".
    pub number: String,
    /// The day it was signed.
    #[serde(with = "crate::dates::serde_iso")]
    pub issued_on: Date,
    /// The place it was signed at, "Bình Tân".
    pub place: String,
    /// The body in whose name it is issued, "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN BÌNH TÂN".
    pub issuer: Text,
    /// What it is about ("Ban hành Kế hoạch …").
    pub subject: Text,
    /// Its grounds ("Căn cứ …", "Xét đề nghị …"), one a paragraph.
    pub grounds: Vec<Text>,
    /// Its articles, `QD.1` to `QD.4`.
    pub articles: Vec<Clause>,
    /// Who receives it ("Nơi nhận").
    pub recipients: Vec<Text>,
    /// The signer's office, "CHỦ TỊCH".
    pub signer_office: Text,
    /// The signer's name.
    pub signer: String,
}

/// A section of the plan text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// The number as the source prints it, "II".
    pub number: String,
    /// Its heading, "CHỈ TIÊU".
    pub title: Text,
    /// Paragraphs before the first numbered clause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intro: Vec<Text>,
    /// Its numbered clauses; a clause may hold others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
    /// Paragraphs after the last clause that belong to none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<Text>,
}

/// A numbered part of the plan text with what hangs under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its code, `III.5.4`.
    pub code: Code,
    /// Its text, without the number.
    pub text: Text,
    /// Further paragraphs and dash bullets in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Paragraph>,
    /// Footnotes that the clause's text marks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub footnotes: Vec<Text>,
    /// Figures that the text promises, in the order in which it names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// Clauses numbered under this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
}

/// A paragraph under a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Whether the source sets it off with a dash.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bullet: bool,
    /// Its text, without the dash.
    pub text: Text,
}

/// A percentage that a text promises and how it compares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// How a value compares with the threshold.
    pub comparator: Comparator,
    /// The threshold in whole per cent.
    pub per_cent: u16,
    /// The words it was read from.
    pub quote: String,
}

/// How a value is held against its threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparator {
    /// "từ … trở lên", "tối thiểu", "100%": at least.
    AtLeast,
    /// "trên": strictly more.
    MoreThan,
    /// "dưới": strictly less.
    LessThan,
}

/// A group of the appendix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskGroup {
    /// `PL.3`.
    pub code: Code,
    /// "Cải cách thủ tục hành chính (TTHC)".
    pub title: Text,
    /// Rows that only head others, `PL.1.2`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<TaskParent>,
    /// The assigned tasks, in order of their codes.
    pub tasks: Vec<Task>,
}

/// A row that heads the rows numbered under it and assigns nothing itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskParent {
    /// `PL.1.2`.
    pub code: Code,
    /// Its text.
    pub text: Text,
}

/// An assigned task: a row of the appendix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// `PL.3.10`. It stays the same from version to version of a plan, so that work stays attached.
    pub code: Code,
    /// The number as this version prints it, where another version printed another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<Code>,
    /// What is to be done (nhiệm vụ cụ thể).
    pub text: Text,
    /// Figures that its text and then its products promise, in the order in which they are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// What it must yield (sản phẩm), one a product.
    pub products: Vec<Text>,
    /// The products' numbers, which stay the same from version to version as codes do: one a product, or none
    /// where they are 1, 2, 3 and so on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub product_numbers: Vec<u16>,
    /// Products that versions before this one asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped_products: Vec<DroppedProduct>,
    /// Who leads (cơ quan chủ trì).
    pub lead: Agencies,
    /// Who coordinates (cơ quan phối hợp).
    pub coordinators: Agencies,
    /// When it is due (thời gian hoàn thành), as written.
    pub deadline: Text,
    /// The deadline understood.
    pub schedule: Schedule,
    /// The words by which the task waits for an outside event ("sau khi Thành phố ban hành …"). A waiting
    /// task is never overdue until someone says that the event came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// Whether the task stands on a ward's checklist, before the district says otherwise.
    pub membership: Membership,
}

/// A product that the plan asks for no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedProduct {
    /// Its number.
    pub number: u16,
    /// What it was called.
    pub text: Text,
}

/// A cell that names agencies: its raw text and the agencies it comes down to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agencies {
    /// The cell as written; empty where the source leaves it empty.
    pub raw: Text,
    /// Ids of [`Plan::agencies`], in order of mention.
    pub ids: Vec<String>,
}

/// An agency, or a blanket group of agencies, of the alias table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its id, `phong-noi-vu`.
    pub id: String,
    /// Its name as shown.
    pub name: String,
}

/// Whether a task is on a ward's checklist from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Membership {
    /// On it: the text names the ward chairs, or puts the task on all agencies and units.
    On,
    /// On it, marked "liên quan trực tiếp": the text speaks of wards.
    Direct,
    /// Folded under "Phối hợp khi được yêu cầu" until someone activates it.
    Folded,
}

impl Membership {
    /// Every one, in the order in which screens offer them.
    pub const ALL: [Self; 3] = [Self::On, Self::Direct, Self::Folded];

    /// The stable text form.
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Direct => "direct",
            Self::Folded => "folded",
        }
    }

    /// As a value.
    pub fn value(self) -> Value {
        Value::Text(self.name().into())
    }

    /// The membership that a value says; none for what says none.
    pub fn of(value: &Value) -> Option<Self> {
        let text = value.as_text()?;
        Self::ALL.into_iter().find(|membership| membership.name() == text)
    }
}

/// Two parts of the plan that speak of the same thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// The part that comes first in reading order.
    pub from: Code,
    /// The other one.
    pub to: Code,
    /// How the link was found.
    pub basis: ReferenceBasis,
}

/// What a reference rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceBasis {
    /// The two texts say nearly the same.
    Wording,
    /// A line of the correction and alias data names the pair.
    Table,
}

/// Why a plan file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The file's form is newer than this build reads.
    #[error(
        "the plan file has format {found}; this build reads up to {FORMAT}: install a newer version of sotay"
    )]
    Newer {
        /// The format the file states.
        found: u32,
    },
    /// The file is not a plan.
    #[error("not a plan file: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// Whether this build reads the form of a plan file.
pub(crate) fn readable(json: &str) -> Result<(), PlanError> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let head: Head = serde_json::from_str(json)?;
    if head.format > FORMAT { Err(PlanError::Newer { found: head.format }) } else { Ok(()) }
}

/// What of a plan checklists are made of.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The appendix.
    pub groups: &'a [TaskGroup],
    /// A ward's other duties.
    pub duties: &'a [Task],
    /// What earlier versions had.
    pub dropped: &'a [Task],
}

impl<'a> Work<'a> {
    /// Every task that a checklist can have, in order: those of the appendix with the place of their group, then
    /// a ward's other duties.
    pub fn tasks(self) -> impl Iterator<Item = (Option<usize>, &'a Task)> {
        let appendix = self.groups.iter().enumerate();
        let assigned =
            appendix.flat_map(|(place, group)| group.tasks.iter().map(move |task| (Some(place), task)));
        assigned.chain(self.duties.iter().map(|task| (None, task)))
    }

    /// The task or duty of a code.
    pub fn task(self, code: &Code) -> Option<&'a Task> {
        self.tasks().map(|(_, task)| task).find(|task| task.code == *code)
    }
}

/// A plan file without the plan's text: all that a list of work and its items need. The text is read when somebody
/// reads it; what reads it is a good part of a client.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Outline {
    /// As [`Plan::id`].
    pub id: String,
    /// As [`Plan::groups`].
    pub groups: Vec<TaskGroup>,
    /// As [`Plan::duties`].
    #[serde(default)]
    pub duties: Vec<Task>,
    /// As [`Plan::dropped`].
    #[serde(default)]
    pub dropped: Vec<Task>,
    /// As [`Plan::references`].
    pub references: Vec<Reference>,
}

impl Outline {
    /// Reads it from a plan file.
    pub fn from_json(json: &str) -> Result<Self, PlanError> {
        readable(json)?;
        Ok(serde_json::from_str(json)?)
    }

    /// What checklists are made of.
    pub fn work(&self) -> Work<'_> {
        Work { groups: &self.groups, duties: &self.duties, dropped: &self.dropped }
    }

    /// The codes that `code` is linked with, either way.
    pub fn linked<'a>(&'a self, code: &'a Code) -> impl Iterator<Item = &'a Code> {
        linked(&self.references, code)
    }
}

fn linked<'a>(references: &'a [Reference], code: &'a Code) -> impl Iterator<Item = &'a Code> {
    references.iter().filter_map(move |r| {
        if r.from == *code {
            Some(&r.to)
        } else if r.to == *code {
            Some(&r.from)
        } else {
            None
        }
    })
}

impl Task {
    /// The number as this version prints it.
    pub fn number(&self) -> &Code {
        self.printed.as_ref().unwrap_or(&self.code)
    }

    /// The number by which a list shows it, as this version prints it.
    pub fn label(&self) -> String {
        self.number().label()
    }

    /// Its products with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (u16, &Text)> {
        let counted = if self.product_numbers.is_empty() { self.products.len() } else { 0 };
        self.product_numbers.iter().copied().chain((1..).take(counted)).zip(&self.products)
    }
}

impl Plan {
    /// Reads a plan file. The format is looked at first, so that a newer file is called newer, not broken.
    pub fn from_json(json: &str) -> Result<Self, PlanError> {
        readable(json)?;
        Ok(serde_json::from_str(json)?)
    }

    /// What checklists are made of.
    pub fn work(&self) -> Work<'_> {
        Work { groups: &self.groups, duties: &self.duties, dropped: &self.dropped }
    }

    /// Every assigned task with its group, in order.
    pub fn tasks(&self) -> impl Iterator<Item = (&TaskGroup, &Task)> {
        self.groups.iter().flat_map(|group| group.tasks.iter().map(move |task| (group, task)))
    }

    /// The task or duty of a code.
    pub fn task(&self, code: &Code) -> Option<&Task> {
        self.work().task(code)
    }

    /// The codes that `code` is linked with, either way.
    pub fn linked<'a>(&'a self, code: &'a Code) -> impl Iterator<Item = &'a Code> {
        linked(&self.references, code)
    }

    /// The chapters of the plan text in the source's order, each with the section its codes carry.
    pub fn chapters(&self) -> [&Chapter; 6] {
        [&self.aims, &self.targets, &self.focus, &self.assignment, &self.funding, &self.organisation]
    }

    /// The clause of a code, at any depth.
    pub fn clause(&self, code: &Code) -> Option<&Clause> {
        self.clauses().into_iter().find(|clause| clause.code == *code)
    }

    /// Every clause at every depth, in reading order: the decision's articles, then the chapters'.
    pub fn clauses(&self) -> Vec<&Clause> {
        fn walk<'a>(clauses: &'a [Clause], all: &mut Vec<&'a Clause>) {
            for clause in clauses {
                all.push(clause);
                walk(&clause.clauses, all);
            }
        }
        let mut all = Vec::new();
        walk(&self.decision.articles, &mut all);
        for chapter in self.chapters() {
            walk(&chapter.clauses, &mut all);
        }
        all
    }
}

mod amend;
mod check;

pub use check::PlanProblem;
