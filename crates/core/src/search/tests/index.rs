use super::{plan, plan_index, short};
use crate::{
    cell::Cell,
    change::{self, Change, Group, SCHEMA, Value},
    clock::Hlc,
    ids::EntityId,
    search::{Document, Field, Index, Place, Query, of_plan, of_record, of_records},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn place(n: usize) -> Place {
    Place::Record("unit/an-lac".parse().unwrap(), EntityId::Other(format!("x/{n}")))
}

fn index(texts: &[&str]) -> Index {
    let mut index = Index::default();
    for (n, text) in texts.iter().enumerate() {
        index.add(Document::new(place(n)).with(Field::Body, text));
    }
    index
}

fn order(index: &Index, query: &str) -> Vec<String> {
    let results = index.search(&Query::new(query), 100);
    assert_eq!(results.total, results.found.len());
    results.found.iter().map(|found| short(&found.document.place).replace("x/", "")).collect()
}

#[test]
fn all_words_must_be_found_in_whatever_order_and_text() {
    let index = index(&["hồ sơ trễ hạn", "hạn của hồ sơ", "trễ"]);
    assert_eq!(order(&index, "han ho"), ["0", "1"]);
    assert_eq!(order(&index, "TRỄ"), ["2", "0"]);
    assert!(order(&index, "ho so khac").is_empty());
}

#[test]
fn whole_words_come_before_beginnings_and_those_before_insides() {
    let index = index(&["phiên ban", "thanhban xa", "bang giá", "một bàn ghế", "cái"]);
    assert_eq!(order(&index, "ban"), ["0", "3", "2", "1"]);
    assert_eq!(
        order(&index, "an"),
        ["0", "1", "2", "3"][..].iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()
    );
    assert_eq!(order(&index, "c"), ["4"]);
}

#[test]
fn the_marks_typed_come_before_other_marks_in_whatever_field() {
    let mut index = index(&["giấy hộ", "giấy hồ", "giấy ho", "hồng", "hô"]);
    index.add(Document::new(place(5)).with(Field::Code, "hộ"));
    assert_eq!(order(&index, "hồ"), ["1", "5", "3", "4", "0", "2"].map(str::to_owned)[..].to_vec());
    assert_eq!(order(&index, "hô")[0], "4");
    assert_eq!(order(&index, "ho").len(), 6);
}

#[test]
fn words_side_by_side_come_before_words_apart() {
    let index = index(&["chủ tịch hồi đáp hồ sơ", "đăng ký hộ và khai tịch", "sổ hộ tịch"]);
    assert_eq!(order(&index, "ho tich"), ["2", "0", "1"].map(str::to_owned)[..].to_vec());
}

#[test]
fn a_number_is_found_whole_and_by_its_parts_and_its_parts_in_one_piece() {
    let index =
        index(&["Công văn 214/UBND-NV", "14 việc của UBND, 2", "Tờ trình 1214/UBND-TH", "214 và UBND"]);
    for query in ["214/UBND-NV", "214/ubnd-n", "214 ubnd nv", "ubnd-nv"] {
        assert_eq!(order(&index, query)[0], "0", "{query}");
    }
    assert_eq!(order(&index, "214/ubnd"), ["0", "2"]);
    assert_eq!(order(&index, "ubnd/214"), [""; 0]);
    assert_eq!(order(&index, "214").len(), 3);
}

#[test]
fn equals_stand_in_the_order_in_which_they_were_added_and_the_limit_leaves_the_total() {
    let index = index(&["một cửa"; 50]);
    let results = index.search(&Query::new("mot cua"), 3);
    assert_eq!(results.total, 50);
    let first: Vec<_> = results.found.iter().map(|found| &found.document.place).collect();
    assert_eq!(first, [&place(0), &place(1), &place(2)]);
    assert_eq!(index.search(&Query::new("mot"), 0).total, 50);
    let some = index.search_in(&Query::new("mot"), 9, &|p| *p == place(7));
    assert_eq!((some.total, &some.found[0].document.place), (1, &place(7)));
}

#[test]
fn nothing_typed_finds_nothing() {
    let index = index(&["một cửa"]);
    for query in ["", "  ", "…", "👍", "\u{301}", "./-"] {
        assert!(Query::new(query).is_empty());
        assert_eq!(index.search(&Query::new(query), 9).total, 0);
    }
    assert_eq!(Index::default().search(&Query::new("a"), 9).total, 0);
}

#[test]
fn words_past_the_sixteenth_do_not_count() {
    let text = (1..=30).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let index = index(&[&text]);
    assert_eq!(order(&index, &text), ["0"]);
    assert_eq!(order(&index, &format!("{text} nowhere")), ["0"]);
    assert_eq!(order(&index, &format!("nowhere {text}")), [""; 0]);
}

#[test]
fn an_edited_document_keeps_its_place_and_a_removed_one_is_gone() {
    let mut index = index(&["một", "hai", "ba"]);
    index.put(Document::new(place(1)).with(Field::Note, "bốn một"));
    index.put(Document::new(place(3)).with(Field::Note, "năm"));
    assert_eq!(order(&index, "hai"), [""; 0]);
    assert_eq!(order(&index, "bon"), ["1"]);
    assert_eq!(order(&index, "nam"), ["3"]);
    index.remove(&place(1));
    assert_eq!(order(&index, "mot"), ["0"]);
    assert_eq!((index.len(), index.document(&place(1))), (3, None));
    assert_eq!(index.document(&place(3)).map(|document| document.text(Field::Note)), Some("năm"));
}

#[test]
fn the_best_text_of_a_document_is_told() {
    let mut index = Index::default();
    let document = Document::new(place(0)).with(Field::Title, "Hộ khẩu").with(Field::Body, "Khai");
    index.add(document.with(Field::Body, "sổ hộ tịch").with(Field::Number, "214/UBND"));
    let best = |query: &str| index.search(&Query::new(query), 1).found[0].text();
    assert_eq!(best("ho tich"), (Field::Body, "sổ hộ tịch"));
    assert_eq!(best("ho"), (Field::Title, "Hộ khẩu"));
    assert_eq!(best("214"), (Field::Number, "214/UBND"));
}

#[test]
fn every_text_of_the_plan_is_in_a_document_of_its_place() {
    fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                for (name, value) in fields {
                    match (name.as_str(), value.as_str()) {
                        ("source" | "corrected" | "signer" | "code", Some(text)) => found.push(text.into()),
                        _ => texts(value, found),
                    }
                }
            }
            serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
            _ => {}
        }
    }
    let plan = plan();
    let documents = of_plan(&"binh-tan-2023".parse().unwrap(), &plan);
    let mut wanted = vec![plan.decision.number.clone()];
    texts(&serde_json::to_value(&plan).unwrap(), &mut wanted);
    assert!(wanted.len() > 500, "{}", wanted.len());
    for text in wanted.iter().filter(|text| !text.is_empty()) {
        assert!(documents.iter().any(|d| d.texts.iter().any(|(_, t)| t == text)), "{text:?} cannot be found");
    }
    let places: std::collections::BTreeSet<_> = documents.iter().map(|document| &document.place).collect();
    assert_eq!(places.len(), documents.len(), "no place twice");
    for document in &documents {
        if let Place::Code(_, code) = &document.place {
            let head =
                plan.groups.iter().any(|g| g.code == *code || g.parents.iter().any(|p| p.code == *code));
            assert!(head || plan.task(code).is_some() || plan.clause(code).is_some(), "{code} opens nothing");
        }
    }
}

#[test]
fn both_wordings_of_a_corrected_text_are_found() {
    let index = plan_index();
    let best = |query: &str| {
        let found = index.search(&Query::new(query), 1).found[0];
        (short(&found.document.place), found.text().0)
    };
    assert_eq!(best("kiện toàn ban chỉ đạo CCHC quận nếu có"), ("PL.1.1".into(), Field::Title));
    assert_eq!(best("kiểm toàn"), ("PL.1.1".into(), Field::Source));
}

fn cell(texts: &[&str]) -> Cell {
    let mut cell = Cell::default();
    for (n, text) in (1u64..).zip(texts) {
        cell.apply(&Change {
            id: format!("r1.{n}").parse().unwrap(),
            group: Group { first: n, len: 1 },
            scope: "unit/an-lac".parse().unwrap(),
            entity: EntityId::Other("x".into()),
            field: change::Field::Note,
            value: Value::text(text),
            over: Vec::new(),
            at: Hlc::at(0),
            author: "anlac".parse().unwrap(),
            schema: SCHEMA,
        });
    }
    cell
}

#[test]
fn what_was_recorded_is_found_by_remark_number_and_code_with_every_value_that_stands() {
    let scope = "unit/an-lac".parse().unwrap();
    let entity = |text: &str| EntityId::from(text.to_owned());
    let item = entity("item/binh-tan-2023/PL.3.15/q3");
    let product = entity("product/binh-tan-2023/PL.3.15/q3/1");
    let remark = entity("remark/binh-tan-2023/PL.3.15/q3/018b3a3c-7f00-7000-8000-00000000002a");
    let entities = BTreeMap::from([
        (item.clone(), BTreeMap::from([(change::Field::Note, cell(&["còn hai hồ sơ", "còn ba hồ sơ"]))])),
        (product.clone(), BTreeMap::from([(change::Field::Number, cell(&["214/UBND-NV"]))])),
        (remark.clone(), BTreeMap::from([(change::Field::Text, cell(&["đã gọi điện"]))])),
        (entity("item/binh-tan-2023/PL.3.1/year"), BTreeMap::from([(change::Field::State, cell(&["done"]))])),
    ]);
    let mut index = Index::default();
    for document in of_records(&scope, &entities) {
        index.add(document);
    }
    assert_eq!(index.len(), 3);
    let first = |query: &str| index.search(&Query::new(query), 9).found[0].document.place.clone();
    assert_eq!(first("hai ho so"), Place::Record(scope.clone(), item.clone()));
    assert_eq!(first("ba ho so"), Place::Record(scope.clone(), item));
    assert_eq!(first("214/ubnd 3.15"), Place::Record(scope.clone(), product.clone()));
    assert_eq!(first("goi dien"), Place::Record(scope.clone(), remark));
    assert_eq!(of_record(&scope, &product, &BTreeMap::new()), None);
}

proptest! {
    #[test]
    fn an_index_edited_is_the_index_built_anew(
        edits in prop::collection::vec((0usize..6, "[ab đà]{0,6}", any::<bool>()), 0..24), query in "[abđà]{1,3}"
    ) {
        let mut edited = Index::default();
        let mut kept: Vec<(usize, String)> = Vec::new();
        for (n, text, remove) in edits {
            if remove {
                edited.remove(&place(n));
                kept.retain(|(k, _)| *k != n);
            } else {
                edited.put(Document::new(place(n)).with(Field::Body, &text));
                match kept.iter_mut().find(|(k, _)| *k == n) {
                    Some((_, old)) => *old = text,
                    None => kept.push((n, text)),
                }
            }
        }
        let mut anew = Index::default();
        for (n, text) in &kept {
            anew.add(Document::new(place(*n)).with(Field::Body, text));
        }
        let query = Query::new(&query);
        prop_assert_eq!(edited.search(&query, 9), anew.search(&query, 9));
        // And what is found is what has something to mark.
        for (n, text) in &kept {
            let found = anew.search(&query, 9).found.iter().any(|found| found.document.place == place(*n));
            prop_assert_eq!(found, !crate::search::hits(text, &query).is_empty(), "{:?}", text);
        }
    }
}
