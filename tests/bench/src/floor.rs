//! A tiny server of fixed answers, for the floor page and the peer: nothing is computed when it is asked.

use anyhow::{Context, Result};
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
};

/// The page that does the least by hand.
pub const PAGE: &str = include_str!("pages/floor.html");

/// The level of Brotli that the server's answers have by default.
const LEVEL: i32 = 4;

/// What is served.
#[derive(Default)]
pub struct Files(HashMap<&'static str, File>);

struct File {
    kind: &'static str,
    compressed: Vec<u8>,
}

impl Files {
    /// Adds an answer; it goes out compressed as the server's own would.
    pub fn add(&mut self, path: &'static str, kind: &'static str, bytes: &[u8]) -> Result<()> {
        let mut compressed = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams { quality: LEVEL, ..Default::default() };
        brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
        self.0.insert(path, File { kind, compressed });
        Ok(())
    }

    /// Serves on a free port for as long as this program runs; gives the address.
    pub fn serve(self) -> Result<String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("a free port")?;
        let address = format!("http://{}", listener.local_addr()?);
        let files = Arc::new(self);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let files = Arc::clone(&files);
                // A browser that hangs up is no concern of ours.
                std::thread::spawn(move || drop(files.answer(&stream)));
            }
        });
        Ok(address)
    }

    fn answer(&self, mut stream: &TcpStream) -> Result<()> {
        let mut lines = BufReader::new(stream).lines();
        let first = lines.next().context("no request")??;
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let path = first.split(' ').nth(1).unwrap_or_default();
        match self.0.get(path) {
            Some(File { kind, compressed }) => {
                let length = compressed.len();
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: br\r\nContent-Length: {length}\r\n\
                     Cache-Control: no-store\r\nConnection: close\r\n\r\n"
                )?;
                stream.write_all(compressed)?;
            }
            None => {
                write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?
            }
        }
        Ok(())
    }
}
