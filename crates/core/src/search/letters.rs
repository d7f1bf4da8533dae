//! What a character comes to in a search: which plain letter it is, and which Vietnamese marks it bears.
//!
//! Made by hand for Vietnamese and the Latin letters of Europe, because the whole tables of Unicode would be a
//! tenth of the client. Tests hold it against those tables.

/// The shape of a Vietnamese letter, by which it is another letter of the alphabet.
pub(super) const CIRCUMFLEX: u8 = 1;
pub(super) const BREVE: u8 = 2;
pub(super) const HORN: u8 = 3;
pub(super) const STROKE: u8 = 4;

/// A Vietnamese tone, in the order huyền, sắc, hỏi, ngã, nặng.
const GRAVE: u8 = 1;
const ACUTE: u8 = 2;
const HOOK: u8 = 3;
const TILDE: u8 = 4;
const DOT: u8 = 5;

/// What a character is to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Part of a word.
    Letter {
        /// The letter or digit, small and bare.
        first: char,
        /// What else it stands for: `æ` is `ae`.
        rest: &'static str,
        /// Its shape, 0 for none.
        shape: u8,
        /// Its tone, 0 for none.
        tone: u8,
    },
    /// Belongs to the character before it and is no letter: a combining mark, a joiner, a soft hyphen.
    Attached {
        /// The shape that it gives, 0 for none.
        shape: u8,
        /// The tone that it gives, 0 for none.
        tone: u8,
    },
    /// Between words.
    Separator,
}

/// `À` to `Þ`, and 32 further on `à` to `þ`. Space: no letter; `*`: see [`look`].
const LATIN_1: &[u8; 31] = b"aaaaaa*ceeeeiiiidnooooo ouuuuy*";
const LATIN_1_SHAPES: &[u8; 31] = b"0010000000100010400010000001000";
const LATIN_1_TONES: &[u8; 31] = b"1204000012001200001204000120020";

/// `Ā` to `ſ`, each with its own letter. `*`: see [`look`].
const LATIN_A: &[u8; 128] = b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkk\
llllllllllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// `Ǎ` to `ȳ`, each with its own letter; space: one that has no other form.
const LATIN_B: &[u8; 103] = b"aaiioouuuuuuuuuu aaaa    ggkkoooo  j   gg  nnaa    aaaaeeeeiiiioooorrrruuuusstt  hh      aaeeooooooooyy";

/// `Ḁ` to `ẕ`, a letter for a capital and its small one.
const LATIN_MORE: &[u8; 75] = b"abbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttttuuuuuvvwwwwwxxyzzz";

/// `Ạ` to `ỹ`, the rest of the Vietnamese alphabet; a letter for a capital and its small one.
const VIETNAMESE: &[u8; 45] = b"aaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy";
const VIETNAMESE_SHAPES: &[u8; 45] = b"001111122222000111110000111113333300333330000";
const VIETNAMESE_TONES: &[u8; 45] = b"532134521345534213453553213452134553213451534";

const fn letter(first: char) -> Look {
    Look::Letter { first, rest: "", shape: 0, tone: 0 }
}

const fn pair(first: char, rest: &'static str) -> Look {
    Look::Letter { first, rest, shape: 0, tone: 0 }
}

fn of_tables(index: usize, letters: &[u8], shapes: &[u8], tones: &[u8]) -> Look {
    let first = char::from(letters[index]);
    let digit = |table: &[u8]| table.get(index).map_or(0, |digit| digit - b'0');
    Look::Letter { first, rest: "", shape: digit(shapes), tone: digit(tones) }
}

/// What `c` is to a search.
///
/// Marks count on the letters that Vietnamese puts them on; those of other languages are taken off and
/// forgotten. Letters of other scripts stand for themselves.
pub(super) fn look(c: char) -> Look {
    let n = u32::from(c);
    let index = n as usize;
    match n {
        0x30..=0x39 | 0x61..=0x7A => letter(c),
        0x41..=0x5A => letter(c.to_ascii_lowercase()),
        // A soft hyphen is no place where a word ends.
        0xAD => Look::Attached { shape: 0, tone: 0 },
        0..=0xBF | 0xD7 | 0xF7 => Look::Separator,
        0xC6 | 0xE6 => pair('a', "e"),
        0xDE | 0xFE => letter('\u{FE}'),
        0xDF => pair('s', "s"),
        0xFF => letter('y'),
        // The Icelandic letter at 0xD0 looks like Đ and stands for it in many an old document.
        0xC0..=0xFE => of_tables((index - 0xC0) & 0x1F, LATIN_1, LATIN_1_SHAPES, LATIN_1_TONES),
        0x132 | 0x133 => pair('i', "j"),
        0x152 | 0x153 => pair('o', "e"),
        0x102 | 0x103 => Look::Letter { first: 'a', rest: "", shape: BREVE, tone: 0 },
        0x110 | 0x111 | 0x189 => Look::Letter { first: 'd', rest: "", shape: STROKE, tone: 0 },
        0x128 | 0x129 => Look::Letter { first: 'i', rest: "", shape: 0, tone: TILDE },
        0x168 | 0x169 => Look::Letter { first: 'u', rest: "", shape: 0, tone: TILDE },
        0x100..=0x17F => of_tables(index - 0x100, LATIN_A, &[], &[]),
        0x1A0 | 0x1A1 => Look::Letter { first: 'o', rest: "", shape: HORN, tone: 0 },
        0x1AF | 0x1B0 => Look::Letter { first: 'u', rest: "", shape: HORN, tone: 0 },
        0x1CD..=0x233 => match LATIN_B[index - 0x1CD] {
            b' ' => letter(c),
            first => letter(char::from(first)),
        },
        0x2B0..=0x2FF => Look::Separator,
        0x300 | 0x340 => Look::Attached { shape: 0, tone: GRAVE },
        0x301 | 0x341 => Look::Attached { shape: 0, tone: ACUTE },
        0x302 => Look::Attached { shape: CIRCUMFLEX, tone: 0 },
        0x303 => Look::Attached { shape: 0, tone: TILDE },
        0x306 => Look::Attached { shape: BREVE, tone: 0 },
        0x309 => Look::Attached { shape: 0, tone: HOOK },
        0x31B => Look::Attached { shape: HORN, tone: 0 },
        0x323 => Look::Attached { shape: 0, tone: DOT },
        // Combining marks; zero-width spaces, joiners and directions; variation selectors; skin tones; tags.
        0x300..=0x36F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F => {
            Look::Attached { shape: 0, tone: 0 }
        }
        0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF => Look::Attached { shape: 0, tone: 0 },
        0xFE00..=0xFE0F | 0x1F3FB..=0x1F3FF | 0xE0000..=0xE0FFF => Look::Attached { shape: 0, tone: 0 },
        // Greek and Cyrillic capitals, which lie at a fixed distance from the small letters.
        0x391..=0x3A9 | 0x410..=0x42F => shifted(n + 0x20),
        0x400..=0x40F => shifted(n + 0x50),
        0x1E00..=0x1E95 => of_tables((index - 0x1E00) / 2, LATIN_MORE, &[], &[]),
        0x1E96..=0x1E99 => of_tables(index - 0x1E96, b"htwy", &[], &[]),
        0x1E9E => pair('s', "s"),
        0x1EA0..=0x1EF9 => of_tables((index - 0x1EA0) / 2, VIETNAMESE, VIETNAMESE_SHAPES, VIETNAMESE_TONES),
        // The ligatures that copies out of PDF files are full of.
        0xFB00 => pair('f', "f"),
        0xFB01 => pair('f', "i"),
        0xFB02 => pair('f', "l"),
        0xFF10..=0xFF19 | 0xFF41..=0xFF5A => shifted(n - 0xFEE0),
        0xFF21..=0xFF3A => shifted(n - 0xFEC0),
        // Punctuation, signs, arrows, boxes, private use, emoji.
        0x2000..=0x2BFF | 0x2E00..=0x2E7F | 0x3000..=0x303F | 0xE000..=0xF8FF => Look::Separator,
        0xFE10..=0xFE6F | 0xFF00..=0xFF65 | 0xFFE0..=0xFFFF | 0x1F000..=0x1FAFF => Look::Separator,
        _ => letter(c),
    }
}

fn shifted(n: u32) -> Look {
    char::from_u32(n).map_or(Look::Separator, letter)
}

/// Whether a text may not be cut before `c`, or after `before`.
pub(super) fn holds_together(before: Option<char>, c: char) -> bool {
    before == Some('\u{200D}') || matches!(look(c), Look::Attached { .. })
}
