//! The real binary in a folder of its own: started, asked where it listens, killed in the end.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

/// A first start makes an RSA key and a debug build is slow on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(90);
const EXIT_LIMIT: Duration = Duration::from_secs(30);

/// What `gatehouse dev --json` says on its first line.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Facts {
    pub base_url: String,
    pub issuer: String,
    pub pool_id: String,
    pub outbox_url: String,
    pub clients: Clients,
    pub user: Person,
    pub samples: Samples,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Clients {
    pub web: Client,
    pub spa: Client,
    pub machine: Client,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Client {
    pub client_id: String,
    pub client_secret: Option<String>,
    pub redirect_uri: Option<String>,
    pub scopes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Person {
    pub username: String,
    pub password: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Samples {
    pub web: String,
    pub spa: String,
    pub machine: String,
}

impl Facts {
    /// The address of a path of the demo pool.
    pub fn pool(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// The port of this run, to be masked where two runs are compared.
    pub fn port(&self) -> u16 {
        self.base_url
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok())
            .expect("a port in base_url")
    }
}

/// A running `gatehouse dev`.
pub struct Server {
    child: Child,
    pub facts: Facts,
}

impl Server {
    /// Starts `gatehouse dev --json` on a free port over the given data folder.
    pub fn start(data: &Path, more: &[&str]) -> Self {
        let errors = data.join("stderr.log");
        let mut command = gatehouse(&["dev", "--json", "--port", "0", "--data"]);
        command.arg(data).args(more);
        command.stdout(Stdio::piped()).stderr(File::create(&errors).expect("a file for stderr"));
        let mut child = command.spawn().expect("the binary starts");
        let (send, receive) = mpsc::channel();
        let output = child.stdout.take().expect("stdout is piped");
        thread::spawn(move || {
            // Reads on to the end, so that the server never waits for a full pipe.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let Ok(line) = receive.recv_timeout(START_LIMIT) else {
            let _ = child.kill();
            let _ = child.wait();
            let said = std::fs::read_to_string(&errors).unwrap_or_default();
            panic!("no first line from `gatehouse dev --json`; it said:\n{said}");
        };
        let facts = serde_json::from_str(&line).unwrap_or_else(|error| {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the first line does not fit ({error}):\n{line}")
        });
        Self { child, facts }
    }

    /// What a command of an operator says over the data of this run.
    pub fn operate(&self, data: &Folder, words: &[&str]) -> Said {
        let key = std::fs::read_to_string(data.path().join("master.key")).expect("the master key");
        let toml = format!(
            "[server]\nbase_url = \"{}\"\nallow_http = true\n\
             [secrets]\nmaster_key = \"{}\"\n\
             [database]\nurl = \"sqlite://{}\"\n\
             [outbound]\nallow_http = true\nallowed_private_ranges = [\"127.0.0.0/8\", \"::1/128\"]\n",
            self.facts.base_url,
            key.trim(),
            data.path().join("gatehouse.db").display(),
        );
        let file = data.write("gatehouse.toml", &toml);
        run(gatehouse(words).arg("--config").arg(file))
    }

    /// Ends the process at once, as a power cut would: SIGKILL, nothing flushed.
    pub fn kill(mut self) {
        self.child.kill().expect("SIGKILL can be sent");
        self.child.wait().expect("a killed process ends");
    }

    /// Asks the process to end (SIGTERM) and waits for it.
    pub fn terminate(mut self) -> ExitStatus {
        terminate(&self.child);
        wait(&mut self.child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary under test with these words, without stdin and without settings from outside.
pub fn gatehouse(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.args(words).stdin(Stdio::null()).env_remove("RUST_LOG");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GATEHOUSE_") {
            command.env_remove(name);
        }
    }
    command
}

/// What a command that ends by itself said.
pub struct Said {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    /// Both streams, for looking for words wherever they went.
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs a command to its end, within a limit.
pub fn run(command: &mut Command) -> Said {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let stdout = collect(child.stdout.take().expect("stdout is piped"));
    let stderr = collect(child.stderr.take().expect("stderr is piped"));
    let status = wait(&mut child);
    Said { status, stdout: stdout.join().expect("read"), stderr: stderr.join().expect("read") }
}

/// Starts a command, gives the lines it prints until one holds `last`, and ends it by SIGTERM.
pub fn run_until(command: &mut Command, last: &str) -> (Vec<String>, ExitStatus) {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
    let (send, receive) = mpsc::channel();
    let output = child.stdout.take().expect("stdout is piped");
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    let deadline = Instant::now() + START_LIMIT;
    let mut lines = Vec::new();
    while let Ok(line) = receive.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        let found = line.contains(last);
        lines.push(line);
        if found {
            break;
        }
    }
    terminate(&child);
    let status = wait(&mut child);
    lines.extend(receive.iter());
    (lines, status)
}

/// Starts a command, asks it for a path until it answers, and ends it by SIGTERM.
pub fn first_answer(
    command: &mut Command,
    address: SocketAddr,
    path: &str,
) -> (String, ExitStatus) {
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let stderr = collect(child.stderr.take().expect("stderr is piped"));
    let deadline = Instant::now() + START_LIMIT;
    let answer = loop {
        if let Some(answer) = ask(address, path) {
            break answer;
        }
        let ended = child.try_wait().expect("the process can be waited for");
        if ended.is_some() || Instant::now() > deadline {
            let _ = child.kill();
            panic!("no answer from {address}; it said:\n{}", stderr.join().expect("read"));
        }
        thread::sleep(Duration::from_millis(20));
    };
    terminate(&child);
    let status = wait(&mut child);
    (answer, status)
}

fn ask(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(EXIT_LIMIT)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    (!answer.is_empty()).then_some(answer)
}

fn collect(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn terminate(child: &Child) {
    let pid = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("SIGTERM can be sent");
}

fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + EXIT_LIMIT;
    loop {
        if let Some(status) = child.try_wait().expect("the process can be waited for") {
            return status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the process did not end within {EXIT_LIMIT:?}");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// A data folder that goes away with the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(
            tempfile::Builder::new().prefix("gatehouse-it-").tempdir().expect("a temporary folder"),
        )
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file into the folder and says where it is.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("a file in the temporary folder");
        path
    }
}
