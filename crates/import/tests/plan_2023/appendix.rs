//! The appendix: tasks, products, agencies, deadlines, waiting, membership.

use crate::{common::settings, plan, report, task, tasks_where};
use sotay_core::{
    code::Code,
    plan::{
        Comparator::{self, AtLeast, MoreThan},
        Membership, Task,
    },
    schedule::ScheduleKind,
};
use sotay_import::What;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_appendix_has_7_groups_and_77_tasks() {
    let sizes: Vec<usize> = plan().groups.iter().map(|group| group.tasks.len()).collect();
    assert_eq!(sizes, [11, 6, 15, 9, 12, 11, 13]);
    assert_eq!(sizes.iter().sum::<usize>(), 77);
    let parents: Vec<String> =
        plan().groups.iter().flat_map(|group| &group.parents).map(|parent| parent.code.to_string()).collect();
    assert_eq!(parents, ["PL.1.2"]);
    let sorted: Vec<Code> = plan().tasks().map(|(_, task)| task.code.clone()).collect();
    assert!(sorted.is_sorted(), "codes sort part by part");
}

#[test]
fn the_tasks_yield_122_products() {
    assert_eq!(plan().tasks().map(|(_, task)| task.products.len()).sum::<usize>(), 122);
    let shown = |text: &str| task(text).products.iter().map(|product| product.shown()).collect::<Vec<_>>();
    assert_eq!(shown("PL.5.5"), ["Văn bản cử tham gia các lớp", "Báo cáo kết quả đào tạo"]);
    assert_eq!(shown("PL.6.6"), ["Kế hoạch triển khai thực hiện", "Báo cáo kết quả"]);
    assert_eq!(
        shown("PL.4.6"),
        ["Kế hoạch thanh tra, kiểm tra", "Báo cáo/Thông báo kết luận; giải pháp khắc phục"]
    );
    assert_eq!(shown("PL.1.2.1"), ["Quyết định ban hành Kế hoạch của UBND quận", "Báo cáo kết quả kiểm tra"]);
    assert_eq!(shown("PL.3.15").len(), 2);
}

#[test]
fn the_nine_rows_that_page_breaks_cut_are_whole() {
    let rows: Vec<&str> = report()
        .of(What::Joined)
        .filter_map(|e| e.words.strip_prefix("hàng ")?.strip_suffix(" của phụ lục"))
        .collect();
    assert_eq!(rows, ["2.3", "3.2", "3.4", "3.9", "3.13", "4.1", "4.5", "5.9", "7.6"]);
    assert_eq!(task("PL.2.3").products[1].source, "Báo cáo kết quả thực hiện");
    assert_eq!(task("PL.2.3").coordinators.raw.source, "Thủ trưởng các cơ quan, đơn vị có liên quan.");
    assert_eq!(task("PL.3.2").products[2].source, "Bộ phận Một cửa được kiện toàn, hoạt động hiệu quả");
    assert_eq!(
        task("PL.3.9").deadline.source,
        "Quý II năm 2023: ban hành Kế hoạch. Quý III năm 2023: tổ chức thực hiện"
    );
    assert!(task("PL.5.9").text.source.ends_with("giai đoạn 2022 - 2027 trên địa bàn quận Bình Tân."));
    assert!(task("PL.3.13").lead.raw.source.ends_with("Chủ tịch Ủy ban nhân dân 10 phường"));
}

#[test]
fn twenty_odd_spellings_come_down_to_sixteen_agencies_and_three_blanket_groups() {
    let raw = |cell: fn(&Task) -> &str| {
        plan()
            .tasks()
            .map(|(_, task)| cell(task))
            .filter(|cell| !cell.is_empty())
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert_eq!(raw(|task| &task.lead.raw.source), 25);
    assert_eq!(raw(|task| &task.coordinators.raw.source), 16, "and the empty cell");
    assert_eq!(plan().agencies.len(), 19);
    let table = settings().agencies;
    let blanket = plan()
        .agencies
        .iter()
        .filter(|agency| table.entry(&agency.id).unwrap().kind != sotay_import::AgencyKind::Agency);
    assert_eq!(blanket.count(), 3);
    assert!(plan().tasks().all(|(_, task)| !task.lead.ids.is_empty()));
    assert_eq!(
        tasks_where(|task| task.coordinators.ids.is_empty()),
        ["PL.3.2", "PL.3.6", "PL.3.13", "PL.3.15", "PL.4.9"]
    );
    assert_eq!(task("PL.3.7").lead.ids, ["van-phong-ubnd", "phong-noi-vu"]);
    assert_eq!(
        task("PL.1.7").coordinators.ids,
        [
            "phong-van-hoa-thong-tin",
            "ban-tuyen-giao-quan-uy",
            "ban-dan-van-quan-uy",
            "mat-tran-to-quoc",
            "doan-the-chinh-tri-xa-hoi"
        ]
    );
}

#[test]
fn the_14_deadline_texts_are_11_kinds() {
    use ScheduleKind::*;
    let texts: BTreeSet<&str> = plan().tasks().map(|(_, task)| task.deadline.source.as_str()).collect();
    assert_eq!(texts.len(), 14);
    let mut kinds: BTreeMap<ScheduleKind, Vec<String>> = BTreeMap::new();
    for (_, task) in plan().tasks() {
        kinds.entry(task.schedule.kind).or_default().push(task.code.to_string());
    }
    assert_eq!(kinds.len(), 11);
    assert_eq!(kinds[&WithinYear].len(), 60);
    for (kind, tasks) in [
        (YearAndFollowing, &["PL.1.4", "PL.3.5"][..]),
        (EndOfMonth, &["PL.4.6", "PL.4.7", "PL.4.8"]),
        (Quarter, &["PL.1.8", "PL.3.8"]),
        (PartDated, &["PL.3.7", "PL.3.13"]),
        (BeforeQuarter, &["PL.1.2.2"]),
        (Phases, &["PL.1.2.1", "PL.3.9"]),
        (EveryQuarter, &["PL.1.9"]),
        (WhenItOccurs, &["PL.1.1"]),
        (WhenItOccursAndEveryQuarter, &["PL.3.15"]),
        (OutsidePlan, &["PL.1.3", "PL.5.6"]),
    ] {
        assert_eq!(kinds[&kind], tasks, "{kind:?}");
    }
}

#[test]
fn sixty_tasks_fall_due_on_the_last_day_and_the_others_on_their_own() {
    let dues = |text: &str| -> Vec<String> {
        let due = |o: &sotay_core::schedule::Occurrence| {
            format!("{}:{}", o.key, o.due.map_or("-".into(), |d| d.to_string()))
        };
        task(text).schedule.occurrences.iter().map(due).collect()
    };
    assert_eq!(dues("PL.2.1"), ["year:2023-12-31"]);
    assert_eq!(dues("PL.4.7"), ["m10:2023-10-31"]);
    assert_eq!(dues("PL.1.8"), ["q1:2023-03-31"]);
    assert_eq!(dues("PL.3.7"), ["q1:2023-03-31", "rest:2023-12-31"]);
    assert_eq!(dues("PL.1.2.2"), ["q1-q3:2023-09-30"]);
    assert_eq!(dues("PL.1.2.1"), ["q1:2023-03-31", "q2-q3:2023-09-30"]);
    assert_eq!(dues("PL.3.9"), ["q2:2023-06-30", "q3:2023-09-30"]);
    assert_eq!(dues("PL.1.9"), ["q1:2023-03-31", "q2:2023-06-30", "q3:2023-09-30", "q4:2023-12-31"]);
    assert_eq!(
        dues("PL.3.15"),
        ["q1:2023-03-31", "q2:2023-06-30", "q3:2023-09-30", "q4:2023-12-31", "event:-"]
    );
    assert_eq!(dues("PL.1.1"), ["event:-"]);
    assert_eq!(dues("PL.5.6"), ["outside:-"]);
    assert_eq!(
        task("PL.1.2.1").schedule.occurrences[1].what.as_deref(),
        Some("tiến hành kiểm tra và báo cáo kết quả")
    );
}

#[test]
fn occurrences_have_keys_of_their_own_within_their_task() {
    for (_, task) in plan().tasks() {
        let keys: BTreeSet<&str> = task.schedule.occurrences.iter().map(|o| o.key.as_str()).collect();
        assert_eq!(keys.len(), task.schedule.occurrences.len(), "{}", task.code);
    }
}

#[test]
fn six_tasks_wait_for_an_outside_event() {
    assert_eq!(
        tasks_where(|task| task.waits_for.is_some()),
        ["PL.1.1", "PL.3.5", "PL.5.1", "PL.5.2", "PL.5.6", "PL.5.11"]
    );
    assert_eq!(task("PL.1.1").waits_for.as_deref(), Some("nếu có"));
    assert_eq!(task("PL.5.11").waits_for.as_deref(), Some("sau khi Thành phố ban hành Đề án"));
}

#[test]
fn twenty_tasks_are_on_a_wards_checklist_five_concern_it_and_fifty_two_are_folded() {
    assert_eq!(
        tasks_where(|task| task.membership == Membership::On),
        [
            "PL.1.7", "PL.3.2", "PL.3.3", "PL.3.6", "PL.3.10", "PL.3.13", "PL.3.14", "PL.3.15", "PL.4.1",
            "PL.4.3", "PL.4.4", "PL.4.6", "PL.4.9", "PL.5.3", "PL.5.5", "PL.6.3", "PL.6.9", "PL.7.10",
            "PL.7.11", "PL.7.12"
        ]
    );
    assert_eq!(
        tasks_where(|task| task.membership == Membership::Direct),
        ["PL.1.2.1", "PL.1.2.2", "PL.3.7", "PL.6.11", "PL.7.4"]
    );
    assert_eq!(tasks_where(|task| task.membership == Membership::Folded).len(), 52);
}

#[test]
fn tasks_have_the_figures_of_their_texts_and_products() {
    let figures = |code: &str| -> Vec<(Comparator, u16)> {
        task(code).figures.iter().map(|figure| (figure.comparator, figure.per_cent)).collect()
    };
    assert_eq!(figures("PL.1.2.1"), [(AtLeast, 40), (AtLeast, 20)]);
    assert_eq!(figures("PL.3.10"), [(AtLeast, 98), (AtLeast, 95), (AtLeast, 98), (MoreThan, 95)]);
    assert_eq!(figures("PL.6.6"), [(MoreThan, 90), (AtLeast, 100)]);
    assert_eq!(figures("PL.7.4"), [(AtLeast, 100)], "in a product alone");
    let with = tasks_where(|task| !task.figures.is_empty());
    assert_eq!(with.len(), 16, "{with:?}");
}
