//! What an import goes by besides the text: the data files.

use crate::{
    agencies::AgencyTable,
    corrections::{Corrections, DataError},
    duties::Duties,
    head::Given,
    indicators::Indicators,
};

/// The data files of an import.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Corrections; those of the text's own decision are applied, the others stay aside.
    pub corrections: Vec<Corrections>,
    /// Whether corrections for another decision than the text's are a mistake: true when a person named the
    /// file, false for those that came with the program.
    pub corrections_must_match: bool,
    /// Wards' duties that stand in no row of the appendix; those of the text's own decision are taken.
    pub duties: Vec<Duties>,
    /// Targets; those of the text's own decision are taken.
    pub indicators: Vec<Indicators>,
    /// The agencies and their spellings.
    pub agencies: AgencyTable,
    /// The plan's id; none to make it of place and year ("binh-tan-2023").
    pub id: Option<String>,
    /// What a person says of the plan; it stands above what the file says.
    pub given: Given,
}

/// The data that came with the program.
const AGENCIES: (&str, &str) = ("plans/agencies.json", include_str!("../../../plans/agencies.json"));
const CORRECTIONS: [(&str, &str); 1] =
    [("plans/corrections/binh-tan-2023.json", include_str!("../../../plans/corrections/binh-tan-2023.json"))];

const DUTIES: [(&str, &str); 1] =
    [("plans/duties/binh-tan-2023.json", include_str!("../../../plans/duties/binh-tan-2023.json"))];

const INDICATORS: [(&str, &str); 1] =
    [("plans/chi-tieu-binh-tan-2023.json", include_str!("../../../plans/chi-tieu-binh-tan-2023.json"))];

impl Settings {
    /// The data files that came with the program.
    pub fn shipped() -> Result<Self, DataError> {
        let corrections = CORRECTIONS.iter().map(|(name, json)| Corrections::from_json(name, json));
        let duties = DUTIES.iter().map(|(name, json)| Duties::from_json(name, json));
        let indicators = INDICATORS.iter().map(|(name, json)| Indicators::from_json(name, json));
        Ok(Self {
            corrections: corrections.collect::<Result<_, _>>()?,
            corrections_must_match: false,
            duties: duties.collect::<Result<_, _>>()?,
            indicators: indicators.collect::<Result<_, _>>()?,
            agencies: AgencyTable::from_json(AGENCIES.0, AGENCIES.1)?,
            id: None,
            given: Given::default(),
        })
    }

    /// With the corrections of a file in place of the shipped ones.
    pub fn with_corrections(mut self, path: &std::path::Path) -> Result<Self, DataError> {
        self.corrections = vec![Corrections::load(path)?];
        self.corrections_must_match = true;
        Ok(self)
    }

    /// With the wards' duties of a file in place of the shipped ones.
    pub fn with_duties(mut self, path: &std::path::Path) -> Result<Self, DataError> {
        self.duties = vec![Duties::load(path)?];
        Ok(self)
    }

    /// With the targets of a file in place of the shipped ones.
    pub fn with_targets(mut self, path: &std::path::Path) -> Result<Self, DataError> {
        self.indicators = vec![Indicators::load(path)?];
        Ok(self)
    }

    /// With the agencies of a file in place of the shipped ones.
    pub fn with_agencies(mut self, path: &std::path::Path) -> Result<Self, DataError> {
        self.agencies = AgencyTable::load(path)?;
        Ok(self)
    }

    /// With an id for the plan.
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// With what a person says of the plan.
    pub fn with_given(mut self, given: Given) -> Self {
        self.given = given;
        self
    }
}
