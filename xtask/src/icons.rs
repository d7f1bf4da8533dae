//! The PNG icons, drawn from their SVG sources by Chromium. They are kept in the repository: a build needs
//! no browser.

use crate::browser;
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use color_quant::NeuQuant;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;
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
        shrink(&target).with_context(|| format!("shrinking {}", target.display()))?;
        println!("{} ({size} px)", target.display());
    }
    Ok(())
}

/// Colours of an icon: five flat ones and some of their blends at the edges.
const COLOURS: usize = 16;

/// Writes a picture again with a palette, which takes a third of the bytes: a browser loads one of them at the
/// first start.
fn shrink(path: &Path) -> Result<()> {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(path)?));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().context("a picture without a size")?];
    let info = reader.next_frame(&mut pixels)?;
    ensure!(info.color_type == png::ColorType::Rgba, "not four bytes a pixel");
    pixels.truncate(info.buffer_size());

    let palette = NeuQuant::new(1, COLOURS, &pixels);
    let indices: Vec<u8> = pixels.chunks_exact(4).map(|pixel| palette.index_of(pixel) as u8).collect();
    let map = palette.color_map_rgba();
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), info.width, info.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_palette(map.chunks_exact(4).flat_map(|c| [c[0], c[1], c[2]]).collect::<Vec<u8>>());
    encoder.set_trns(map.chunks_exact(4).map(|c| c[3]).collect::<Vec<u8>>());
    encoder.write_header()?.write_image_data(&indices)?;
    Ok(())
}
