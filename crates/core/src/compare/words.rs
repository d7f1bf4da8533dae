//! How alike two texts are, and where they differ, word by word.

use xxhash_rust::xxh3::xxh3_64;

/// What of two texts a run of words is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// In both.
    Kept(String),
    /// In the old one alone.
    Gone(String),
    /// In the new one alone.
    New(String),
}

/// The most pairs of words that are held against each other; what is longer counts as changed between its equal
/// ends. A paragraph has some two hundred words.
const MOST: usize = 400_000;

/// A text as its pairs of neighbouring words, without regard to capitals and punctuation: the same words in another
/// order are another text.
#[derive(Debug)]
pub(super) struct Shape(Vec<u64>);

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let hashes: Vec<u64> = words.map(|word| xxh3_64(word.as_bytes())).collect();
        // With what is before the first word and after the last, so that one word has pairs too.
        let ends = [0].into_iter().chain(hashes.iter().copied()).zip(hashes.iter().copied().chain([1]));
        let mut pairs: Vec<u64> = ends.map(|(a, b)| a.rotate_left(1) ^ b).collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    /// The share of the pairs that both have, in thousandths (Dice's coefficient).
    pub(super) fn alike(&self, other: &Self) -> u32 {
        let (a, b) = (&self.0, &other.0);
        let (mut i, mut j, mut shared) = (0, 0, 0usize);
        while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
            shared += usize::from(left == right);
            i += usize::from(left <= right);
            j += usize::from(right <= left);
        }
        u32::try_from(2_000 * shared / (a.len() + b.len())).unwrap_or(0)
    }
}

/// The words of two texts as runs that both have, that went and that came, in reading order.
pub fn marks(old: &str, new: &str) -> Vec<Mark> {
    let old: Vec<&str> = old.split_whitespace().collect();
    let new: Vec<&str> = new.split_whitespace().collect();
    let front = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - front;
    let back = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut marks = Vec::new();
    push(&mut marks, Mark::Kept, &old[..front]);
    between(&old[front..old.len() - back], &new[front..new.len() - back], &mut marks);
    push(&mut marks, Mark::Kept, &old[old.len() - back..]);
    marks
}

/// By the longest run of words, not necessarily neighbours, that both have.
fn between(old: &[&str], new: &[&str], marks: &mut Vec<Mark>) {
    if old.len().saturating_mul(new.len()) > MOST {
        push(marks, Mark::Gone, old);
        push(marks, Mark::New, new);
        return;
    }
    let wide = new.len() + 1;
    // How many words the rest of `old` from i and of `new` from j have in common.
    let mut common = vec![0u32; (old.len() + 1) * wide];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * wide + j] = if old[i] == new[j] {
                common[(i + 1) * wide + j + 1] + 1
            } else {
                common[(i + 1) * wide + j].max(common[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        let start = (i, j);
        while i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        }
        push(marks, Mark::Kept, &old[start.0..i]);
        let start = (i, j);
        while i < old.len() && j < new.len() && old[i] != new[j] {
            if common[(i + 1) * wide + j] >= common[i * wide + j + 1] { i += 1 } else { j += 1 }
        }
        push(marks, Mark::Gone, &old[start.0..i]);
        push(marks, Mark::New, &new[start.1..j]);
    }
    push(marks, Mark::Gone, &old[i..]);
    push(marks, Mark::New, &new[j..]);
}

fn push(marks: &mut Vec<Mark>, mark: fn(String) -> Mark, words: &[&str]) {
    if !words.is_empty() {
        marks.push(mark(words.join(" ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn alike(a: &str, b: &str) -> u32 {
        Shape::of(a).alike(&Shape::of(b))
    }

    #[test]
    fn a_text_is_like_itself_and_unlike_what_shares_no_words() {
        assert_eq!(alike("Báo cáo kết quả.", "báo cáo, kết quả"), 1000);
        assert_eq!(alike("Kế hoạch", "Báo cáo"), 0);
        assert_eq!(alike("", ""), 1000);
        let (one, other) = ("kiểm tra cơ quan và phường", "phường và cơ quan kiểm tra");
        assert!(alike(one, other) < 600, "the same words in another order are another text");
    }

    #[test]
    fn the_words_that_differ_are_marked() {
        let kept = |text: &str| Mark::Kept(text.into());
        assert_eq!(
            marks("tối thiểu 20% phường, hàng quý", "tối thiểu 30% số phường, hàng quý"),
            [
                kept("tối thiểu"),
                Mark::Gone("20%".into()),
                Mark::New("30% số".into()),
                kept("phường, hàng quý")
            ]
        );
        assert_eq!(marks("a b", "a b"), [kept("a b")]);
        assert_eq!(marks("", "a"), [Mark::New("a".into())]);
    }

    proptest! {
        #[test]
        fn marks_give_back_both_texts(old in "[abc ]{0,30}", new in "[abc ]{0,30}") {
            let marks = marks(&old, &new);
            let join = |which: fn(&Mark) -> Option<&String>| -> Vec<String> {
                let texts = marks.iter().filter_map(which);
                texts.flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
            };
            let of_old = join(|mark| match mark { Mark::Kept(t) | Mark::Gone(t) => Some(t), Mark::New(_) => None });
            let of_new = join(|mark| match mark { Mark::Kept(t) | Mark::New(t) => Some(t), Mark::Gone(_) => None });
            prop_assert_eq!(of_old, old.split_whitespace().collect::<Vec<_>>());
            prop_assert_eq!(of_new, new.split_whitespace().collect::<Vec<_>>());
        }
    }
}
