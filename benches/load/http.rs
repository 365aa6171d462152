//! One request on a connection of its own: what the preparation of a load needs.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::generator::header;

const LIMIT: Duration = Duration::from_secs(30);

/// An answer, its head kept as it came.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// Name and value of every cookie that was set.
    pub fn cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.head.split("\r\n").filter_map(|line| line.split_once(':'));
        let set = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        set.filter_map(|(_, value)| value.split(';').next()?.trim().split_once('='))
    }
}

/// The head of a request without its length and the empty line.
pub fn head(method: &str, path: &str, host: &str, headers: &[(&str, &str)]) -> String {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head
}

/// A whole request.
pub fn request(head: &str, body: &str) -> Vec<u8> {
    let length =
        if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("{head}{length}\r\n{body}").into_bytes()
}

/// Sends it and reads the answer to its end.
pub fn exchange(address: SocketAddr, head: &str, body: &str) -> io::Result<Answer> {
    assert!(address.ip().is_loopback(), "load goes to this machine only, not to {address}");
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.write_all(&request(&format!("{head}connection: close\r\n"), body))?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8(answer).map_err(io::Error::other)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status =
        head.get(9..12).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}
