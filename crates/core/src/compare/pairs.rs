//! Which part of one version is which of another.

/// Pairs each of `left` parts with one of `right` or none, the best pairs first. `score` gives none for two that
/// are not the same part; where two pairs are as good, the earlier parts go together.
pub(super) fn pairs(
    left: usize,
    right: usize,
    score: impl Fn(usize, usize) -> Option<u32>,
) -> Vec<Option<usize>> {
    let mut scored: Vec<(u32, usize, usize)> = (0..left)
        .flat_map(|l| (0..right).map(move |r| (l, r)))
        .filter_map(|(l, r)| Some((score(l, r)?, l, r)))
        .collect();
    scored.sort_by_key(|(score, l, r)| (std::cmp::Reverse(*score), *l, *r));
    let mut of_left = vec![None; left];
    let mut taken = vec![false; right];
    for (_, l, r) in scored {
        if of_left[l].is_none() && !taken[r] {
            of_left[l] = Some(r);
            taken[r] = true;
        }
    }
    of_left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_pairs_go_first_and_the_earlier_where_two_are_as_good() {
        let table = [[Some(5), Some(9)], [Some(5), Some(8)], [None, None]];
        assert_eq!(pairs(3, 2, |l, r| table[l][r]), [Some(1), Some(0), None]);
        assert_eq!(pairs(2, 2, |_, _| Some(1)), [Some(0), Some(1)]);
    }
}
