//! Icons: 24 by 24, drawn by strokes in the colour of the text around them.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each is named after what it stands for.
pub enum Glyph {
    Checklist,
    Counter,
    Targets,
    Plan,
    More,
    Back,
    Close,
    Alert,
    Search,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Checklist => "M4 6l2 2 3-4M4 14l2 2 3-4M13 7h7M13 15h7",
            Self::Counter => "M4 10V5h16v5M3 10h18M5 10v9M19 10v9M5 15h14",
            Self::Targets => "M4 4v16h16M8 15l4-5 3 3 5-7",
            Self::Plan => "M5 4h9l5 5v11H5zM14 4v5h5M8 13h8M8 17h6",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Search => "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
            Self::Alert => "M12 4l9 16H3zM12 10v4M12 17h.01",
        }
    }
}

/// Draws an icon; decoration beside words, so screen readers pass over it.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=glyph.path()></path>
        </svg>
    }
}
