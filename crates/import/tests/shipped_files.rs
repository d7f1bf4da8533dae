//! The files in `plans/` and the importer agree with each other.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod common;
use common::{SOURCE, plans, settings, understood};
use serde_json::Value;
use sotay_import::{Plan, plan_json};
use std::fs;

const REGENERATE: &str = "SOTAY_REGENERATE";

fn read(name: &str) -> String {
    fs::read_to_string(plans().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_shipped_plan_is_what_the_importer_writes() {
    let written = plan_json(&understood(SOURCE).0).unwrap();
    if std::env::var_os(REGENERATE).is_some() {
        fs::write(plans().join("binh-tan-2023.json"), &written).unwrap();
    }
    let shipped = read("binh-tan-2023.json");
    let difference = shipped.lines().zip(written.lines()).enumerate().find(|(_, (a, b))| a != b);
    assert!(
        shipped == written,
        "plans/binh-tan-2023.json is not what the importer writes (first difference {difference:?}). Write it anew with\n  \
         sotay import plans/ke-hoach-cchc-binh-tan-2023.txt --out plans/binh-tan-2023.json\nor {REGENERATE}=1 cargo test -p sotay-import --test shipped_files"
    );
}

#[test]
fn the_shipped_plan_reads_back_to_the_same_plan() {
    let plan = Plan::from_json(&read("binh-tan-2023.json")).unwrap();
    assert!(plan == understood(SOURCE).0, "a field is lost on the way through JSON");
}

#[test]
fn the_shipped_plan_keeps_the_schema() {
    let schema: Value = serde_json::from_str(&read("plan.schema.json")).unwrap();
    let plan: Value = serde_json::from_str(&read("binh-tan-2023.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&plan).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_schema_refuses_what_is_no_plan() {
    let schema: Value = serde_json::from_str(&read("plan.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let plan: Value = serde_json::from_str(&read("binh-tan-2023.json")).unwrap();
    let changed = |pointer: &str, value: Value| {
        let mut plan = plan.clone();
        *plan.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not in the plan")) = value;
        plan
    };
    for (pointer, value) in [
        ("/format", 2.into()),
        ("/groups/0/tasks/0/code", "1.1".into()),
        ("/groups/0/tasks/0/schedule/kind", "some-day".into()),
        ("/groups/0/tasks/0/schedule/occurrences", Value::Array(Vec::new())),
        ("/groups/0/tasks/0/membership", "maybe".into()),
        ("/targets/clauses/1/figures/0/per_cent", (-1).into()),
        ("/decision/issued_on", "30/12/2022".into()),
        ("/references/0/basis", "guess".into()),
        ("/duties/0/code", "NV".into()),
        ("/id", "Bình Tân".into()),
    ] {
        assert!(!validator.is_valid(&changed(pointer, value)), "{pointer} was let through");
    }
}

#[test]
fn every_correction_and_judged_pair_says_why() {
    for set in settings().corrections {
        let reasons = set.corrections.iter().map(|c| (&c.at, &c.reason));
        let reasons = reasons.chain(set.breaks.iter().map(|b| (&b.at, &b.reason)));
        for (at, reason) in reasons {
            assert!(!reason.trim().is_empty(), "{at} has no reason");
        }
        for pair in set.references.add.iter().chain(&set.references.drop) {
            assert!(!pair.reason.trim().is_empty(), "{} – {} has no reason", pair.from, pair.to);
        }
    }
}

#[test]
fn every_duty_says_why() {
    for duty in settings().duties.iter().flat_map(|set| &set.duties) {
        assert!(!duty.reason.trim().is_empty(), "{} has no reason", duty.code);
    }
}

#[test]
fn the_ten_wards_have_ids_of_their_own_and_the_codes_of_their_time() {
    let units: Value = serde_json::from_str(&read("units-binh-tan.json")).unwrap();
    let units = units["units"].as_array().unwrap();
    let wards: Vec<&Value> = units.iter().filter(|unit| unit["kind"] == "ward").collect();
    assert!(wards.iter().all(|unit| unit["parent"] == "quan-binh-tan"));
    let wards: Vec<[&str; 3]> = wards
        .iter()
        .map(|unit| {
            [&unit["id"], &unit["name"], &unit["codes"][0]["code"]].map(|value| value.as_str().unwrap())
        })
        .collect();
    assert_eq!(
        wards,
        [
            ["binh-hung-hoa", "Phường Bình Hưng Hòa", "27436"],
            ["binh-hung-hoa-a", "Phường Bình Hưng Hòa A", "27439"],
            ["binh-hung-hoa-b", "Phường Bình Hưng Hòa B", "27442"],
            ["binh-tri-dong", "Phường Bình Trị Đông", "27445"],
            ["binh-tri-dong-a", "Phường Bình Trị Đông A", "27448"],
            ["binh-tri-dong-b", "Phường Bình Trị Đông B", "27451"],
            ["tan-tao", "Phường Tân Tạo", "27454"],
            ["tan-tao-a", "Phường Tân Tạo A", "27457"],
            ["an-lac", "Phường An Lạc", "27460"],
            ["an-lac-a", "Phường An Lạc A", "27463"],
        ]
    );
    let districts: Vec<&Value> = units.iter().filter(|unit| unit["kind"] == "district").collect();
    assert_eq!(districts.len(), 1);
    assert_eq!((districts[0]["id"].as_str(), &districts[0]["parent"]), (Some("quan-binh-tan"), &Value::Null));
}
