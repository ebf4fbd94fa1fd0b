//! Uploads that break off: by who sends them, by what they say of themselves, and by the end of the server.

use std::time::Duration;

use formwork_tests::{Engine, Installation, on_both_databases};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{at, desk, lying};
use crate::desk::Desk;

/// An upload that says it has so many bytes, on a connection of its own.
async fn begin(desk: &Desk, length: usize, token: &str) -> TcpStream {
    let mut stream =
        TcpStream::connect(desk.server.url().trim_start_matches("http://")).await.expect("a connection");
    let head = format!(
        "POST /api/v1/files?name=a.bin HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/octet-stream\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream
}

fn rows(desk: &Desk) -> String {
    desk.installation.sql("SELECT count(*) FROM files")
}

/// Waits until so many rows and so much content are there.
async fn until(desk: &Desk, wanted: &str, content: usize) {
    let seen = || (rows(desk), lying(desk, "files/content"));
    for _ in 0..600 {
        if seen() == (wanted.to_owned(), content) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}, not {wanted} and {content}", seen());
}

on_both_databases! {
    async fn who_hangs_up_leaves_nothing_after_the_sweep(installation: Installation) {
        let desk = desk(installation).await;
        let token = desk.installation.token("guanli");
        let mut stream = begin(&desk, 8 << 20, &token).await;
        stream.write_all(&vec![7; 6 << 20]).await.expect("sent");
        until(&desk, "1", 1).await;
        drop(stream);
        at(&desk, "2090-01-01T00:00:00Z").await;
        until(&desk, "0", 0).await;
    }

    async fn a_length_that_lies_is_caught(installation: Installation) {
        let desk = desk(installation).await;
        let token = desk.installation.token("guanli");
        let mut stream = begin(&desk, 5, &token).await;
        stream.write_all(b"hello and more").await.expect("sent");
        let mut answer = vec![0; 4_096];
        let read = stream.read(&mut answer).await.expect("an answer");
        let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(answer.starts_with("HTTP/1.1 201") && answer.contains("\"size\":5"), "{answer}");
        let mut stream = begin(&desk, usize::MAX >> 2, &token).await;
        let mut answer = vec![0; 4_096];
        let read = stream.read(&mut answer).await.expect("an answer");
        assert!(answer[..read].starts_with(b"HTTP/1.1 413"), "before a byte was sent");
        assert_eq!((rows(&desk), lying(&desk, "files/content")), ("1".to_owned(), 1));
    }
}

#[tokio::test]
async fn a_server_that_dies_leaves_nothing_for_ever() {
    let desk = desk(Installation::new(Engine::Sqlite)).await;
    let token = desk.installation.token("guanli");
    let mut stream = begin(&desk, 20 << 20, &token).await;
    stream.write_all(&vec![7; 12 << 20]).await.expect("sent");
    until(&desk, "1", 1).await;
    let Desk { server, installation, .. } = desk;
    server.kill();
    drop(stream);
    let server = installation.serve(&["--test-clock"]).await;
    let admin = server.client();
    let (username, password) = formwork_tests::ADMIN;
    admin.sign_in(username, password).await.expect(200);
    let desk = Desk { server, admin, installation };
    at(&desk, "2090-01-01T00:00:00Z").await;
    assert_eq!((lying(&desk, "files/content"), rows(&desk)), (0, "0".to_owned()));
}
