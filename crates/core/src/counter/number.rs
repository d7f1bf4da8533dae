//! Whole numbers and links as values have them.

/// The most that one number of the counter may be, either way.
pub const COUNT_LIMIT: u64 = 1_000_000;

/// The most that a reading's number may be: sums of money, in thousands, are among them.
pub const READING_LIMIT: u64 = 1_000_000_000_000;

/// The most bytes of a link.
const LINK_LIMIT: usize = 1_000;

/// The whole number from 0 to `limit` that a text says in its one form: digits without a zero before them.
pub fn natural(text: &str, limit: u64) -> Option<u64> {
    let plain = (1..=13).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|n| plain && *n <= limit)
}

/// The whole number that a count says: as [`natural`] up to [`COUNT_LIMIT`], with a hyphen before it where it is
/// below 0.
pub fn whole(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some("0") => return None,
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    Some(sign * i64::try_from(natural(digits, COUNT_LIMIT)?).ok()?)
}

/// Whether a text says where a publication is to be seen: an address of the web, or a document's number ("214/UBND").
/// Any other scheme is refused, so that no text becomes a link that runs something.
pub fn is_link(text: &str) -> bool {
    let plain = !text.trim().is_empty() && text.len() <= LINK_LIMIT && !text.chars().any(char::is_control);
    let host = ["https://", "http://"].into_iter().find_map(|scheme| text.strip_prefix(scheme));
    match host {
        Some(rest) => {
            plain && !rest.starts_with('/') && !rest.is_empty() && !text.contains(char::is_whitespace)
        }
        None => plain && !text.contains(':'),
    }
}
