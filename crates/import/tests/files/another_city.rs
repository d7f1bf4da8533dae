//! A made-up plan of a city with its wards directly below, another year, its own groups: nothing in the code says
//! otherwise.

use super::{
    common::settings,
    office::{Sheet, workbook},
};
use sotay_core::{
    plan::{Membership, Plan},
    schedule::ScheduleKind,
};
use sotay_import::{Given, Report, for_year, import_bytes};

const ROWS: [[&str; 6]; 12] = [
    ["TT", "Cơ quan chủ trì", "Nội dung công việc", "Kết quả đầu ra", "Đơn vị phối hợp", "Tiến độ"],
    ["A", "", "", "", "", ""],
    ["I", "", "Chính quyền hai cấp", "", "", ""],
    [
        "1",
        "Sở Nội vụ",
        "Hướng dẫn các phường, xã, đặc khu vận hành bộ máy mới",
        "Văn bản hướng dẫn",
        "UBND các phường, xã, đặc khu",
        "Quý I/2028",
    ],
    [
        "2",
        "UBND các phường, xã, đặc khu",
        "Rà soát thủ tục tại Trung tâm Phục vụ hành chính công",
        "Danh mục",
        "Sở Tư pháp",
        "Hằng quý",
    ],
    ["II", "", "Dữ liệu mở", "", "", ""],
    [
        "1",
        "Sở Khoa học và Công nghệ",
        "Công bố dữ liệu",
        "Cổng dữ liệu",
        "Văn phòng UBND thành phố",
        "Tháng 2/2028",
    ],
    [
        "2",
        "Thanh tra thành phố",
        "Kiểm tra công vụ",
        "Kết luận",
        "",
        "Quý II/2028: ban hành kế hoạch; Quý III/2028: kiểm tra",
    ],
    ["3", "Công an thành phố", "Làm sạch dữ liệu dân cư", "Báo cáo", "", "Trước quý IV/2028"],
    ["III", "", "Tiếp dân từ xa", "", "", ""],
    [
        "1",
        "Văn phòng Ủy ban nhân dân thành phố",
        "Tiếp dân trực tuyến",
        "Lịch tiếp dân",
        "Sở Tài chính",
        "Trong năm 2028",
    ],
    [
        "2",
        "Trung tâm Phục vụ hành chính công thành phố",
        "Trả lời phản ánh, kiến nghị",
        "Văn bản trả lời",
        "",
        "Khi phát sinh; định kỳ hằng quý",
    ],
];

fn plan() -> (Plan, Report) {
    let mut sheet = Sheet::new("Nhiệm vụ 2028");
    sheet.row(&["ỦY BAN NHÂN DÂN\nTHÀNH PHỐ BIỂN XANH", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]);
    sheet.row(&["Kế hoạch cải cách hành chính thành phố Biển Xanh năm 2028"]);
    sheet.row(&["Số quyết định:", "01/QĐ-UBND"]);
    sheet.row(&["Ngày ban hành:", "03/01/2028"]);
    for row in ROWS.iter().filter(|row| row[0] != "A") {
        sheet.row(row);
    }
    import_bytes(&workbook(&[sheet]), &settings()).unwrap()
}

#[test]
fn it_has_its_own_id_year_groups_and_agencies() {
    let (plan, report) = plan();
    assert!(report.is_clean(), "{report}");
    assert_eq!((plan.id.as_str(), plan.year), ("bien-xanh-2028", 2028));
    assert_eq!(
        (plan.decision.number.as_str(), plan.decision.issued_on.to_string().as_str()),
        ("01/QĐ-UBND", "2028-01-03")
    );
    assert_eq!(plan.title.source, "Kế hoạch cải cách hành chính thành phố Biển Xanh năm 2028");
    let groups: Vec<(&str, usize)> = plan.groups.iter().map(|g| (g.title.shown(), g.tasks.len())).collect();
    assert_eq!(groups, [("Chính quyền hai cấp", 2), ("Dữ liệu mở", 3), ("Tiếp dân từ xa", 2)]);
    assert_eq!(plan.agencies[0].name, "Sở Nội vụ");
}

#[test]
fn its_schedules_fall_in_its_leap_year() {
    let (plan, _) = plan();
    let dues: Vec<(ScheduleKind, Vec<String>)> = plan
        .tasks()
        .map(|(_, task)| {
            let dues =
                task.schedule.occurrences.iter().map(|o| o.due.map_or("–".into(), |due| due.to_string()));
            (task.schedule.kind, dues.collect())
        })
        .collect();
    assert_eq!(dues[0], (ScheduleKind::Quarter, vec!["2028-03-31".into()]));
    assert_eq!(dues[2], (ScheduleKind::EndOfMonth, vec!["2028-02-29".into()]));
    assert_eq!(dues[3], (ScheduleKind::Phases, vec!["2028-06-30".into(), "2028-09-30".into()]));
    assert_eq!(dues[4], (ScheduleKind::BeforeQuarter, vec!["2028-09-30".into()]));
    assert_eq!(dues[6].1.len(), 5);
}

#[test]
fn its_wards_have_what_is_put_on_them() {
    let (plan, _) = plan();
    let membership: Vec<Membership> = plan.tasks().map(|(_, task)| task.membership).collect();
    assert_eq!(membership[..3], [Membership::On, Membership::On, Membership::Folded]);
}

#[test]
fn its_draft_for_the_year_after_has_no_leap_day() {
    let (plan, _) = plan();
    let (draft, report) = for_year(&plan, 2029, None, &Given::default()).unwrap();
    assert_eq!((draft.id.as_str(), draft.year), ("bien-xanh-2029", 2029));
    let february = &draft.tasks().nth(2).unwrap().1;
    assert_eq!(february.deadline.source, "Tháng 2/2029");
    assert_eq!(february.schedule.occurrences[0].due.unwrap().to_string(), "2029-02-28");
    assert_eq!(draft.title.source, "Kế hoạch cải cách hành chính thành phố Biển Xanh năm 2029");
    // Number and date of the new decision are for a person to say.
    assert_eq!(report.not_understood().count(), 2, "{report}");
    assert!(for_year(&plan, 2028, None, &Given::default()).is_err());
    assert!(for_year(&plan, 2029, Some("Biển"), &Given::default()).is_err());
}
