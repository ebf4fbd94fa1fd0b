//! The smallest HTTP client that measures: one connection that stays open, one request at a time.
//!
//! Shape:  the bytes of a request are made beforehand; an answer is its status and its body.
//! Errors: an answer without a length is a mistake of the server, and panics.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A request: method, path, token and body.
#[derive(Clone)]
pub(crate) struct Request {
    bytes: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str, token: &str, body: &str) -> Request {
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n");
        if !body.is_empty() || method != "GET" {
            text.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(body);
        Request { bytes: text.into_bytes() }
    }
}

impl Request {
    /// A request of a stranger, as a proxy on this machine hands it on.
    pub(crate) fn from_address(method: &str, path: &str, address: &str, body: &str) -> Request {
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {address}\r\n");
        let text = format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
        Request { bytes: text.into_bytes() }
    }
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Connection {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket has this option");
        Connection { stream, buffer: Vec::with_capacity(64 << 10) }
    }

    /// Sends a request and reads its answer to the end.
    pub(crate) async fn ask(&mut self, request: &Request) -> Answer {
        self.stream.write_all(&request.bytes).await.expect("the server reads");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("the server answers");
            assert!(read > 0, "the server closed the connection");
            if let Some((status, from, length)) = head(&self.buffer)
                && self.buffer.len() >= from + length
            {
                return Answer { status, body: self.buffer[from..from + length].to_vec() };
            }
        }
    }
}

/// Status, where the body begins and how long it is, once the head is complete.
fn head(bytes: &[u8]) -> Option<(u16, usize, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&bytes[..end]).expect("heads are ASCII");
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().expect("a length"))
    });
    let length = if status == 204 { Some(0) } else { length };
    Some((status, end + 4, length.expect("an answer says how long it is")))
}
