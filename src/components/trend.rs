//! A value month by month: a small chart, and the same as a table for those who do not see it.

use leptos::prelude::*;

/// One month.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// "12/2022".
    pub month: String,
    /// The value, of a thousand; none where there was no case.
    pub value: Option<u32>,
    /// The value in words.
    pub text: String,
}

/// The chart.
#[component]
pub fn Trend(
    /// What it is called.
    title: &'static str,
    /// What the first column is called.
    month: &'static str,
    /// The months in order.
    points: Vec<Point>,
    /// The threshold, of a thousand.
    threshold: u32,
) -> impl IntoView {
    // From the lowest that occurs to the whole: near the threshold lies what matters.
    let lowest = points.iter().filter_map(|point| point.value).chain([threshold]).min().unwrap_or(0);
    let floor = lowest.saturating_sub(50) / 100 * 100;
    let span = 1_000u32.saturating_sub(floor).max(1);
    let height = move |value: u32| 110 - value.clamp(floor, 1_000).saturating_sub(floor) * 100 / span;
    let last = u32::try_from(points.len().saturating_sub(1)).unwrap_or(0).max(1);
    let across = move |at: usize| 10 + u32::try_from(at).unwrap_or(0) * 280 / last;
    let known: Vec<(u32, u32)> = points
        .iter()
        .enumerate()
        .filter_map(|(at, point)| Some((across(at), height(point.value?))))
        .collect();
    let line: Vec<String> = known.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let dots = known.into_iter().map(|(x, y)| {
        view! { <circle cx=x.to_string() cy=y.to_string() r="4"></circle> }
    });
    let rows = points.into_iter().map(|point| {
        view! { <tr><th scope="row">{point.month}</th><td>{point.text}</td></tr> }
    });
    let at = height(threshold).to_string();
    view! {
        <figure class="trend">
            <figcaption>{title}</figcaption>
            <svg viewBox="0 0 300 120" aria-hidden="true" focusable="false">
                <line class="trend-threshold" x1="0" x2="300" y1=at.clone() y2=at></line>
                <polyline class="trend-line" points=line.join(" ")></polyline>
                {dots.collect_view()}
            </svg>
            <table class="trend-months">
                <thead class="visually-hidden"><tr><th>{month}</th><th>{title}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </figure>
    }
}
