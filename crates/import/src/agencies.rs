//! The alias table of agencies: many spellings, few agencies.

use crate::{corrections::DataError, words};
use serde::{Deserialize, Serialize};
use sotay_core::plan::Agency;

/// The table: agencies with their spellings, and the words around them that name nobody.
///
/// Spellings are compared in small letters, with one kind of dash, abbreviations written out and every number
/// as `#`, so that "Chủ tịch UBND 10 phường" and "Chủ tịch Ủy ban nhân dân 12 phường" are one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyTable {
    /// Abbreviations that the documents use without explaining them, written out.
    pub abbreviations: Vec<Abbreviation>,
    /// Words between and around the names: offices ("trưởng"), conjunctions, "có liên quan".
    pub fillers: Vec<String>,
    /// Words by which a text speaks of wards.
    pub ward_words: Vec<String>,
    /// Words that hold a ward's word without speaking of wards.
    pub not_ward_words: Vec<String>,
    /// The agencies.
    pub agencies: Vec<Entry>,
}

/// An abbreviation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abbreviation {
    /// As written: "UBND".
    pub short: String,
    /// Written out.
    pub long: String,
}

/// An agency or a blanket group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Our id for it.
    pub id: String,
    /// Its name as shown.
    pub name: String,
    /// What it stands for.
    pub kind: Kind,
    /// Its spellings, without fillers.
    pub aliases: Vec<String>,
}

/// What an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One agency.
    Agency,
    /// All agencies and units.
    All,
    /// The chairs of the wards.
    WardChairs,
    /// The unit itself, whoever it is: "Triển khai thực hiện tại đơn vị".
    OwnUnit,
}

impl AgencyTable {
    /// Reads the JSON form; `name` says in an error which file it was.
    pub fn from_json(name: &str, json: &str) -> Result<Self, DataError> {
        let table: Self =
            serde_json::from_str(json).map_err(|source| DataError::Form { path: name.into(), source })?;
        match table.contradiction() {
            Some(problem) => Err(DataError::Content { path: name.into(), problem }),
            None => Ok(table),
        }
    }

    /// Reads a file.
    pub fn load(path: &std::path::Path) -> Result<Self, DataError> {
        let name = path.display().to_string();
        let json =
            std::fs::read_to_string(path).map_err(|source| DataError::Read { path: name.clone(), source })?;
        Self::from_json(&name, &json)
    }

    fn contradiction(&self) -> Option<String> {
        let mut seen: Vec<(String, &str)> = Vec::new();
        for entry in &self.agencies {
            for alias in &entry.aliases {
                let alias = self.normal(alias);
                if let Some((_, id)) = seen.iter().find(|(other, _)| *other == alias) {
                    return Some(format!("“{alias}” thuộc cả {id} lẫn {}", entry.id));
                }
                seen.push((alias, &entry.id));
            }
        }
        let twice = self
            .agencies
            .iter()
            .enumerate()
            .find(|(i, entry)| self.agencies[..*i].iter().any(|e| e.id == entry.id));
        twice.map(|(_, entry)| format!("mã {} có hai lần", entry.id))
    }

    /// The entry of an id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.agencies.iter().find(|entry| entry.id == id)
    }

    /// An entry as the plan carries it.
    pub fn agency(&self, id: &str) -> Option<Agency> {
        self.entry(id).map(|entry| Agency { id: entry.id.clone(), name: entry.name.clone() })
    }

    /// The table made ready to read cells.
    pub(crate) fn reader(&self) -> Reader<'_> {
        let mut names: Vec<(String, Option<&str>)> = self
            .agencies
            .iter()
            .flat_map(|entry| entry.aliases.iter().map(|alias| (self.normal(alias), Some(entry.id.as_str()))))
            .collect();
        names.extend(self.fillers.iter().map(|filler| (self.normal(filler), None)));
        // The longest first: "chi nhánh văn phòng đăng ký đất đai" before "văn phòng".
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Reader { table: self, names }
    }
    /// Whether a text speaks of wards.
    pub fn speaks_of_wards(&self, text: &str) -> bool {
        let mut text = text.to_lowercase();
        for word in &self.not_ward_words {
            text = text.replace(word.as_str(), " ");
        }
        self.ward_words.iter().any(|word| !words::find_words(&text, word).is_empty())
    }

    /// A spelling as it is compared.
    fn normal(&self, text: &str) -> String {
        let mut text = words::squeeze(text).replace(['–', '—'], "-");
        for abbreviation in &self.abbreviations {
            for place in words::find_words(&text, &abbreviation.short).into_iter().rev() {
                text.replace_range(place..place + abbreviation.short.len(), &abbreviation.long);
            }
        }
        let mut normal = String::new();
        for c in text.to_lowercase().chars() {
            match c {
                '0'..='9' if normal.ends_with('#') => {}
                '0'..='9' => normal.push('#'),
                _ => normal.push(c),
            }
        }
        normal
    }
}

/// A table made ready to read cells.
pub(crate) struct Reader<'a> {
    /// The table.
    pub table: &'a AgencyTable,
    /// Spellings and fillers as they are compared, the longest first, with the id that they name.
    names: Vec<(String, Option<&'a str>)>,
}

impl Reader<'_> {
    /// The ids that a cell names, in order, each once; or the words that the table does not know.
    pub fn read(&self, cell: &str) -> Result<Vec<String>, String> {
        let cell = self.table.normal(cell);
        let mut ids: Vec<String> = Vec::new();
        let mut unknown: Vec<&str> = Vec::new();
        let mut rest = cell.as_str();
        while !rest.is_empty() {
            let known = self.names.iter().find(|(name, _)| words::starts_with_words(rest, name));
            let length = if let Some((name, id)) = known {
                if let Some(id) = id.filter(|id| ids.iter().all(|known| known != id)) {
                    ids.push(id.to_owned());
                }
                name.len()
            } else if rest.starts_with(|c: char| ",;.:-".contains(c)) {
                1
            } else {
                let word = rest.find([' ', ',', ';', '.', ':']).unwrap_or(rest.len());
                unknown.push(&rest[..word]);
                word
            };
            rest = rest[length..].trim_start();
        }
        if unknown.is_empty() { Ok(ids) } else { Err(unknown.join(" ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, ids: Result<&[&str], &str>) {
        let table = crate::Settings::shipped().unwrap().agencies;
        let ids = ids.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect()).map_err(str::to_owned);
        assert_eq!(table.reader().read(cell), ids, "{cell:?}");
    }

    #[test]
    fn spellings_of_one_agency_come_down_to_it() {
        for cell in ["Trưởng Phòng Nội vụ quận", "- Trưởng phòng Nội vụ quận", "Phòng Nội vụ huyện."]
        {
            check(cell, Ok(&["phong-noi-vu"]));
        }
        for cell in ["Chánh Văn phòng UBND quận", "- Chánh Văn phòng Ủy ban nhân dân huyện;"] {
            check(cell, Ok(&["van-phong-ubnd"]));
        }
        check("Phòng Tài chính – Kế hoạch", Ok(&["phong-tai-chinh-ke-hoach"]));
        check("Giám đốc Chi nhánh Văn phòng Đăng ký đất đai quận.", Ok(&["chi-nhanh-dang-ky-dat-dai"]));
    }

    #[test]
    fn a_cell_may_name_several_each_once_in_order() {
        check(
            "- Chánh Thanh tra quận; - Thủ trưởng các cơ quan, đơn vị có liên quan.",
            Ok(&["thanh-tra", "tat-ca-co-quan-don-vi"]),
        );
        check(
            "Thủ trưởng các cơ quan: Phòng Tư pháp quận, Phòng Kinh tế quận.",
            Ok(&["phong-tu-phap", "phong-kinh-te"]),
        );
        check("Phòng Nội vụ, Trưởng Phòng Nội vụ", Ok(&["phong-noi-vu"]));
        check("", Ok(&[]));
    }

    #[test]
    fn the_number_of_wards_makes_no_other_spelling() {
        for cell in
            ["Chủ tịch Ủy ban nhân dân 10 phường", "Chủ tịch UBND 7 phường", "Chủ tịch UBND các phường"]
        {
            check(cell, Ok(&["chu-tich-ubnd-phuong"]));
        }
    }

    #[test]
    fn a_spelling_that_the_table_does_not_know_is_named() {
        check("Trưởng Phòng Du lịch quận", Err("phòng du lịch"));
        check("Trường Phòng Nội vụ", Err("trường"));
    }

    #[test]
    fn a_table_that_gives_one_spelling_to_two_agencies_is_refused() {
        let entry = |id: &str| format!(r#"{{"id":"{id}","name":"A","kind":"agency","aliases":["phòng a"]}}"#);
        let table = |agencies: String| {
            format!(
                r#"{{"abbreviations":[],"fillers":[],"ward_words":[],"not_ward_words":[],"agencies":[{agencies}]}}"#
            )
        };
        assert!(AgencyTable::from_json("t", &table(entry("a"))).is_ok());
        let error =
            AgencyTable::from_json("t", &table(format!("{},{}", entry("a"), entry("b")))).unwrap_err();
        assert!(error.to_string().contains("“phòng a” thuộc cả a lẫn b"), "{error}");
    }

    #[test]
    fn a_text_speaks_of_wards_only_with_their_word() {
        let table = crate::Settings::shipped().unwrap().agencies;
        assert!(table.speaks_of_wards("từ quận đến phường") && table.speaks_of_wards("trụ sở UBND xã"));
        assert!(!table.speaks_of_wards("đẩy mạnh xã hội hóa; hợp tác xã"));
    }
}
