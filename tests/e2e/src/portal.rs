//! A Wi-Fi's sign-in page: it answers everything in the server's place.

use crate::OrFail;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

const PAGE: &str = "<!doctype html><title>Wi-Fi</title><h1>Wi-Fi miễn phí: hãy đăng nhập</h1>";

/// Whoever opens a connection and says nothing is not waited for longer than this. Browsers do, to have one ready.
const SILENCE: Duration = Duration::from_secs(10);

/// Answers every request on a port with 200 and a page of its own, until it is dropped.
pub struct Portal {
    port: u16,
    over: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    listening: Option<JoinHandle<()>>,
}

impl Portal {
    /// Takes the port that a server has just left.
    pub fn on(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).or_fail("taking the server's port");
        let over = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicUsize::new(0));
        let (told, count) = (over.clone(), answered.clone());
        let listening = thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if told.load(Ordering::SeqCst) {
                    return;
                }
                let count = count.clone();
                thread::spawn(move || {
                    if answer(connection).is_some() {
                        count.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { port, over, answered, listening: Some(listening) }
    }

    /// How many requests of the API it answered so far.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::SeqCst)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // It sleeps until the next connection: this one.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

/// Answers one request; whether it was one of the API.
fn answer(connection: TcpStream) -> Option<()> {
    connection.set_read_timeout(Some(SILENCE)).ok()?;
    let mut reader = BufReader::new(connection.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = bytes.trim().parse().ok()?;
        }
    }
    // Unread bytes at the end would break the connection before the answer is read.
    std::io::copy(&mut reader.take(length), &mut std::io::sink()).ok()?;
    let length = PAGE.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    let mut connection = connection;
    connection.write_all(head.as_bytes()).ok()?;
    connection.write_all(PAGE.as_bytes()).ok()?;
    first.split(' ').nth(1)?.starts_with("/api/").then_some(())
}
