//! Chromium by WebDriver: a driver process of its own, and a profile that outlives the browser.

use crate::{
    OrFail,
    process::{Service, descendants, program, signal, workspace},
    server::Server,
};
use serde_json::{Value, json};
use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use thirtyfour::{
    CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebElement,
    common::log::LoggingPrefsLogLevel, session::scriptret::ScriptRet,
};

/// How long a condition may take. Two browsers and two servers share two cores.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at.
const GLANCE: Duration = Duration::from_millis(50);

/// Without a screen, and quiet on the network; a test may run as root.
const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
];

/// The size of a page, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

impl Size {
    /// The phone that the screens are drawn for first.
    pub const PHONE: Self = Self { width: 360, height: 640 };
    /// A tablet held upright.
    pub const TABLET: Self = Self { width: 768, height: 1024 };
    /// A small laptop: list and item side by side.
    pub const LAPTOP: Self = Self { width: 1280, height: 800 };
}

/// A browser of one person's device.
pub struct Browser {
    profile: TempDir,
    size: Size,
    url: String,
    test: String,
    running: Option<Running>,
}

struct Running {
    driver: WebDriver,
    service: Service,
}

impl Browser {
    /// A new browser with nothing in it, for the server's address.
    pub async fn new(server: &Server, size: Size) -> Self {
        Self::at(server.url(), size).await
    }

    /// A new browser with nothing in it, for an address without a path.
    pub async fn at(url: String, size: Size) -> Self {
        let test = std::thread::current().name().unwrap_or("main").replace("::", "-");
        let profile = TempDir::new().or_fail("a folder for the profile");
        let mut browser = Self { profile, size, url, test, running: None };
        browser.start_again().await;
        browser
    }

    /// A new phone.
    pub async fn phone(server: &Server) -> Self {
        Self::new(server, Size::PHONE).await
    }

    /// Starts the browser over the same profile.
    pub async fn start_again(&mut self) {
        let driver = program(
            "CHROMEDRIVER",
            &["/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver", "/snap/bin/chromium.chromedriver"]
                .map(PathBuf::from),
        );
        let service = Service::start(Command::new(driver).arg("--port=0"), |line| {
            line.contains("started successfully on port")
        });
        let port = service.said.rsplit_once("port ").map(|(_, port)| port.trim_end_matches('.').to_owned());
        let port = port.or_fail(&format!("the port in {:?}", service.said));
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), self.capabilities()).await;
        let driver = driver.or_fail("starting Chromium");
        self.running = Some(Running { driver, service });
        self.resize(self.size).await;
    }

    fn capabilities(&self) -> thirtyfour::ChromeCapabilities {
        let chromium = program(
            "CHROMIUM",
            &[
                "/usr/bin/chromium",
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome",
                "/snap/bin/chromium",
            ]
            .map(PathBuf::from),
        );
        let mut capabilities = DesiredCapabilities::chrome();
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let made = FLAGS
            .into_iter()
            .chain([profile.as_str()])
            .try_for_each(|flag| capabilities.add_arg(flag))
            .and_then(|()| capabilities.set_binary(&chromium.display().to_string()))
            .and_then(|()| capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All))
            .and_then(|()| capabilities.set("unhandledPromptBehavior", "ignore"));
        made.or_fail("the browser's settings");
        capabilities
    }

    /// Closes the browser in order.
    pub async fn quit(&mut self) {
        let Running { driver, service } = self.running.take().or_fail("the browser was to run");
        driver.quit().await.or_fail("closing the browser");
        service.kill();
    }

    /// Ends every process of the browser at once, as a dead battery would.
    pub fn kill(&mut self) {
        end(self.running.take().or_fail("the browser was to run"));
    }

    /// The WebDriver session, for what has no word of its own here.
    pub fn driver(&self) -> &WebDriver {
        &self.running.as_ref().or_fail("the browser was to run").driver
    }

    /// Where the server is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Gives the page another size. A window of Chromium's cannot be as narrow as a phone; the page in it can.
    pub async fn resize(&mut self, size: Size) {
        self.size = size;
        let Size { width, height } = size;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        // Those of phones and tablets lie above the page and take nothing from its width.
        self.cdp("Emulation.setScrollbarsHidden", json!({"hidden": width < 1024})).await;
    }

    /// Asks the page to move nothing, as a person may: then a picture shows no half of a movement.
    pub async fn keep_still(&self) {
        let feature = json!({"name": "prefers-reduced-motion", "value": "reduce"});
        self.cdp("Emulation.setEmulatedMedia", json!({"features": [feature]})).await;
    }

    /// A command of Chromium's own protocol.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        self.driver().cdp().send_raw(method, parameters).await.or_fail(method)
    }

    /// Loads an address of the app.
    pub async fn load(&self, path: &str) {
        let address = format!("{}{path}", self.url);
        self.driver().goto(&address).await.or_fail(&format!("loading {path}"));
        self.wait_until("the app runs", async || {
            self.read("return document.readyState === 'complete' && !document.getElementById('boot')").await
        })
        .await;
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.driver().refresh().await.or_fail("loading the page again");
        self.wait_until("the app runs again", async || {
            self.read("return document.readyState === 'complete' && !document.getElementById('boot')").await
        })
        .await;
    }

    /// Opens another tab at an address and goes to it. Gives the tab that was left.
    pub async fn open_tab(&mut self, path: &str) -> thirtyfour::WindowHandle {
        let left = self.driver().window().await.or_fail("the tab's handle");
        let tab = self.driver().new_tab().await.or_fail("opening a tab");
        self.switch_to(&tab).await;
        self.load(path).await;
        left
    }

    /// Goes to another tab. Gives the tab that was left.
    pub async fn switch_to(&mut self, tab: &thirtyfour::WindowHandle) -> thirtyfour::WindowHandle {
        let left = self.driver().window().await.or_fail("the tab's handle");
        self.driver().switch_to_window(tab.clone()).await.or_fail("going to a tab");
        self.resize(self.size).await;
        left
    }

    /// What a script returns.
    pub async fn read<T: serde::de::DeserializeOwned>(&self, script: &str) -> T {
        self.read_with(script, vec![]).await
    }

    /// What a script returns, given arguments.
    pub async fn read_with<T: serde::de::DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        let result = self.script(script, arguments).await;
        let json = result.json().clone();
        serde_json::from_value(json.clone()).or_fail(&format!("`{script}` gave {json}"))
    }

    /// The element that a script finds, if there is one.
    pub async fn element(&self, script: &str, arguments: Vec<Value>) -> Option<WebElement> {
        let result = self.script(script, arguments).await;
        if result.json().is_null() { None } else { Some(result.element().or_fail("an element")) }
    }

    async fn script(&self, script: &str, arguments: Vec<Value>) -> ScriptRet {
        // A page that is being replaced runs no script; the next one does.
        let until = Instant::now() + PATIENCE;
        loop {
            match self.driver().execute(script, arguments.clone()).await {
                Ok(result) => return result,
                Err(error) if Instant::now() > until => panic!("`{script}`: {error}"),
                Err(_) => tokio::time::sleep(GLANCE).await,
            }
        }
    }

    /// What an asynchronous script gives to its last argument.
    pub async fn read_later<T: serde::de::DeserializeOwned>(&self, script: &str) -> T {
        let script = format!(
            "const done = arguments[0]; (async () => {{ {script} }})().then(done, e => done(`${{e}}`))"
        );
        let result = self.driver().execute_async(&script, vec![]).await.or_fail("a script");
        let json = result.json().clone();
        serde_json::from_value(json.clone()).or_fail(&format!("`{script}` gave {json}"))
    }

    /// Polls until the condition holds. If it does not come, panics with what was awaited, and leaves a picture
    /// of the screen.
    pub async fn wait_until(&self, what: impl Display, mut condition: impl AsyncFnMut() -> bool) {
        let until = Instant::now() + PATIENCE;
        while !condition().await {
            if Instant::now() > until {
                self.fail(&format!("in vain: {what}")).await;
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Goes on if `holds`; else panics as [`Self::wait_until`] does.
    pub async fn check(&self, what: impl Display, holds: bool) {
        if !holds {
            self.fail(&format!("not so: {what}")).await;
        }
    }

    async fn fail(&self, what: &str) -> ! {
        let picture = workspace().join("target/e2e").join(format!("{}.png", self.test));
        let kept = match self.picture(&picture).await {
            Ok(()) => format!("the screen is in {}", picture.display()),
            Err(error) => format!("no picture of the screen: {error}"),
        };
        let text: String =
            self.read("return `${location.pathname}${location.hash}\n${document.body.innerText}`").await;
        let text: String = text.chars().take(1500).collect();
        let log = self.driver().browser_log().await.unwrap_or_default();
        let log: Vec<String> = log.iter().map(|entry| entry.message.clone()).collect();
        panic!("{what}\n{kept}\n--- the page ---\n{text}\n--- the console ---\n{}", log.join("\n"));
    }

    /// Keeps a picture of the screen.
    pub async fn picture(&self, path: &Path) -> Result<(), String> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        self.driver().screenshot(path).await.map_err(|error| error.to_string())
    }

    /// Waits until the browser has written the session's cookie down on the disk: it keeps cookies back for up
    /// to half a minute, and a browser that is killed before has to sign in again before it sends.
    pub async fn wait_until_remembered(&self) {
        let profile = self.profile.path().join("Default");
        let cookies = [profile.join("Cookies"), profile.join("Network/Cookies")];
        let until = Instant::now() + PATIENCE * 3;
        loop {
            let cookie = cookies.iter().any(|file| holds(file, b"127.0.0.1"));
            if cookie {
                return;
            }
            if Instant::now() > until {
                self.fail("the session's cookie is not on the disk").await;
            }
            tokio::time::sleep(GLANCE).await;
        }
    }
}

fn holds(file: &Path, text: &[u8]) -> bool {
    fs::read(file).is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text))
}

fn end(Running { driver, service }: Running) {
    let mut all = descendants(service.id());
    all.push(service.id());
    signal("-KILL", &all);
    // The session is gone with its driver: there is nothing to say goodbye to.
    let _ = driver.leak();
    service.kill();
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            end(running);
        }
    }
}
