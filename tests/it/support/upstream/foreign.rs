//! A provider that others have written, in a process of its own: panva's oidc-provider.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::clients::node;

/// How long an answer may take on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A provider that ends with its test.
pub struct Foreign {
    child: Child,
    lines: mpsc::Receiver<String>,
    /// Its issuer identifier.
    pub issuer: String,
}

impl Foreign {
    /// Starts one that knows these clients and accounts.
    pub fn start(known: &Value) -> Self {
        let mut command = node("oidc-provider.mjs");
        command.env_remove("NODE_OPTIONS");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the script starts");
        let (send, lines) = mpsc::channel();
        collect(child.stdout.take().expect("stdout is piped"), send.clone());
        collect(child.stderr.take().expect("stderr is piped"), send);
        let mut foreign = Self { child, lines, issuer: String::new() };
        foreign.issuer = foreign.tell(known);
        foreign
    }

    /// Changes what it knows, and waits until it does; its issuer.
    pub fn tell(&mut self, known: &Value) -> String {
        let stdin = self.child.stdin.as_mut().expect("stdin is piped");
        writeln!(stdin, "{known}").expect("it listens");
        let mut said = String::new();
        while let Ok(line) = self.lines.recv_timeout(LIMIT) {
            match serde_json::from_str::<Value>(&line) {
                Ok(answer) => return answer["issuer"].as_str().expect("an issuer").to_owned(),
                Err(_) => said.push_str(&(line + "\n")),
            }
        }
        panic!("no answer; it said:\n{said}")
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(stream: impl Read + Send + 'static, lines: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = lines.send(line);
        }
    });
}
