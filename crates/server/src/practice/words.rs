//! The words of the practice data. All of it is made up.

/// Names of ward officers.
pub const OFFICERS: [&str; 12] = [
    "Nguyễn Thị Mai",
    "Trần Minh Khoa",
    "Lê Thị Thu Hằng",
    "Phạm Quốc Bảo",
    "Võ Thị Ngọc Diệp",
    "Đặng Hoàng Nam",
    "Bùi Thị Thanh Trúc",
    "Huỳnh Tấn Phát",
    "Đỗ Thị Kim Oanh",
    "Ngô Văn Lâm",
    "Dương Thị Bích Liên",
    "Lý Gia Huy",
];

/// Names of ward chairs.
pub const CHAIRS: [&str; 12] = [
    "Nguyễn Văn Thành",
    "Trần Thị Lan Anh",
    "Lê Hữu Phước",
    "Phan Thị Hồng Nhung",
    "Võ Đình Toàn",
    "Đinh Thị Xuân Mai",
    "Bùi Công Danh",
    "Hồ Thị Mỹ Dung",
    "Trương Quang Vinh",
    "Nguyễn Thị Cẩm Tú",
    "Mai Đức Trọng",
    "Tô Thị Hải Yến",
];

/// The district's person and the administrator.
pub const DISTRICT: &str = "Phan Thị Hoài Thu";
/// The administrator.
pub const ADMINISTRATOR: &str = "Cao Minh Trí";

/// Who sees to an item, besides the officer by name.
pub const ASSIGNEES: [&str; 6] = [
    "Công chức Tư pháp – Hộ tịch",
    "Công chức Văn phòng – Thống kê",
    "Công chức Tài chính – Kế toán",
    "Công chức Địa chính – Xây dựng – Đô thị và Môi trường",
    "Công chức Văn hóa – Xã hội",
    "Bộ phận Tiếp nhận và Trả kết quả",
];

/// Notes on what is done.
pub const DONE: [&str; 7] = [
    "Đã gửi Phòng Nội vụ bản giấy và bản điện tử.",
    "Đã đăng trên trang thông tin điện tử của phường.",
    "Đã niêm yết tại Bộ phận Một cửa.",
    "Đã thông qua tại cuộc họp giao ban Ủy ban nhân dân phường.",
    "Chủ tịch đã ký, đã phát hành qua hệ thống quản lý văn bản.",
    "Đã lưu hồ sơ kiểm chứng tại tủ Văn phòng – Thống kê.",
    "Hoàn thành sớm hơn mốc phường đặt ra.",
];

/// Notes on what is under way.
pub const DOING: [&str; 7] = [
    "Dự thảo lần 2, đang lấy ý kiến các khu phố.",
    "Còn thiếu số liệu quý III của Bộ phận Một cửa.",
    "Đang tổng hợp, dự kiến trình ký tuần sau.",
    "Đã họp phân công, chờ các công chức gửi báo cáo phần việc.",
    "Đang rà soát danh mục thủ tục niêm yết.",
    "Đã có dự thảo, chờ Chủ tịch cho ý kiến.",
    "Đang phối hợp Văn phòng Ủy ban nhân dân quận đối chiếu số liệu.",
];

/// Notes on what is late.
pub const LATE: [&str; 4] = [
    "Chậm do công chức phụ trách nghỉ thai sản, đã phân công người khác.",
    "Xin gia hạn với Phòng Nội vụ đến cuối tháng.",
    "Số liệu đầu kỳ phải đối chiếu lại, chưa chốt được.",
    "Đã làm, còn chờ ký ban hành.",
];

/// Notes on what waits.
pub const WAITING: [&str; 4] = [
    "Chờ hướng dẫn của Phòng Nội vụ.",
    "Chờ Thành phố ban hành kế hoạch.",
    "Chờ quận cấp kinh phí.",
    "Chờ Sở Nội vụ mở lớp bồi dưỡng.",
];

/// Reasons for what does not apply.
pub const REASONS: [&str; 3] = [
    "Trong năm không phát sinh tại phường.",
    "Phường không có đơn vị sự nghiệp trực thuộc.",
    "Nhiệm vụ do quận thực hiện, phường chỉ cung cấp số liệu.",
];

/// The sign that a document's number ends with, by the first word of what the plan calls the product; none
/// for what is no document of its own (a website's column, an upgraded system).
pub fn document_sign(product: &str) -> Option<&'static str> {
    const SIGNS: [(&str, &str); 8] = [
        ("kế hoạch", "KH-UBND"),
        ("các kế hoạch", "KH-UBND"),
        ("báo cáo", "BC-UBND"),
        ("các báo cáo", "BC-UBND"),
        ("quyết định", "QĐ-UBND"),
        ("quy chế", "QĐ-UBND"),
        ("tờ trình", "TTr-UBND"),
        ("văn bản", "UBND"),
    ];
    let product = product.to_lowercase();
    SIGNS.into_iter().find_map(|(word, sign)| product.starts_with(word).then_some(sign))
}

/// Why dossiers are late.
pub const LATE_REASONS: [&str; 4] = [
    "Chờ xác minh của phường nơi đăng ký trước đây",
    "Phần mềm hộ tịch gián đoạn",
    "Hồ sơ phải bổ sung giấy tờ",
    "Công chức chuyên môn đi tập huấn",
];

/// What feedback is about.
pub const FEEDBACK: [&str; 5] = [
    "Thời gian chờ ở quầy chứng thực",
    "Hướng dẫn nộp hồ sơ trực tuyến",
    "Thu phí qua mã QR",
    "Giờ tiếp nhận hồ sơ buổi chiều",
    "Kết quả trả chậm so với giấy hẹn",
];
