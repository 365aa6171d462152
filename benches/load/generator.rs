//! A small keep-alive HTTP/1.1 load generator on one thread; it only speaks to this machine.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::net::TcpStream;

/// A run is stopped this long after its time at the latest.
const GRACE: Duration = Duration::from_secs(20);
/// A connection that fails this often gives up.
const MOST_FAILURES: u32 = 20;
const LONGEST_ANSWER: usize = 1 << 20;

/// The bounds of one run.
pub struct Load {
    pub address: SocketAddr,
    pub warm_up: Duration,
    pub time: Duration,
    /// The most requests, over all connections.
    pub most: u64,
    /// The status of a good answer.
    pub expected: u16,
}

/// What one connection sends.
pub enum Traffic {
    /// The same request again and again.
    Same { request: Vec<u8> },
    /// The same request, one every so often, whatever the answers take.
    Paced { request: Vec<u8>, every: Duration },
    /// Each request carries the refresh token of the answer before.
    Chain { head: String, token: String },
}

/// What came of a run.
#[derive(Default)]
pub struct Measured {
    /// Good answers after the warm-up.
    pub answered: u64,
    pub seconds: f64,
    /// Microseconds from request to answer, in ascending order.
    pub latencies: Vec<u32>,
    /// The first bad answer or failure; empty if all went well.
    pub bad: String,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        if self.seconds > 0.0 { count(self.answered) / self.seconds } else { 0.0 }
    }

    /// The latency that this share of the answers kept to, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let wanted = count(self.latencies.len() as u64) * share;
        let at = self
            .latencies
            .iter()
            .enumerate()
            .take_while(|(index, _)| count(*index as u64) < wanted)
            .count();
        self.latencies.get(at.saturating_sub(1)).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn count(number: u64) -> f64 {
    number as f64
}

/// What all connections of a run write into.
struct Tally {
    started: Instant,
    sent: Cell<u64>,
    answered: Cell<u64>,
    latencies: RefCell<Vec<u32>>,
    bad: RefCell<String>,
}

/// Runs every connection's traffic at once until the time is over.
pub async fn run(load: &Load, traffic: &mut [Traffic]) -> Measured {
    assert!(
        load.address.ip().is_loopback(),
        "load goes to this machine only, not to {}",
        load.address
    );
    let tally = Tally {
        started: Instant::now(),
        sent: Cell::new(0),
        answered: Cell::new(0),
        latencies: RefCell::default(),
        bad: RefCell::default(),
    };
    let connections = join_all(traffic.iter_mut().map(|traffic| connection(load, traffic, &tally)));
    let _ = tokio::time::timeout(load.warm_up + load.time + GRACE, connections).await;
    let seconds = tally.started.elapsed().saturating_sub(load.warm_up).as_secs_f64();
    let mut latencies = tally.latencies.into_inner();
    latencies.sort_unstable();
    Measured { answered: tally.answered.get(), seconds, latencies, bad: tally.bad.into_inner() }
}

async fn connection(load: &Load, traffic: &mut Traffic, tally: &Tally) {
    let mut open: Option<Connection> = None;
    let mut failures = 0;
    let mut due = tally.started;
    while tally.started.elapsed() < load.warm_up + load.time
        && tally.sent.get() < load.most
        && failures < MOST_FAILURES
    {
        let request = traffic.request();
        if let Traffic::Paced { every, .. } = traffic {
            due += *every;
            tokio::time::sleep_until(due.into()).await;
        }
        tally.sent.set(tally.sent.get() + 1);
        let sent = Instant::now();
        match answer(&mut open, load.address, &request).await {
            Ok(answer) if answer.status == load.expected => {
                // Counted by its end, so that long requests are not left out.
                if tally.started.elapsed() >= load.warm_up {
                    tally.answered.set(tally.answered.get() + 1);
                    let micros = u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX);
                    tally.latencies.borrow_mut().push(micros);
                }
                traffic.advance(&answer.body);
            }
            Ok(answer) => {
                failures += 1;
                tally.note(format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)));
                if matches!(traffic, Traffic::Chain { .. }) {
                    return;
                }
            }
            Err(error) => {
                failures += 1;
                open = None;
                tally.note(error.to_string());
            }
        }
    }
}

impl Tally {
    fn note(&self, bad: String) {
        let mut first = self.bad.borrow_mut();
        if first.is_empty() {
            *first = bad;
        }
    }
}

impl Traffic {
    fn request(&self) -> Vec<u8> {
        match self {
            Self::Same { request } | Self::Paced { request, .. } => request.clone(),
            Self::Chain { head, token } => {
                let body = format!("grant_type=refresh_token&refresh_token={token}");
                format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
            }
        }
    }

    fn advance(&mut self, body: &[u8]) {
        if let Self::Chain { token, .. } = self {
            let answer: serde_json::Value =
                serde_json::from_slice(body).expect("the token endpoint answers in JSON");
            let next =
                answer["refresh_token"].as_str().expect("rotation gives a new refresh token");
            *token = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        }
    }
}

/// A kept connection with what was read ahead.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

struct Answer {
    status: u16,
    body: Vec<u8>,
}

async fn answer(
    open: &mut Option<Connection>,
    address: SocketAddr,
    request: &[u8],
) -> io::Result<Answer> {
    let mut connection = match open.take() {
        Some(connection) => connection,
        None => {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Connection { stream, read: Vec::with_capacity(8192) }
        }
    };
    connection.write(request).await?;
    loop {
        if let Some((answer, close)) = connection.take_answer()? {
            if !close {
                *open = Some(connection);
            }
            return Ok(answer);
        }
        connection.fill().await?;
    }
}

impl Connection {
    async fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.stream.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.stream.writable().await?
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn fill(&mut self) -> io::Result<()> {
        loop {
            self.stream.readable().await?;
            match self.stream.try_read_buf(&mut self.read) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) if self.read.len() > LONGEST_ANSWER => {
                    return Err(io::Error::other("an answer too long"));
                }
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The next answer if it is complete, and whether the server closes after it.
    fn take_answer(&mut self) -> io::Result<Option<(Answer, bool)>> {
        let Some(end) = self.read.windows(4).position(|window| window == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = std::str::from_utf8(&self.read[..end]).map_err(io::Error::other)?;
        let status = head
            .get(9..12)
            .and_then(|status| status.parse().ok())
            .ok_or_else(|| io::Error::other("no status"))?;
        let close =
            header(head, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let length: usize = match header(head, "content-length") {
            Some(length) => length.parse().map_err(io::Error::other)?,
            None if status == 204 || status == 304 => 0,
            None => return Err(io::Error::other("an answer without a length")),
        };
        let start = end + 4;
        if self.read.len() < start + length {
            return Ok(None);
        }
        let body = self.read[start..start + length].to_vec();
        self.read.drain(..start + length);
        Ok(Some((Answer { status, body }, close)))
    }
}

/// The value of a header in a raw head, the status line passed over.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
    lines
        .filter(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
        .next()
}
