//! A product cell taken apart into its products.

/// The products of a cell. The rule, which gives what the cells' layout showed before it was lost:
///
/// - A cell that begins with a dash is a dash list: every dash between spaces opens an item, and a semicolon
///   inside an item belongs to it ("- Báo cáo/Thông báo kết luận; giải pháp khắc phục" is one product).
/// - Any other cell is one product, or several parted by semicolons.
///
/// Items keep their words; the dash before them and the semicolon behind them go. An en dash stands inside
/// names ("Tài chính – Kế hoạch") and opens nothing.
pub fn split(cell: &str) -> Vec<String> {
    let items: Vec<&str> = match cell.strip_prefix('-') {
        Some(list) => list.split(" - ").collect(),
        None => cell.split(';').collect(),
    };
    items
        .into_iter()
        .map(|item| item.trim().trim_end_matches(';').trim_end().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, products: &[&str]) {
        assert_eq!(split(cell), products, "{cell:?}");
    }

    #[test]
    fn a_dash_list_has_one_product_a_dash() {
        check("- Kế hoạch - Báo cáo", &["Kế hoạch", "Báo cáo"]);
        check("- Quyết định/Kế hoạch; - Báo cáo", &["Quyết định/Kế hoạch", "Báo cáo"]);
        check("- Quyết định", &["Quyết định"]);
    }

    #[test]
    fn a_semicolon_parts_products_only_outside_dash_lists() {
        check("Văn bản cử đi học; Báo cáo", &["Văn bản cử đi học", "Báo cáo"]);
        check("- Thông báo kết luận; giải pháp khắc phục", &["Thông báo kết luận; giải pháp khắc phục"]);
    }

    #[test]
    fn commas_and_slashes_part_nothing() {
        check("Văn bản/ giải pháp", &["Văn bản/ giải pháp"]);
        check("Theo Đề án, Kế hoạch", &["Theo Đề án, Kế hoạch"]);
        check("", &[]);
    }
}
