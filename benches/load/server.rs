//! The release binary in development mode, in a temporary folder: SQLite, WAL, synchronous=FULL.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::{clients, http};

const START_LIMIT: Duration = Duration::from_secs(60);

/// A running server with what it said of itself.
pub struct Server {
    child: Child,
    data: tempfile::TempDir,
    pub algorithm: &'static str,
    pub address: SocketAddr,
    facts: Value,
}

impl Server {
    /// Starts a server whose pool signs with this algorithm.
    pub fn start(algorithm: &'static str) -> Self {
        let data = tempfile::Builder::new()
            .prefix("gatehouse-load-")
            .tempdir()
            .expect("a temporary folder");
        let free =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.expect("a free port");
        let mut child = spawn(&data, algorithm, address);
        let output = child.stdout.take().expect("stdout is piped");
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let Ok(line) = receive.recv_timeout(START_LIMIT) else {
            let _ = child.kill();
            panic!(
                "{}",
                std::fs::read_to_string(data.path().join("stderr.log")).unwrap_or_default()
            );
        };
        let facts = serde_json::from_str(&line).expect("the first line is JSON");
        let mut server = Self { child, data, algorithm, address, facts };
        for (name, settings) in clients::others() {
            let (mut command, pool) = (server.operator(), server.fact("/pool_id"));
            let made = clients::make(&mut command, pool, name, &settings);
            server.facts["clients"][name] = made;
        }
        clients::await_learned(&server);
        server
    }

    /// The binary as an operator runs it beside the server, on the same database.
    pub fn operator(&self) -> Command {
        let database = format!("sqlite://{}", self.data.path().join("gatehouse.db").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command
            .env("GATEHOUSE__DATABASE__URL", database)
            .env("GATEHOUSE__SECRETS__MASTER_KEY_FILE", self.data.path().join("master.key"))
            .env("GATEHOUSE__SERVER__BASE_URL", format!("http://{}", self.host()))
            .env("GATEHOUSE__SERVER__ALLOW_HTTP", "true");
        command
    }

    /// A fact by its JSON pointer.
    pub fn fact(&self, pointer: &str) -> &str {
        self.facts
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no {pointer} in {}", self.facts))
    }

    /// A fact about a client.
    pub fn client(&self, name: &str, member: &str) -> &str {
        self.fact(&format!("/clients/{name}/{member}"))
    }

    /// The `Host` header of every request.
    pub fn host(&self) -> String {
        format!("localhost:{}", self.address.port())
    }

    /// A path of the demo pool.
    pub fn path(&self, path: &str) -> String {
        format!("/{}{path}", self.fact("/pool_id"))
    }

    /// The `Authorization` header of a client that has a secret (RFC 6749 section 2.3.1).
    pub fn basic(&self, client: &str) -> Option<String> {
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let secret = self.facts.pointer(&format!("/clients/{client}/client_secret"))?.as_str()?;
        let (id, secret) = (encode(self.client(client, "client_id")), encode(secret));
        Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}"))))
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("/proc");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
        let kib: u32 = line
            .split_whitespace()
            .nth(1)
            .and_then(|number| number.parse().ok())
            .expect("a number of KiB");
        f64::from(kib) / 1024.0
    }

    /// Ends the server and starts it again over its data: milliseconds until discovery answers.
    pub fn restart_times(mut self, rounds: usize) -> Vec<f64> {
        let discovery = self.path("/.well-known/openid-configuration");
        (0..rounds).map(|_| self.restart(&discovery)).collect()
    }

    /// The server on its existing database: what its first start needed, it has given back.
    pub fn restarted(mut self) -> Self {
        let discovery = self.path("/.well-known/openid-configuration");
        self.restart(&discovery);
        self
    }

    fn restart(&mut self, discovery: &str) -> f64 {
        self.end();
        let head = http::head("GET", discovery, &self.host(), &[]);
        let started = Instant::now();
        self.child = spawn(&self.data, self.algorithm, self.address);
        loop {
            let answer = http::exchange(self.address, &head, "");
            if answer.is_ok_and(|answer| answer.status == 200) {
                return started.elapsed().as_secs_f64() * 1000.0;
            }
            assert!(started.elapsed() < START_LIMIT, "the server did not come back");
            thread::sleep(Duration::from_micros(500));
        }
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(data: &tempfile::TempDir, algorithm: &str, address: SocketAddr) -> Child {
    let errors = File::create(data.path().join("stderr.log")).expect("a file for stderr");
    Command::new(env!("CARGO_BIN_EXE_gatehouse"))
        .args([
            "dev",
            "--json",
            "--algorithm",
            algorithm,
            "--port",
            &address.port().to_string(),
            "--data",
        ])
        .arg(data.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .expect("the binary starts")
}

/// The size of the binary in MiB.
pub fn binary_size() -> f64 {
    let bytes = std::fs::metadata(env!("CARGO_BIN_EXE_gatehouse")).expect("the binary").len();
    f64::from(u32::try_from(bytes / 1024).expect("less than 4 TiB")) / 1024.0
}
