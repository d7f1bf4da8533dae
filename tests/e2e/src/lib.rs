//! The harness of the end-to-end tests: the real server as a process, real browsers, and the screens in the
//! words that stand on them.
//!
//! - [`server`]: `sotay serve` over practice data in a folder of its own; it can be stopped and started again.
//! - [`browser`]: Chromium with a profile that outlives it, so that a cold start is a real one.
//! - [`camera`]: photographs and documents as people choose them.
//! - [`screens`]: what a person does and sees: signing in, opening an item, ticking, reading the chip.
//! - [`deployment`]: builds of the client to serve with `--client`, good and broken.
//! - [`portal`]: a Wi-Fi's sign-in page in the server's place.
//! - [`storage`]: what lies in a browser's database, read and written past the app.
//!
//! Nothing here waits for a time: [`browser::Browser::wait_until`] polls a condition and, when it does not
//! come, says what was awaited, keeps a picture of the screen in `target/e2e` and panics. A harness that cannot
//! start a program panics too, with the program's name: that is what a failed test is.

pub mod browser;
pub mod camera;
pub mod deployment;
pub mod portal;
pub mod process;
pub mod screens;
pub mod server;
pub mod storage;

pub use browser::{Browser, Size};
pub use deployment::Deployment;
pub use portal::Portal;
pub use server::Server;

/// Ward An Lạc's officer in the practice data.
pub const OFFICER: &str = "anlac";
/// Its chair.
pub const CHAIR: &str = "anlac-ct";
/// The officer of another ward.
pub const NEIGHBOUR: &str = "tantao";
/// The district's person.
pub const DISTRICT: &str = "quan";
/// The password of all of them.
pub const PASSWORD: &str = "taphuan2023";

/// The practice data's plan.
pub const PLAN: &str = "binh-tan-2023";

/// Unwraps what has to be there for a test to go on.
pub trait OrFail<T> {
    /// The value, or a panic that says what was attempted and why it failed.
    fn or_fail(self, attempt: &str) -> T;
}

impl<T, E: std::fmt::Display> OrFail<T> for Result<T, E> {
    #[track_caller]
    fn or_fail(self, attempt: &str) -> T {
        match self {
            Ok(value) => value,
            Err(error) => panic!("{attempt}: {error}"),
        }
    }
}

impl<T> OrFail<T> for Option<T> {
    #[track_caller]
    fn or_fail(self, attempt: &str) -> T {
        match self {
            Some(value) => value,
            None => panic!("{attempt}: nothing there"),
        }
    }
}
