//! Which screen is open, and its address.

use crate::platform::location;
use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{
    code::{Code, Section},
    dates,
    ids::{EntityId, ItemId, TargetKey},
};

/// The parts of the plan in the order in which they are read, and their names in addresses.
pub const PARTS: [(Section, &str); 8] = [
    (Section::Decision, "quyet-dinh"),
    (Section::Aims, "muc-tieu"),
    (Section::Targets, "chi-tieu"),
    (Section::Focus, "nhiem-vu-trong-tam"),
    (Section::Appendix, "phu-luc"),
    (Section::Funding, "kinh-phi"),
    (Section::Organisation, "to-chuc"),
    (Section::Duties, "nhiem-vu-cua-phuong"),
];

/// A part of the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Desk {
    /// `/quay`: counting today; `/quay/2023-10-13`: an earlier day.
    Count(Option<Date>),
    /// `/quay/ho-so-tre`: late dossiers.
    Late,
    /// `/quay/pakn`: feedback.
    Feedback,
    /// `/quay/linh-vuc`: the fields of procedures.
    Procedures,
}

/// A screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/viec`: the list.
    Checklist,
    /// `/viec/…`: an item.
    Item(ItemId),
    /// `/ke-hoach/…`: a part of the plan, at a code.
    Plan(Section, Option<Code>),
    /// `/quay…`: the counter.
    Counter(Desk),
    /// `/chi-tieu…`: the targets, or one of them.
    Targets(Option<TargetKey>),
    /// `/chi-tieu/ky`: the reporting periods.
    Periods,
    /// `/tim`: the search.
    Search,
    /// `/ke-hoach/cac-ban`: the plan's versions, and what the latest changed.
    Versions,
    /// `/ke-hoach/de-nghi`: proposals to amend the plan.
    Proposals,
    /// `/them`: the person and the device.
    More,
    /// An address that leads nowhere.
    Lost,
}

impl Route {
    /// The screen of an address.
    pub fn of(path: &str, hash: &str) -> Self {
        let path = path.trim_matches('/');
        let (screen, rest) = path.split_once('/').unwrap_or((path, ""));
        match (screen, rest) {
            ("" | "viec", "") => Self::Checklist,
            ("viec", item) => item.parse().map_or(Self::Lost, Self::Item),
            ("ke-hoach", "") => Self::Plan(Section::Decision, None),
            ("ke-hoach", "cac-ban") => Self::Versions,
            ("ke-hoach", "de-nghi") => Self::Proposals,
            ("ke-hoach", part) => match PARTS.into_iter().find(|(_, slug)| *slug == part) {
                Some((section, _)) => Self::Plan(section, hash.trim_start_matches('#').parse().ok()),
                None => Self::Lost,
            },
            ("quay", "") => Self::Counter(Desk::Count(None)),
            ("quay", "ho-so-tre") => Self::Counter(Desk::Late),
            ("quay", "pakn") => Self::Counter(Desk::Feedback),
            ("quay", "linh-vuc") => Self::Counter(Desk::Procedures),
            ("quay", day) => match dates::from_iso(day) {
                Some(day) => Self::Counter(Desk::Count(Some(day))),
                None => Self::Lost,
            },
            ("chi-tieu", "") => Self::Targets(None),
            ("chi-tieu", "ky") => Self::Periods,
            ("chi-tieu", key) => key.parse().map_or(Self::Lost, |key| Self::Targets(Some(key))),
            ("tim", "") => Self::Search,
            ("them", "") => Self::More,
            _ => Self::Lost,
        }
    }

    /// Its address.
    pub fn address(&self) -> String {
        match self {
            Self::Checklist | Self::Lost => "/viec".into(),
            Self::Item(id) => format!("/viec/{id}"),
            Self::Plan(section, code) => {
                let slug = PARTS.iter().find(|(s, _)| s == section).map_or("", |(_, slug)| slug);
                match code {
                    Some(code) => format!("/ke-hoach/{slug}#{code}"),
                    None => format!("/ke-hoach/{slug}"),
                }
            }
            Self::Counter(Desk::Count(None)) => "/quay".into(),
            Self::Counter(Desk::Count(Some(day))) => format!("/quay/{}", dates::to_iso(*day)),
            Self::Counter(Desk::Late) => "/quay/ho-so-tre".into(),
            Self::Counter(Desk::Feedback) => "/quay/pakn".into(),
            Self::Counter(Desk::Procedures) => "/quay/linh-vuc".into(),
            Self::Targets(None) => "/chi-tieu".into(),
            Self::Targets(Some(key)) => format!("/chi-tieu/{key}"),
            Self::Periods => "/chi-tieu/ky".into(),
            Self::Search => "/tim".into(),
            Self::Versions => "/ke-hoach/cac-ban".into(),
            Self::Proposals => "/ke-hoach/de-nghi".into(),
            Self::More => "/them".into(),
        }
    }

    /// Where an entity is seen and changed.
    pub fn to_entity(entity: &EntityId) -> Self {
        match entity {
            EntityId::Count(day, ..) | EntityId::Day(day, _) => Self::Counter(Desk::Count(Some(*day))),
            EntityId::Dossier(_) => Self::Counter(Desk::Late),
            EntityId::Feedback(_) => Self::Counter(Desk::Feedback),
            EntityId::Procedure(_) => Self::Counter(Desk::Procedures),
            EntityId::Figure(..) | EntityId::Period(..) => Self::Targets(None),
            EntityId::Reading(_, key, _) | EntityId::Target(_, key) => Self::Targets(Some(key.clone())),
            EntityId::Proposal(..) => Self::Proposals,
            EntityId::Document(_) => Self::Versions,
            entity => entity.item().map_or(Self::Checklist, |id| Self::Item(id.clone())),
        }
    }

    /// Where a code stands in the plan reader.
    pub fn to_code(code: &Code) -> Self {
        Self::Plan(code.section(), Some(code.clone()))
    }
}

/// The open screen. Links are ordinary links; a click on one of ours changes the screen without loading.
#[derive(Clone, Copy)]
pub struct Navigator {
    route: RwSignal<Route>,
}

impl Navigator {
    /// Reads the address and follows links and the back button from now on.
    pub fn open() -> Self {
        let here = || {
            let (path, hash) = location::here();
            Route::of(&path, &hash)
        };
        let route = RwSignal::new(here());
        location::follow(move || {
            let now = here();
            if route.get_untracked() != now {
                route.set(now);
            }
        });
        Self { route }
    }

    /// Opens a screen that nobody tapped a link for: what was just made, or the list after something was taken back.
    pub fn go(self, route: Route) {
        location::push(&route.address());
        self.route.set(route);
    }

    /// The open screen.
    pub fn route(self) -> Route {
        self.route.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back_and_what_is_none_leads_nowhere() {
        for address in [
            "/viec",
            "/viec/binh-tan-2023/PL.3.15/q3",
            "/ke-hoach/phu-luc#PL.3.15",
            "/ke-hoach/muc-tieu",
            "/tim",
            "/quay",
            "/quay/2023-10-13",
            "/quay/ho-so-tre",
            "/quay/pakn",
            "/quay/linh-vuc",
            "/chi-tieu",
            "/chi-tieu/II.3.1",
            "/chi-tieu/ky",
            "/ke-hoach/nhiem-vu-cua-phuong#NV.5",
            "/ke-hoach/cac-ban",
            "/ke-hoach/de-nghi",
            "/them",
        ] {
            let (path, hash) = address.split_once('#').unwrap_or((address, ""));
            assert_eq!(Route::of(path, &format!("#{hash}")).address(), address);
        }
        assert_eq!(Route::of("/", ""), Route::Checklist);
        assert_eq!(Route::of("/ke-hoach", ""), Route::Plan(Section::Decision, None));
        for lost in [
            "/x",
            "/viec/x",
            "/viec/a/b/c/d",
            "/ke-hoach/x",
            "/them/x",
            "/quay/x",
            "/quay/2023-13-01",
            "/chi-tieu/x",
        ] {
            assert_eq!(Route::of(lost, ""), Route::Lost, "{lost}");
        }
    }
}
