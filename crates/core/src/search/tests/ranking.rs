use super::{plan_index, short};
use crate::search::{Document, Field, Index, Place, Query};

/// The plan, and a ward's remarks and numbers beside it.
fn whole() -> Index {
    let mut index = plan_index();
    let scope: crate::ids::Scope = "unit/an-lac".parse().unwrap();
    for (entity, field, text) in [
        ("item/binh-tan-2023/PL.3.15/q3", Field::Note, "Còn 2 phản ánh chưa trả lời, đã xin lỗi người dân"),
        ("item/binh-tan-2023/PL.3.12/year", Field::Note, "Hồ sơ hộ tịch trễ hạn 1 ngày, chị Hạnh theo dõi"),
        ("product/binh-tan-2023/PL.3.15/q3/1", Field::Number, "214/UBND-NV"),
        ("product/binh-tan-2023/PL.3.2/year/1", Field::Number, "1214/UBND"),
    ] {
        let entity = crate::ids::EntityId::from(entity.to_owned());
        let code = entity.item().map(|item| item.code.to_string()).unwrap_or_default();
        let document = Document::new(Place::Record(scope.clone(), entity));
        index.add(document.with(field, text).with(Field::Code, &code));
    }
    index
}

#[test]
fn what_an_officer_types_finds_what_an_officer_means() {
    let index = whole();
    for (query, first) in [
        ("xin loi tre han", vec!["NV.5", "II.3.5"]),
        ("3.15", vec!["PL.3.15", "item/binh-tan-2023/PL.3.15/q3", "product/binh-tan-2023/PL.3.15/q3/1"]),
        // The beginnings of PL.3.10 and so on come after.
        ("3.1", vec!["PL.3.1", "II.3.1", "III.3.1", "PL.3.10"]),
        ("pl.3.15", vec!["PL.3.15"]),
        ("iii.4.3", vec!["III.4.3"]),
        ("ii.5", vec!["II.5", "III.5"]),
        ("ho tich", vec!["item/binh-tan-2023/PL.3.12/year"]),
        ("hộ tịch", vec!["item/binh-tan-2023/PL.3.12/year"]),
        // Side by side in a title, then in bodies in reading order.
        ("mot cua", vec!["PL.3.2", "III.3.3", "III.7.9"]),
        ("214/ubnd", vec!["product/binh-tan-2023/PL.3.15/q3/1", "product/binh-tan-2023/PL.3.2/year/1"]),
        ("7679/QĐ-UBND", vec!["Decision"]),
        ("7679", vec!["Decision"]),
        ("phan anh kien nghi", vec!["PL.3.15", "NV.11", "PL.1.7", "II.5"]),
        ("tre han", vec!["NV.5", "PL.3.12", "NV.4"]),
        ("kinh phi", vec!["Funding", "PL.6.3", "NV.12"]),
        ("hạnh", vec!["item/binh-tan-2023/PL.3.12/year"]),
        ("khao sat su hai long", vec!["PL.1.7"]),
        ("HOÀ GIẢI", vec![]),
    ] {
        let results = index.search(&Query::new(query), first.len());
        let places: Vec<String> = results.found.iter().map(|found| short(&found.document.place)).collect();
        assert_eq!(places, first, "{query}");
    }
}

#[test]
fn each_letter_typed_narrows_what_was_found() {
    let index = whole();
    for typed in ["trễ hạn", "phan anh", "3.15", "214/ubnd", "hộ tịch"] {
        let mut before = usize::MAX;
        for (end, c) in typed.char_indices() {
            let query = Query::new(&typed[..end + c.len_utf8()]);
            // A new word of one letter finds beginnings only; with its second letter also the insides of words.
            let found = index.search(&query, 0).total;
            let new_word = typed[..end].chars().rev().take_while(|c| c.is_alphanumeric()).count() == 1;
            assert!(found <= before || new_word, "{typed} up to {end}: {found} after {before}");
            assert!(found > 0, "{typed} up to {end}");
            before = found;
        }
    }
}

#[test]
fn what_is_found_by_its_code_is_told_by_its_text() {
    let index = whole();
    let query = Query::new("3.15");
    let found = index.search(&query, 3).found;
    assert_eq!(found[1].text().0, Field::Note);
    assert_eq!(found[1].excerpt(&query, 30).text, "Còn 2 phản ánh chưa trả lời,…");
    assert_eq!(found[2].text(), (Field::Number, "214/UBND-NV"));
}
