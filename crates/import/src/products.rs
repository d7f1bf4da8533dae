//! A product cell taken apart into its products.

use crate::{pattern::Pattern, words};

/// The products of a cell. The rule, which gives what the cells' layout showed before it was lost:
///
/// - A cell that begins with a dash is a dash list: every dash between spaces opens an item, and a semicolon
///   inside an item belongs to it ("- Báo cáo/Thông báo kết luận; giải pháp khắc phục" is one product).
/// - Any other cell is one product, or several parted by semicolons.
///
/// - A cell whose lines were kept has its products by lines.
///
/// Items keep their words; the dash before them and the semicolon behind them go. An en dash stands inside
/// names ("Tài chính – Kế hoạch") and opens nothing.
pub fn split(cell: &str) -> Vec<String> {
    let items: Vec<&str> = match cell.strip_prefix('-') {
        _ if cell.contains('\n') => return lines(cell),
        Some(list) => list.split(" - ").collect(),
        None => cell.split(';').collect(),
    };
    items.into_iter().map(item).filter(|item| !item.is_empty()).collect()
}

fn item(text: &str) -> String {
    text.trim().trim_end_matches(';').trim_end().to_owned()
}

static NUMBERED: Pattern = Pattern::new(r"^(?:\d{1,2}|[a-zđ])[.)]\s+(\S.*)$");

/// The products of a cell whose lines were kept. If any line is set off by a dash or a number, those lines open
/// items and the others go on with them; else every line that does not begin in the middle of a sentence is an
/// item, or several parted by semicolons.
fn lines(cell: &str) -> Vec<String> {
    let opens = |line: &str| line.starts_with('-') || NUMBERED.is_match(line);
    let listed = cell.lines().any(opens);
    let mut items: Vec<String> = Vec::new();
    for line in cell.lines() {
        let goes_on = if listed { !opens(line) } else { words::starts_small(line) };
        match items.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None if listed => {
                let text =
                    NUMBERED.captures(line).map_or(line, |found| found.get(1).map_or(line, |m| m.as_str()));
                items.push(text.trim_start_matches('-').trim_start().to_owned());
            }
            None => items.extend(line.split(';').map(str::to_owned)),
        }
    }
    items.iter().map(|text| item(text)).filter(|item| !item.is_empty()).collect()
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
    fn lines_that_a_file_kept_are_products() {
        check("Kế hoạch\nBáo cáo;\nQuyết định", &["Kế hoạch", "Báo cáo", "Quyết định"]);
        check("Quyết định ban hành\nkế hoạch\nBáo cáo", &["Quyết định ban hành kế hoạch", "Báo cáo"]);
        check(
            "- Văn bản của Phòng Tài chính - Kế hoạch\n- Báo cáo",
            &["Văn bản của Phòng Tài chính - Kế hoạch", "Báo cáo"],
        );
        check("- Kế hoạch\nUBND quận\n- Báo cáo", &["Kế hoạch UBND quận", "Báo cáo"]);
        check("1. Kế hoạch\n2) Báo cáo", &["Kế hoạch", "Báo cáo"]);
        check("a) Kế hoạch\nđ) Báo cáo", &["Kế hoạch", "Báo cáo"]);
    }

    #[test]
    fn commas_and_slashes_part_nothing() {
        check("Văn bản/ giải pháp", &["Văn bản/ giải pháp"]);
        check("Theo Đề án, Kế hoạch", &["Theo Đề án, Kế hoạch"]);
        check("", &[]);
    }
}
