//! "Kế hoạch": the plan's whole text, section by section, with references that lead both ways.

use crate::{
    components::plan_text::PlanText,
    platform::page,
    state::{Device, Navigator, Notebook, PARTS, Route},
    text::Words,
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    code::{Code, Section},
    ids::{ItemId, PlanId},
    plan::{Chapter, Clause, Plan, Task, TaskGroup, Text},
};
use std::sync::Arc;

/// The reader.
#[component]
pub fn PlanPage() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let navigator = expect_context::<Navigator>();
    let section = Memo::new(move |_| match navigator.route() {
        Route::Plan(section, _) => section,
        _ => Section::Decision,
    });
    page::set_title(&format!("{} · {}", device.words().plan, device.words().app));
    // The text is read from the device when it is wanted: the lists do without.
    let whole: RwSignal<Option<Arc<Plan>>> = RwSignal::new(None);
    Effect::new(move |_| {
        if notebook.plan().is_some() {
            spawn_local(async move {
                let read = notebook.whole_plan().await.map(Arc::new);
                // The reader may have been left meanwhile.
                let _ = whole.try_set(read);
            });
        }
    });
    Effect::new(move |_| {
        whole.track();
        if let Route::Plan(_, Some(code)) = navigator.route() {
            // After this turn the part stands in the document.
            request_animation_frame(move || page::scroll_to(&code.to_string()));
        }
    });
    move || {
        let words = device.words();
        let Some(((id, _), plan)) = notebook.plan().zip(whole.get()) else {
            let text = match (notebook.has_no_plan(), notebook.plan()) {
                (true, _) => words.no_plan,
                (false, Some(_)) => words.opening,
                (false, None) => words.first_fetch,
            };
            return view! { <div class="page"><p role="status">{text}</p></div> }.into_any();
        };
        let contents = PARTS.map(|(part, slug)| {
            let current = (part == section.get()).then_some("page");
            let name = heading(&plan, part, words);
            view! { <li><a href=format!("/ke-hoach/{slug}") aria-current=current>{name}</a></li> }
        });
        let reading = Reading { id, plan: plan.clone(), words, today: notebook.today() };
        view! {
            <div class="reader">
                <nav class="reader-contents" aria-label=words.contents>
                    <h2>{words.contents}</h2>
                    <ol>{contents.collect_view()}</ol>
                </nav>
                <article class="reader-text">{reading.part(section.get())}</article>
            </div>
        }
        .into_any()
    }
}

fn chapter(plan: &Plan, section: Section) -> Option<&Chapter> {
    match section {
        Section::Aims => Some(&plan.aims),
        Section::Targets => Some(&plan.targets),
        Section::Focus => Some(&plan.focus),
        Section::Funding => Some(&plan.funding),
        Section::Organisation => Some(&plan.organisation),
        Section::Decision | Section::Appendix | Section::Duties | Section::Own => None,
    }
}

fn heading(plan: &Plan, section: Section, words: &Words) -> String {
    match (section, chapter(plan, section)) {
        (_, Some(chapter)) => format!("{}. {}", chapter.number, chapter.title.shown()),
        (Section::Appendix, None) => words.appendix.into(),
        (_, None) => format!("{} {}", words.decision, plan.decision.number),
    }
}

/// What the parts of the text share.
struct Reading {
    id: PlanId,
    plan: Arc<Plan>,
    words: &'static Words,
    today: jiff::civil::Date,
}

impl Reading {
    fn part(&self, section: Section) -> AnyView {
        let title = heading(&self.plan, section, self.words);
        let body = match section {
            Section::Decision => self.decision(),
            Section::Appendix => self.appendix(),
            _ => chapter(&self.plan, section).map(|chapter| self.chapter(section, chapter)).into_any(),
        };
        view! { <h1>{title}</h1> {body} }.into_any()
    }

    fn text(&self, text: &Text) -> impl IntoView + use<> {
        view! { <PlanText text=text.clone() words=self.words/> }
    }

    fn paragraphs(&self, texts: &[Text]) -> Vec<AnyView> {
        texts.iter().map(|text| view! { <p>{self.text(text)}</p> }.into_any()).collect()
    }

    fn decision(&self) -> AnyView {
        let decision = &self.plan.decision;
        let day = sotay_core::dates::show(decision.issued_on);
        view! {
            <p class="reader-meta">{format!("{} · {} · {day}", decision.number, decision.place)}</p>
            <p><b>{self.text(&decision.subject)}</b></p>
            <p>{self.text(&decision.issuer)}</p>
            {self.paragraphs(&decision.grounds)}
            {self.clauses(&decision.articles)}
            <h2>{self.words.recipients}</h2>
            <ul>{decision.recipients.iter().map(|text| view! { <li>{self.text(text)}</li> }).collect_view()}</ul>
            <p>{self.text(&decision.signer_office)}<br/><b>{decision.signer.clone()}</b></p>
        }
        .into_any()
    }

    fn chapter(&self, section: Section, chapter: &Chapter) -> AnyView {
        let preamble =
            if section == Section::Aims { self.paragraphs(&self.plan.preamble) } else { Vec::new() };
        view! {
            {preamble}
            {self.paragraphs(&chapter.intro)}
            {self.clauses(&chapter.clauses)}
            {self.paragraphs(&chapter.closing)}
        }
        .into_any()
    }

    fn clauses(&self, clauses: &[Clause]) -> Vec<AnyView> {
        clauses.iter().map(|clause| self.clause(clause)).collect()
    }

    fn clause(&self, clause: &Clause) -> AnyView {
        let number = match clause.code.section() {
            Section::Decision => format!("{} {}.", self.words.article, clause.code.bare()),
            _ => format!("{}.", clause.code.bare()),
        };
        let more = clause.more.iter().map(|paragraph| {
            let class = if paragraph.bullet { "clause-bullet" } else { "" };
            view! { <p class=class>{self.text(&paragraph.text)}</p> }
        });
        let footnotes = clause.footnotes.iter().map(|note| {
            view! { <p class="clause-footnote"><b>{self.words.footnote}": "</b>{self.text(note)}</p> }
        });
        view! {
            <section class="clause" id=clause.code.to_string() tabindex="-1">
                <p><span class="clause-number">{number}</span>" "{self.text(&clause.text)}</p>
                {more.collect_view()}
                {footnotes.collect_view()}
                {self.links(&clause.code)}
                {self.clauses(&clause.clauses)}
            </section>
        }
        .into_any()
    }

    fn links(&self, code: &Code) -> Option<AnyView> {
        let linked: Vec<Code> = self.plan.linked(code).cloned().collect();
        (!linked.is_empty()).then(|| {
            view! {
                <p class="code-links">
                    <span>{self.words.see_also}</span>
                    {linked
                        .into_iter()
                        .map(|code| view! { <a href=Route::to_code(&code).address()>{code.to_string()}</a> })
                        .collect_view()}
                </p>
            }
            .into_any()
        })
    }

    fn appendix(&self) -> AnyView {
        let assignment = &self.plan.assignment;
        view! {
            {self.paragraphs(&assignment.intro)}
            {self.clauses(&assignment.clauses)}
            {self.paragraphs(&assignment.closing)}
            {self.plan.groups.iter().map(|group| self.group(group)).collect_view()}
        }
        .into_any()
    }

    fn group(&self, group: &TaskGroup) -> AnyView {
        let parent =
            |task: &Task| group.parents.iter().find(|p| task.code.parent().as_ref() == Some(&p.code));
        let mut headed: Vec<&Code> = Vec::new();
        let tasks: Vec<AnyView> = group
            .tasks
            .iter()
            .map(|task| {
                let head = parent(task).filter(|parent| !headed.contains(&&parent.code));
                headed.extend(head.map(|parent| &parent.code));
                let head = head.map(|parent| {
                    view! {
                        <p class="clause" id=parent.code.to_string() tabindex="-1">
                            <span class="clause-number">{parent.code.bare()}</span>" "{self.text(&parent.text)}
                        </p>
                    }
                });
                view! { {head} {self.task(task)} }.into_any()
            })
            .collect();
        view! {
            <section id=group.code.to_string() tabindex="-1">
                <h2>{group.code.bare()}". "{self.text(&group.title)}</h2>
                {tasks}
            </section>
        }
        .into_any()
    }

    fn task(&self, task: &Task) -> AnyView {
        let words = self.words;
        let fact = |name: &'static str, text: &Text| {
            (!text.source.is_empty()).then(|| view! { <div><dt>{name}</dt><dd>{self.text(text)}</dd></div> })
        };
        // The phase or period that is due next; the last one when all are past.
        let coming = task.schedule.occurrences.iter().find(|o| o.due.is_none_or(|due| due >= self.today));
        let item = coming.or(task.schedule.occurrences.last()).map(|occurrence| ItemId {
            plan: self.id.clone(),
            code: task.code.clone(),
            occurrence: occurrence.key.clone(),
        });
        let products = task.products.iter().map(|text| view! { <li>{self.text(text)}</li> });
        view! {
            <section class="clause task" id=task.code.to_string() tabindex="-1">
                <h3><span class="clause-number">{task.code.bare()}</span>" "{self.text(&task.text)}</h3>
                <dl>
                    <div><dt>{words.products}</dt><dd><ul>{products.collect_view()}</ul></dd></div>
                    {fact(words.lead, &task.lead.raw)}
                    {fact(words.coordinators, &task.coordinators.raw)}
                    {fact(words.deadline, &task.deadline)}
                </dl>
                {self.links(&task.code)}
                {item.map(|id| view! { <p><a href=Route::Item(id).address()>{words.in_checklist}</a></p> })}
            </section>
        }
        .into_any()
    }
}
