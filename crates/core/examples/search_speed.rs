//! How fast the search is: 10,000 texts of about 200 characters, cut out of a plan's source.
//!
//! ```sh
//! cargo run --release -p sotay-core --example search_speed -- plans/ke-hoach-cchc-binh-tan-2023.txt
//! ```
//!
//! Prints figures, of the processor's time where the system tells it, and judges none. A browser on a telephone takes some ten times as long (Wasm, slowed 4×).

use sotay_core::{
    ids::{EntityId, Scope},
    search::{Document, Field, Index, Place, Query, excerpt},
};
use std::{error::Error, hint::black_box, time::Instant};

const DOCUMENTS: usize = 10_000;
/// The processor's time is told in steps of some milliseconds; so many rounds make them small.
const ROUNDS: u32 = 100;
/// Asked of texts nearly all of which have the letters, some of which have the words, and none.
const QUERIES: [&str; 12] = [
    "a",
    "n",
    "an",
    "xin loi tre han",
    "3.15",
    "ho tich",
    "hộ tịch",
    "mot cua",
    "214/ubnd",
    "phan anh kien nghi",
    "quan ly nha nuoc cai cach hanh chinh thu tuc ho so quyet dinh cua uy ban nhan dan",
    "zzz",
];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which text? plans/ke-hoach-cchc-binh-tan-2023.txt")?;
    let texts = texts(&std::fs::read_to_string(path)?)?;
    let letters: usize = texts.iter().map(|text| text.chars().count()).sum();
    println!("{DOCUMENTS} texts, {} characters each on average", letters / texts.len());

    let scope: Scope = "unit/an-lac".parse()?;
    let place = |n: usize| Place::Record(scope.clone(), EntityId::Other(format!("x/{n}")));
    let document = |n: usize| {
        Document::new(place(n))
            .with(Field::Code, &format!("PL.{}.{}", n % 9 + 1, n / 9))
            .with(Field::Note, &texts[n])
    };
    let start = Instant::now();
    let built = now(start);
    let mut index = Index::default();
    for n in 0..texts.len() {
        index.add(document(n));
    }
    println!("build {:.1} ms", now(start) - built);

    let put = now(start);
    for n in 0..100 {
        index.put(document(texts.len() - 1 - n * 7));
    }
    println!("put one of them {:.3} ms", (now(start) - put) / 100.0);

    println!("{:>8} {:>7}  query, each with 20 excerpts", "mean", "found");
    for typed in QUERIES {
        let mut total = 0;
        let asked = now(start);
        for _ in 0..ROUNDS {
            let query = Query::new(typed);
            let results = index.search(&query, 20);
            total = results.total;
            for found in &results.found {
                black_box(excerpt(found.text().1, &query, 120));
            }
        }
        println!("{:>5.2} ms {total:>7}  {typed}", (now(start) - asked) / f64::from(ROUNDS));
    }
    Ok(())
}

/// Milliseconds that this thread has run, where the system tells; else milliseconds since `start`.
fn now(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| start.elapsed().as_secs_f64() * 1e3, |nanos| nanos / 1e6)
}

/// As many texts of about 200 characters as asked for, each with a number of its own.
fn texts(source: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let words: Vec<&str> = source.split_whitespace().collect();
    if words.is_empty() {
        return Err("the text is empty".into());
    }
    let mut texts = Vec::new();
    for n in 0..DOCUMENTS {
        // A step without a common measure with the length, so that no two texts begin alike for long.
        let mut text = format!("{n}/UBND-NV");
        for word in words.iter().cycle().skip(n * 1009 % words.len()) {
            if text.chars().count() >= 195 {
                break;
            }
            text.push(' ');
            text.push_str(word);
        }
        texts.push(text);
    }
    Ok(texts)
}
