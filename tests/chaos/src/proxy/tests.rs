use super::*;
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    sync::mpsc,
};

const REQUEST: &[u8] = b"POST /x HTTP/1.1\r\ncontent-length: 4\r\n\r\nabcd";
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// A server that tells each request that it got, as far as it got it, and answers the whole ones.
fn server() -> (SocketAddr, mpsc::Receiver<Vec<u8>>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, tell) = (stream.unwrap(), tell.clone());
            std::thread::spawn(move || {
                let mut got = Vec::new();
                let mut byte = [0];
                while got.len() < REQUEST.len() && stream.read(&mut byte).unwrap_or(0) == 1 {
                    got.push(byte[0]);
                }
                if got.len() == REQUEST.len() {
                    let _ = stream.write_all(ANSWER);
                }
                let _ = tell.send(got);
            });
        }
    });
    (address, told)
}

/// Sends the request by a proxy that always does the one thing; gives what came back.
fn ask(manners: Manners, seed: u64) -> (Vec<u8>, mpsc::Receiver<Vec<u8>>, Proxy) {
    let (address, told) = server();
    let proxy = Proxy::start(seed, manners).unwrap();
    proxy.lead_to(Some(address));
    (send(&proxy), told, proxy)
}

fn send(proxy: &Proxy) -> Vec<u8> {
    let mut stream = TcpStream::connect(proxy.address).unwrap();
    stream.write_all(REQUEST).unwrap();
    let mut came = Vec::new();
    let _ = stream.read_to_end(&mut came);
    let _ = stream.shutdown(Shutdown::Both);
    came
}

#[test]
fn an_honest_proxy_carries_every_byte_once() {
    let (came, told, proxy) = ask(Manners::HONEST, 1);
    assert_eq!(came, ANSWER);
    assert_eq!(told.recv().unwrap(), REQUEST);
    assert_eq!(proxy.counts(), Counts { requests: 1, ..Counts::default() });
    assert!(told.try_recv().is_err());
}

#[test]
fn a_cut_request_reaches_the_server_in_part_and_has_no_answer() {
    for seed in 0..20 {
        let (came, told, proxy) = ask(Manners { cut_request: 100, ..Manners::HONEST }, seed);
        assert!(came.is_empty());
        let got = told.recv().unwrap();
        assert!(got.len() < REQUEST.len() && REQUEST.starts_with(&got), "{got:?}");
        assert_eq!(proxy.counts().cut, 1);
    }
}

#[test]
fn a_cut_answer_comes_in_part_after_the_server_did_the_work() {
    for seed in 0..20 {
        let (came, told, proxy) = ask(Manners { cut_answer: 100, ..Manners::HONEST }, seed);
        assert!(came.len() < ANSWER.len() && ANSWER.starts_with(&came), "{came:?}");
        assert_eq!(told.recv().unwrap(), REQUEST);
        assert_eq!(proxy.counts().cut, 1);
    }
}

#[test]
fn a_dropped_answer_leaves_the_work_done() {
    let (came, told, proxy) = ask(Manners { drop_answer: 100, ..Manners::HONEST }, 1);
    assert!(came.is_empty());
    assert_eq!(told.recv().unwrap(), REQUEST);
    assert_eq!(proxy.counts().dropped, 1);
}

#[test]
fn a_repeated_request_reaches_the_server_twice_with_the_same_bytes() {
    for manners in
        [Manners { repeat: 100, ..Manners::HONEST }, Manners { repeat_at_once: 100, ..Manners::HONEST }]
    {
        let (came, told, proxy) = ask(manners, 1);
        assert_eq!(came, ANSWER);
        assert_eq!([told.recv().unwrap(), told.recv().unwrap()], [REQUEST, REQUEST]);
        assert_eq!(proxy.counts().repeated, 1);
    }
}

#[test]
fn a_kept_request_is_sent_again_when_asked_for_to_whichever_server_is_there_then() {
    let (came, told, proxy) = ask(Manners { repeat_later: 100, ..Manners::HONEST }, 1);
    assert_eq!(came, ANSWER);
    assert_eq!(told.recv().unwrap(), REQUEST);
    let (other, told_other) = server();
    proxy.lead_to(Some(other));
    // It is kept once the device has its answer: the next one is behind it.
    send(&proxy);
    assert_eq!(told_other.recv().unwrap(), REQUEST);
    while lock(&proxy.shared.kept).len() < 2 {
        std::thread::yield_now();
    }
    proxy.send_kept().unwrap();
    assert_eq!([told_other.recv().unwrap(), told_other.recv().unwrap()], [REQUEST, REQUEST]);
    assert!(told.try_recv().is_err());
    assert_eq!(proxy.counts().repeated, 2);
}

#[test]
fn without_a_server_behind_it_nothing_is_answered() {
    let proxy = Proxy::start(1, Manners::HONEST).unwrap();
    assert!(send(&proxy).is_empty());
    assert_eq!(proxy.counts(), Counts { turned_away: 1, ..Counts::default() });
}
