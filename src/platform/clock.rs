//! The device's clock.

use jiff::civil::Date;
use sotay_core::{clock::Millis, dates};

/// What the clock says. On a practice server the day stands still and the time of day goes on.
pub fn now(practice: Option<Date>) -> Millis {
    let wall = js_sys::Date::now() as Millis;
    practice.map_or(wall, |today| dates::on_day(wall, today))
}

/// A number from 0 up to but not including 1, for jitter.
pub fn chance() -> f64 {
    js_sys::Math::random()
}

/// Random bytes, to tell apart what was made in the same millisecond.
pub fn random() -> [u8; 10] {
    std::array::from_fn(|_| (chance() * 256.0) as u8)
}

/// Waits.
pub async fn sleep(millis: u32) {
    gloo_timers::future::TimeoutFuture::new(millis).await;
}
