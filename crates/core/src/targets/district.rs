//! The district's figures: Σ numerators over Σ denominators, never a mean of percentages.

use super::{Defined, Figures, Level, Missing, Ratio, Standing, Verdict};
use crate::{
    counter::Class,
    ids::{PeriodKey, ProcedureKey, UnitId},
};
use std::collections::BTreeMap;

/// How the district stands against a target in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct District {
    /// Σ/Σ over the units that have figures, against the district's threshold. A target that only the district has a
    /// reading for stands on the district's own.
    pub standing: Standing,
    /// The same sums against the wards' threshold, where that is another one (II.7).
    pub by_ward_threshold: Option<Verdict>,
    /// The units whose figures are in it; those without a case are.
    pub units: Vec<UnitId>,
    /// The units whose figures are missing.
    pub missing: Vec<UnitId>,
}

/// Adds up units' standings in a period. `own` holds what the district itself gives in the plan's scope.
pub fn consolidate(own: &Figures, period: &PeriodKey, units: &[(UnitId, Vec<Standing>)]) -> Vec<District> {
    let district = own.standings(period, Level::District);
    let mut found = Vec::new();
    for defined in &own.targets {
        let target = &defined.target;
        let alone = district.iter().find(|standing| standing.key == target.key);
        if target.is_for(Level::Ward) {
            found.push(sum(defined, alone, units));
        } else if let Some(standing) = alone {
            let (units, missing) = (Vec::new(), Vec::new());
            found.push(District { standing: standing.clone(), by_ward_threshold: None, units, missing });
        }
    }
    found
}

fn sum(defined: &Defined, own: Option<&Standing>, units: &[(UnitId, Vec<Standing>)]) -> District {
    let Defined { target, version, .. } = defined;
    // Of a target for wards alone the district sees how they stand together against theirs.
    let level = if target.is_for(Level::District) { Level::District } else { Level::Ward };
    let (mut value, mut with, mut missing) = (Ratio::default(), Vec::new(), Vec::new());
    let mut fields: BTreeMap<ProcedureKey, (Vec<Class>, Ratio)> = BTreeMap::new();
    let mut trend: BTreeMap<(i16, i8), Ratio> = BTreeMap::new();
    for (unit, standings) in units {
        let standing = standings.iter().find(|standing| standing.key == target.key);
        let Some((standing, of_unit)) = standing.and_then(|standing| Some((standing, standing.value?)))
        else {
            missing.push(unit.clone());
            continue;
        };
        with.push(unit.clone());
        value = value.and(of_unit);
        for field in &standing.fields {
            let sum =
                fields.entry(field.procedure.clone()).or_insert((field.classes.clone(), Ratio::default()));
            sum.1 = sum.1.and(field.value);
        }
        for month in &standing.trend {
            let sum = trend.entry((month.year, month.month)).or_default();
            *sum = sum.and(month.value);
        }
    }
    // What the district gives of its own dossiers is added to the wards'.
    let own = own.and_then(|own| own.value);
    if let Some(own) = own {
        value = value.and(own);
    }
    let fields: Vec<_> = fields.into_iter().map(|(key, (classes, value))| (key, classes, value)).collect();
    let judge = |level| Standing::judge(target, version, level, value, fields.clone());
    let mut standing = if with.is_empty() && own.is_none() && target.threshold(level).is_some() {
        Standing::without(target, version, level, Verdict::Missing(vec![Missing::Units]))
    } else {
        judge(level)
    };
    standing.trend =
        trend.into_iter().map(|((year, month), value)| super::Month { year, month, value }).collect();
    let other =
        level == Level::District && target.threshold(Level::Ward) != target.threshold(Level::District);
    let by_ward_threshold = (other && standing.value.is_some()).then(|| judge(Level::Ward).verdict);
    District { standing, by_ward_threshold, units: with, missing }
}
