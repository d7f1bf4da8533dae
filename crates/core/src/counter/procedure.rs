//! Fields of procedures (lĩnh vực): data that a ward may change.

use crate::{
    change::{Field, Value},
    checklist::Entities,
    ids::{EntityId, ProcedureKey},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What targets tell fields apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Đất đai.
    Land,
    /// Xây dựng.
    Construction,
    /// Đầu tư.
    Investment,
    /// Xử lý đơn, giải quyết khiếu nại, tố cáo.
    Petitions,
}

impl Class {
    /// Every class, in the order in which a field's value names them.
    pub const ALL: [Self; 4] = [Self::Land, Self::Construction, Self::Investment, Self::Petitions];

    /// The stable text form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Land => "land",
            Self::Construction => "construction",
            Self::Investment => "investment",
            Self::Petitions => "petitions",
        }
    }
}

/// The classes that a value of [`Field::Kind`] names, `land construction`: each once and in their order.
pub fn classes(text: &str) -> Option<Vec<Class>> {
    let named = text.split(' ').map(|name| Class::ALL.into_iter().find(|class| class.name() == name));
    let classes: Vec<Class> = named.collect::<Option<_>>()?;
    classes.is_sorted_by(|a, b| a < b).then_some(classes)
}

/// Classes as a value.
pub fn classes_value(classes: &[Class]) -> Value {
    let named: Vec<&str> =
        Class::ALL.into_iter().filter(|class| classes.contains(class)).map(Class::name).collect();
    Value::text(&named.join(" "))
}

/// A field of procedures as a unit has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// Its key. It stays for good, for counts stand under it.
    pub key: ProcedureKey,
    /// What it is called.
    pub title: String,
    /// Whether the counter shows it. What was counted in a hidden one still counts.
    pub active: bool,
    /// What targets tell it apart by.
    pub classes: Vec<Class>,
    /// Whether it is one of the list that every ward starts with.
    pub shipped: bool,
}

/// The list that a ward starts with: key, title, whether it is shown, classes.
///
/// They are the fields in which procedures of a ward's people's committee were received at its counter in 2023, after
/// the headings of the list of commune-level procedures. Residence (cư trú), identity cards and vehicles are missing
/// on purpose: the ward's police receive those and count them elsewhere. Investment and the registration of
/// households in business belong to the district and are hidden; a ward that is asked for them shows them.
const SHIPPED: [(&str, &str, bool, &[Class]); 16] = [
    ("ho-tich", "Hộ tịch", true, &[]),
    ("chung-thuc", "Chứng thực", true, &[]),
    ("dat-dai", "Đất đai", true, &[Class::Land]),
    ("xay-dung", "Xây dựng, trật tự đô thị", true, &[Class::Construction]),
    ("bao-tro-xa-hoi", "Bảo trợ xã hội, giảm nghèo", true, &[]),
    ("nguoi-co-cong", "Người có công", true, &[]),
    ("tre-em", "Trẻ em", true, &[]),
    ("don-thu", "Tiếp công dân, xử lý đơn, khiếu nại, tố cáo", true, &[Class::Petitions]),
    ("ton-giao", "Tín ngưỡng, tôn giáo", true, &[]),
    ("thi-dua", "Thi đua, khen thưởng", true, &[]),
    ("moi-truong", "Môi trường", true, &[]),
    ("van-hoa", "Văn hoá, thể thao, thư viện", true, &[]),
    ("giao-duc", "Giáo dục", true, &[]),
    ("phap-luat", "Phổ biến pháp luật, hoà giải, nuôi con nuôi", true, &[]),
    ("kinh-doanh", "Đăng ký kinh doanh", false, &[]),
    ("dau-tu", "Đầu tư", false, &[Class::Investment]),
];

/// The fields that every ward starts with.
pub fn defaults() -> Vec<Procedure> {
    let shipped = SHIPPED.iter().filter_map(|(key, title, active, classes)| {
        let key = key.parse().ok()?;
        Some(Procedure {
            key,
            title: (*title).into(),
            active: *active,
            classes: classes.to_vec(),
            shipped: true,
        })
    });
    shipped.collect()
}

/// The fields of a unit: those that every ward starts with, as it has changed them, then those that it added, in the
/// order of their keys. One without a title has been taken back.
pub fn procedures(unit: &Entities) -> Vec<Procedure> {
    let mut of_unit = BTreeMap::new();
    for (entity, fields) in unit {
        if let EntityId::Procedure(key) = entity {
            of_unit.insert(key, fields);
        }
    }
    let mut list = defaults();
    for procedure in &mut list {
        let Some(fields) = of_unit.remove(&procedure.key) else { continue };
        let said =
            |field| fields.get(&field).filter(|cell| !cell.heads().is_empty()).map(|cell| cell.shown());
        if let Some(title) = said(Field::Title).and_then(Value::as_text) {
            procedure.title = title.into();
        }
        if let Some(active) = said(Field::Active) {
            procedure.active = active.is_true();
        }
        if let Some(kind) = said(Field::Kind) {
            procedure.classes = kind.as_text().and_then(classes).unwrap_or_default();
        }
    }
    list.extend(of_unit.into_iter().filter_map(|(key, fields)| {
        let said = |field| fields.get(&field).map(|cell| cell.shown());
        Some(Procedure {
            key: key.clone(),
            title: said(Field::Title)?.as_text()?.into(),
            active: said(Field::Active).is_none_or(|active| *active != Value::Bool(false)),
            classes: said(Field::Kind).and_then(Value::as_text).and_then(classes).unwrap_or_default(),
            shipped: false,
        })
    }));
    list
}
