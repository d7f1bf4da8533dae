//! Many devices at work, a thread each: people record at random, devices ask and are answered or not.

use crate::{
    device::{Device, Step},
    dice::Dice,
    gesture::Gestures,
};
use anyhow::{Result, anyhow};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

/// A device and the person who works on it.
pub type Desk = (Device, Gestures);

/// A device that keeps so many unsent makes no more, or a dead server would let it grow without end.
const UNSENT: usize = 100;

/// Devices at work.
#[derive(Debug)]
pub struct Crowd {
    desks: Vec<JoinHandle<Result<Desk>>>,
    control: Arc<Control>,
}

#[derive(Debug, Default)]
struct Control {
    /// How many gestures may still be made.
    granted: AtomicI64,
    stopped: AtomicBool,
}

impl Crowd {
    /// Sets everyone to work. Nobody records anything before [`Self::grant`].
    pub fn start(desks: Vec<Desk>, seed: u64) -> Self {
        let control = Arc::new(Control::default());
        let desks = desks.into_iter().map(|(device, gestures)| {
            let control = Arc::clone(&control);
            let dice = Dice::of(seed, 1000 + device.number as u64);
            std::thread::spawn(move || work(device, gestures, &control, dice))
        });
        Self { desks: desks.collect(), control }
    }

    /// Lets them make so many gestures from now on, in place of what was left.
    pub fn grant(&self, gestures: i64) {
        self.control.granted.store(gestures, Ordering::Relaxed);
    }

    /// Ends the work and gives everyone back, with what they have not sent. An error if somebody could not go
    /// on.
    pub fn stop(mut self) -> Result<Vec<Desk>> {
        self.control.stopped.store(true, Ordering::Relaxed);
        let join = |desk: JoinHandle<Result<Desk>>| desk.join().map_err(|_| anyhow!("a device panicked"))?;
        std::mem::take(&mut self.desks).into_iter().map(join).collect()
    }
}

impl Drop for Crowd {
    /// A run that broke off must not leave anyone at work.
    fn drop(&mut self) {
        self.control.stopped.store(true, Ordering::Relaxed);
        for desk in self.desks.drain(..) {
            let _ = desk.join();
        }
    }
}

fn work(mut device: Device, mut gestures: Gestures, control: &Control, mut dice: Dice) -> Result<Desk> {
    while !control.stopped.load(Ordering::Relaxed) {
        for _ in 0..=dice.below(3) {
            let has_room = device.replica.pending().count() < UNSENT;
            if has_room
                && control.granted.fetch_sub(1, Ordering::Relaxed) > 0
                && let Some(gesture) = gestures.draw()
            {
                device.record(gesture)?;
            }
        }
        let pause = match device.step() {
            Step::More => continue,
            Step::Rest => dice.millis(1, 20),
            Step::Unanswered => dice.millis(1, 30),
            // The app waits as long as it is told; here a fifth of it, for what comes after is what matters.
            Step::Later(after) => Duration::from_millis(after.unwrap_or(0).min(5) * 200) + dice.millis(5, 50),
            Step::SignedOut => {
                // The server may be gone again by now; the next round asks once more.
                let _ = device.sign_in_again();
                dice.millis(5, 50)
            }
        };
        std::thread::sleep(pause);
    }
    Ok((device, gestures))
}
