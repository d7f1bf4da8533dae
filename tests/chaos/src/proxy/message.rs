//! Where an HTTP/1.1 message ends: as much as a proxy needs to know that carries whole ones.

use std::io::{self, ErrorKind};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The most bytes of a message. Answers of the server are far smaller.
const LONGEST: usize = 64 * 1024 * 1024;

/// Reads one message, head and body, as the bytes that came. An error when the other end stops before.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(4096);
    while !is_whole(&bytes)? {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if bytes.len() > LONGEST {
            return Err(ErrorKind::FileTooLarge.into());
        }
    }
    Ok(bytes)
}

/// Whether the bytes hold a whole message. One that says neither length nor chunks has no body, as a `GET`
/// and a `204` have none.
fn is_whole(bytes: &[u8]) -> io::Result<bool> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(false) };
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let body = &bytes[head + 4..];
    let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    if value("transfer-encoding:").is_some() {
        return Ok(body.ends_with(b"0\r\n\r\n"));
    }
    match value("content-length:").map(str::parse::<usize>) {
        Some(Ok(length)) => Ok(body.len() >= length),
        Some(Err(_)) => Err(ErrorKind::InvalidData.into()),
        None => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_message_is_whole_with_the_last_byte_of_its_body_and_not_before() {
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".as_bytes();
        for end in 0..whole.len() {
            assert!(!is_whole(&whole[..end]).unwrap(), "{end}");
        }
        assert!(is_whole(whole).unwrap());
        assert!(is_whole(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap());
        let chunks = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
        assert!(!is_whole(&chunks[..chunks.len() - 5]).unwrap());
        assert!(is_whole(chunks).unwrap());
        assert!(is_whole(b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n").is_err());
    }
}
