//! How long others wait while many people sign in: discovery and token latency, quiet and in a storm.

use std::time::Duration;

use futures_util::future::join;
use tokio::runtime::Runtime;

use crate::generator::{self, Measured, Traffic};
use crate::grants::client_credentials_request;
use crate::options::Options;
use crate::server::Server;
use crate::workloads::{discovery_request, password_request};

const SIGN_INS_AT_ONCE: usize = 16;

/// One kind of request, measured with nothing else going on and beside the sign-ins.
pub struct Probe {
    pub name: &'static str,
    pub quiet: Vec<Measured>,
    pub storm: Vec<Measured>,
}

/// Measures both probes in rounds: first quiet, then beside sixteen sign-ins at a time.
pub fn measure(options: &Options, runtime: &Runtime, server: &Server) -> Vec<Probe> {
    let sign_in = password_request(server);
    let kinds: [(&'static str, Vec<u8>, u64); 2] = [
        ("discovery", discovery_request(server), 5),
        ("client credentials RS256", client_credentials_request(server), 20),
    ];
    let probe = |(name, request, millis): (&'static str, Vec<u8>, u64)| {
        let mut found = Probe { name, quiet: Vec::new(), storm: Vec::new() };
        for _ in 0..options.rounds {
            eprintln!("storm: {name}");
            let paced = || paced(&request, Duration::from_millis(millis));
            let load = options.load(server.address, 200);
            let storm = options.load(server.address, 303);
            let (mut quiet, mut beside) = (paced(), paced());
            let mut sign_ins: Vec<Traffic> =
                (0..SIGN_INS_AT_ONCE).map(|_| Traffic::Same { request: sign_in.clone() }).collect();
            found.quiet.push(runtime.block_on(generator::run(&load, &mut quiet)));
            let (measured, signed_in) = runtime.block_on(async {
                join(generator::run(&load, &mut beside), generator::run(&storm, &mut sign_ins))
                    .await
            });
            assert!(signed_in.answered > 0, "nobody signed in: {}", signed_in.bad);
            found.storm.push(measured);
        }
        found
    };
    kinds.map(probe).into()
}

/// Four connections that ask at a steady pace.
fn paced(request: &[u8], every: Duration) -> Vec<Traffic> {
    (0..4).map(|_| Traffic::Paced { request: request.to_vec(), every }).collect()
}
