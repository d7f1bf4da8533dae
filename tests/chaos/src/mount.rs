//! File systems for a run: a small tmpfs, and ext4 in a file. Each is unmounted when dropped.
//!
//! Mounting needs a superuser. It happens in a mount namespace of this process's own, so that nothing is left
//! mounted even when the process is killed; see [`enter_own_namespace`].

use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// Set in the process that has a namespace of its own.
const INSIDE: &str = "SOTAY_CHAOS_OWN_MOUNTS";

/// Starts this program anew, with the same arguments, in a mount namespace of its own, and returns there. The
/// inner error says why the machine does not allow it.
pub fn enter_own_namespace() -> Result<Result<(), String>> {
    if env::var_os(INSIDE).is_some() {
        return Ok(Ok(()));
    }
    let unshare = || {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "private"]);
        command
    };
    match unshare().arg("true").stdin(Stdio::null()).output() {
        Err(error) => return Ok(Err(format!("unshare: {error}"))),
        Ok(output) if !output.status.success() => return Ok(Err(complaint(&output))),
        Ok(_) => {}
    }
    let mut inside = unshare();
    inside.arg(env::current_exe()?).args(env::args_os().skip(1)).env(INSIDE, "1");
    Err(become_it(&mut inside))
}

/// Replaces this process, so that a signal meant for it reaches the run. Returns only to say why not.
#[cfg(unix)]
fn become_it(command: &mut Command) -> anyhow::Error {
    use std::os::unix::process::CommandExt;
    anyhow::Error::from(command.exec()).context("starting anew in a mount namespace")
}

/// There is no `unshare` elsewhere, so nobody comes here.
#[cfg(not(unix))]
fn become_it(_: &mut Command) -> anyhow::Error {
    anyhow::anyhow!("no mount namespaces on this system")
}

/// A mounted file system. Whatever uses it has to be gone before it is dropped.
#[derive(Debug)]
pub struct Mount {
    point: PathBuf,
}

impl Mount {
    /// A tmpfs of so many bytes. The outer error is the run's, the inner text says why the machine does not
    /// allow it.
    pub fn tmpfs(point: &Path, bytes: u64) -> Result<Result<Self, String>> {
        Self::of(point, &["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"])
    }

    /// The ext4 in an image, by a loop device, its journal replayed. Errors as in [`Self::tmpfs`].
    pub fn image(point: &Path, image: &Path) -> Result<Result<Self, String>> {
        let image = image.to_str().context("an image's path")?;
        Self::of(point, &["-t", "ext4", "-o", "loop", image])
    }

    fn of(point: &Path, arguments: &[&str]) -> Result<Result<Self, String>> {
        fs::create_dir_all(point).with_context(|| format!("making {}", point.display()))?;
        match Command::new("mount").args(arguments).arg(point).output() {
            Err(error) => Ok(Err(format!("mount: {error}"))),
            Ok(output) if !output.status.success() => Ok(Err(complaint(&output))),
            Ok(_) => Ok(Ok(Self { point: point.into() })),
        }
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.point
    }

    /// How many writes the device below has completed since it was made. As long as the number stays the
    /// same, no write can have waited for another one that is not on the device yet.
    pub fn completed_writes(&self) -> Result<u64> {
        let mounts = fs::read_to_string("/proc/self/mounts").context("reading the mounts")?;
        let point = self.point.to_string_lossy();
        let device = mounts.lines().find_map(|line| {
            let mut words = line.split(' ');
            let (device, at) = (words.next()?, words.next()?);
            (at == point).then(|| device.strip_prefix("/dev/")).flatten()
        });
        let device = device.with_context(|| format!("no device is mounted at {point}"))?;
        let stat = fs::read_to_string(format!("/sys/block/{device}/stat")).context("a device's counters")?;
        // The fifth number of the kernel's block layer statistics.
        let writes = stat.split_whitespace().nth(4).context("a device's counters are short")?;
        writes.parse().with_context(|| format!("a counter of a device: {writes}"))
    }

    /// Unmounts it; an error when something still uses it.
    pub fn unmount(self) -> Result<()> {
        let output = Command::new("umount").arg(&self.point).output().context("starting umount")?;
        if !output.status.success() {
            bail!(complaint(&output));
        }
        std::mem::forget(self);
        Ok(())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Detached even if somebody still has a file open: it goes away with the last of them.
        let _ = Command::new("umount").arg("--lazy").arg(&self.point).output();
    }
}

/// Makes an ext4 of so many bytes in a new file. Errors as in [`Mount::tmpfs`].
pub fn make_ext4(image: &Path, bytes: u64) -> Result<Result<(), String>> {
    let file = fs::File::create(image).with_context(|| format!("making {}", image.display()))?;
    file.set_len(bytes)?;
    match Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image).output() {
        Err(error) => Ok(Err(format!("mkfs.ext4: {error}"))),
        Ok(output) if !output.status.success() => Ok(Err(complaint(&output))),
        Ok(_) => Ok(Ok(())),
    }
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ")
}
