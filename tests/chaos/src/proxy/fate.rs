//! What becomes of a request on its way.

use crate::dice::Dice;
use std::time::Duration;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It and its answer go through.
    Pass,
    /// The server gets its beginning only.
    CutRequest,
    /// The device gets the answer's beginning only.
    CutAnswer,
    /// The server answers, the device hears nothing.
    DropAnswer,
    /// The server gets it again after it has answered; the device gets one of the answers.
    Repeat,
    /// The server gets it twice side by side.
    RepeatAtOnce,
}

/// How the proxy behaves: each number is so many in a hundred requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manners {
    /// [`Fate::CutRequest`].
    pub cut_request: u64,
    /// [`Fate::CutAnswer`].
    pub cut_answer: u64,
    /// [`Fate::DropAnswer`].
    pub drop_answer: u64,
    /// [`Fate::Repeat`].
    pub repeat: u64,
    /// [`Fate::RepeatAtOnce`].
    pub repeat_at_once: u64,
    /// Kept after it went through, to be sent again later.
    pub repeat_later: u64,
    /// The request held back; and the same once more for the answer.
    pub delay: u64,
    /// The longest that something is held back, in milliseconds.
    pub longest_delay: u64,
}

impl Manners {
    /// Everything goes through as it comes.
    pub const HONEST: Self = Self {
        cut_request: 0,
        cut_answer: 0,
        drop_answer: 0,
        repeat: 0,
        repeat_at_once: 0,
        repeat_later: 0,
        delay: 0,
        longest_delay: 0,
    };

    /// Two in five requests meet some mischief.
    pub const ROUGH: Self = Self {
        cut_request: 8,
        cut_answer: 8,
        drop_answer: 8,
        repeat: 8,
        repeat_at_once: 8,
        repeat_later: 15,
        delay: 10,
        longest_delay: 40,
    };

    /// The next request's fate.
    pub fn fate(&self, dice: &mut Dice) -> Fate {
        let mut throw = dice.below(100);
        let fates = [
            (self.cut_request, Fate::CutRequest),
            (self.cut_answer, Fate::CutAnswer),
            (self.drop_answer, Fate::DropAnswer),
            (self.repeat, Fate::Repeat),
            (self.repeat_at_once, Fate::RepeatAtOnce),
        ];
        for (share, fate) in fates {
            if throw < share {
                return fate;
            }
            throw -= share;
        }
        Fate::Pass
    }

    /// For how long the next request and its answer are held back.
    pub fn delays(&self, dice: &mut Dice) -> [Duration; 2] {
        [(); 2].map(|()| match dice.chance(self.delay) {
            true => dice.millis(1, self.longest_delay),
            false => Duration::ZERO,
        })
    }
}
