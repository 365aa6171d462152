//! A small keep-alive HTTP/1.1 load generator on one thread; it only speaks to this machine.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::net::TcpStream;

use crate::flow::Flow;

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
    /// Requests that follow from answers; a round of them is measured as one.
    Flow(Flow),
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
    let mut began = tally.started;
    while tally.started.elapsed() < load.warm_up + load.time
        && tally.sent.get() < load.most
        && failures < MOST_FAILURES
    {
        let Some(request) = traffic.request() else { return };
        if let Traffic::Paced { every, .. } = traffic {
            due += *every;
            tokio::time::sleep_until(due.into()).await;
        }
        tally.sent.set(tally.sent.get() + 1);
        if traffic.is_at_start() {
            began = Instant::now();
        }
        match answer(&mut open, load.address, &request).await {
            Ok(answer) if answer.status == traffic.expected(load) => {
                traffic.advance(&answer);
                if traffic.is_at_start() {
                    tally.count(load, began);
                }
            }
            Ok(answer) => {
                failures += 1;
                tally.note(format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)));
                if matches!(traffic, Traffic::Flow(_)) {
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
    /// Counted by its end, so that long requests are not left out.
    fn count(&self, load: &Load, began: Instant) {
        if self.started.elapsed() >= load.warm_up {
            self.answered.set(self.answered.get() + 1);
            let micros = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
            self.latencies.borrow_mut().push(micros);
        }
    }

    fn note(&self, bad: String) {
        let mut first = self.bad.borrow_mut();
        if first.is_empty() {
            *first = bad;
        }
    }
}

impl Traffic {
    fn request(&mut self) -> Option<Vec<u8>> {
        match self {
            Self::Same { request } | Self::Paced { request, .. } => Some(request.clone()),
            Self::Flow(flow) => flow.request(),
        }
    }

    fn expected(&self, load: &Load) -> u16 {
        match self {
            Self::Same { .. } | Self::Paced { .. } => load.expected,
            Self::Flow(flow) => flow.expected(),
        }
    }

    fn is_at_start(&self) -> bool {
        match self {
            Self::Same { .. } | Self::Paced { .. } => true,
            Self::Flow(flow) => flow.is_at_start(),
        }
    }

    fn advance(&mut self, answer: &Answer) {
        if let Self::Flow(flow) = self {
            flow.advance(answer);
        }
    }
}

/// A kept connection with what was read ahead.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer, with where it leads.
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A text of the JSON object that it holds.
    pub fn json(&self, name: &str) -> String {
        let body: serde_json::Value =
            serde_json::from_slice(&self.body).expect("the answer is JSON");
        body[name].as_str().unwrap_or_else(|| panic!("no {name}: {body}")).to_owned()
    }

    /// A parameter of the address to which it leads.
    pub fn parameter(&self, name: &str) -> String {
        let location = self.location.as_deref().expect("it leads somewhere");
        parameter(location, name)
    }
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
        let location = header(head, "location").map(str::to_owned);
        let start = end + 4;
        if self.read.len() < start + length {
            return Ok(None);
        }
        let body = self.read[start..start + length].to_vec();
        self.read.drain(..start + length);
        Ok(Some((Answer { status, location, body }, close)))
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

/// A parameter of an address, decoded.
pub fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let found = form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name);
    found.map_or_else(|| panic!("no {name} in {address}"), |(_, value)| value.into_owned())
}
