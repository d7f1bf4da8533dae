//! What runs inside a page, in the page's own time.

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use sotay_e2e::Browser;
use std::time::Duration;

/// The longest that a script may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a script that awaits, and gives what it returns. Nobody asks meanwhile: asking is work for the page.
pub async fn run<T: DeserializeOwned>(browser: &Browser, script: &str) -> Result<T> {
    let driver = browser.driver();
    driver.set_script_timeout(PATIENCE).await?;
    // The braces and the line's end keep a comment of the script's from swallowing what comes after.
    let script = format!(
        "const answer = arguments[0]; (async () => {{ {script}\n }})().then(answer, (e) => answer(`${{e}} ${{e?.stack}}`))"
    );
    let result = driver.execute_async(&script, vec![]).await.context("a script in a page")?;
    let json = result.json().clone();
    serde_json::from_value(json.clone()).with_context(|| format!("a script in a page gave {json}"))
}
