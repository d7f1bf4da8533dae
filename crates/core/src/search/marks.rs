//! The marks of a word: how it is spelt beyond its bare letters.
//!
//! A tone belongs to the word and not to the letter that it happens to stand on, so `hòa` and `hoà` bear the
//! same marks. A shape belongs to its letter: `hồ` and `hò` do not.

/// How many letters of a word have their shape kept. No Vietnamese syllable is longer than seven.
const SHAPES: u32 = 16;
/// How many tones of a word are kept.
const TONES: u32 = 5;
/// Where the tones begin.
const FIRST_TONE: u32 = 3 * SHAPES;

/// Three bits for the shape of each of the first sixteen letters, then three for each of the first five tones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Marks(u64);

impl Marks {
    /// Whether the word is written with bare letters.
    pub(super) fn is_bare(self) -> bool {
        self.0 == 0
    }

    /// For the vocabulary's table.
    pub(super) fn bits(self) -> u64 {
        self.0
    }

    /// Gives the letter `at`, counted from 0, a shape. Of two shapes the greater stays, so that their order
    /// does not matter.
    pub(super) fn shape(&mut self, at: usize, shape: u8) {
        let at = 3 * (at as u64).min(u64::from(SHAPES));
        if at < u64::from(FIRST_TONE) && u64::from(shape) > (self.0 >> at) & 7 {
            self.0 = self.0 & !(7 << at) | u64::from(shape) << at;
        }
    }

    /// Adds the tone of a further letter.
    pub(super) fn tone(&mut self, tone: u8) {
        let tones = self.tones();
        if tone > 0 && tones < TONES {
            self.0 |= u64::from(tone) << (FIRST_TONE + 3 * tones);
        }
    }

    fn tones(self) -> u32 {
        (64 - (self.0 >> FIRST_TONE).leading_zeros()).div_ceil(3)
    }

    /// Whether a word with the marks `other` goes on as this one, of so many letters, begins. A tone not typed
    /// yet is no difference: on the way to `hộ`, people type `hô`.
    pub(super) fn begin(self, letters: usize, other: Self) -> bool {
        let letters = u32::try_from(letters).map_or(SHAPES, |n| n.min(SHAPES));
        let typed = ((1 << (3 * letters)) - 1) | (((1 << (3 * self.tones())) - 1) << FIRST_TONE);
        (self.0 ^ other.0) & typed == 0
    }
}
