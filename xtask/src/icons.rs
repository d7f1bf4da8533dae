//! The PNG icons, drawn from their SVG sources by Chromium. They are kept in the repository: a build needs
//! no browser.

use crate::browser;
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::process::Command;

/// Source, size in pixels, target; all in public/icons.
const ICONS: &[(&str, u32, &str)] = &[
    ("favicon.svg", 192, "icon-192.png"),
    ("favicon.svg", 512, "icon-512.png"),
    ("maskable.svg", 512, "icon-maskable-512.png"),
    // iOS rounds the corners itself and fills transparency with black.
    ("maskable.svg", 180, "apple-touch-icon.png"),
];

/// Draws them all.
pub fn draw(project: &Project) -> Result<()> {
    let chromium = browser::ensure()?.chromium;
    let icons = project.path("public/icons");
    let page = project.note("icon.html")?;
    for (source, size, target) in ICONS {
        let svg = fs::read_to_string(icons.join(source)).with_context(|| format!("reading {source}"))?;
        let style = format!("html,body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}");
        fs::write(&page, format!("<!doctype html><meta charset=utf-8><style>{style}</style>{svg}"))?;
        let target = icons.join(target);
        let mut command = Command::new(&chromium);
        command.args(browser::FLAGS).args(["--hide-scrollbars", "--force-device-scale-factor=1"]);
        command.args(["--default-background-color=00000000", &format!("--window-size={size},{size}")]);
        command.arg(format!("--screenshot={}", target.display())).arg(format!("file://{}", page.display()));
        let drawn = command.output().context("starting Chromium")?;
        ensure!(drawn.status.success(), "Chromium did not draw {source}");
        println!("{} ({size} px)", target.display());
    }
    Ok(())
}
