//! Load on the release binary, as ratios to what the same machine can sign and hash in the same run.
//!
//! `cargo bench --bench load -- [--seconds 3] [--rounds 3] [--only NAME]` prints Markdown tables. All traffic
//! goes to this machine; every run is bounded in time and in requests.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a broken measurement stops with its reason, and measuring needs the clock"
)]

mod clients;
mod flow;
mod generator;
mod grants;
mod http;
mod limits;
mod names;
mod options;
mod people;
mod proofs;
mod report;
mod server;
mod setting;
mod storm;
mod tokens;
mod workloads;

use options::Options;
use report::{Cell, Row};
use server::Server;
use setting::Setting;
use workloads::WORKLOADS;

/// After the load, until memory is looked at for the last time: hashing threads give theirs back.
const REST: std::time::Duration = std::time::Duration::from_secs(3);

fn main() {
    let Some(options) = Options::from_arguments(std::env::args().skip(1)) else {
        println!("load: skipped (run it with `cargo bench --bench load`)");
        return;
    };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let rs256 = Server::start("RS256").restarted();
    let idle = rs256.memory();
    let es256 = Server::start("ES256");
    report::heading(&options);
    report::rows(&measure(&options, &runtime, &rs256, &es256));
    if options.wants("storm") {
        report::storm(&storm::measure(&options, &runtime, &rs256));
    }
    if options.wants("names") {
        report::names(&names::measure(&rs256, &es256));
    }
    let loaded = rs256.memory();
    std::thread::sleep(REST);
    let rested = rs256.memory();
    drop(es256);
    report::size([idle, loaded, rested], &rs256.restart_times(options.rounds));
}

/// Every workload at every number of connections, in rounds, each with its limit measured right before.
fn measure(
    options: &Options,
    runtime: &tokio::runtime::Runtime,
    rs256: &Server,
    es256: &Server,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for round in 0..options.rounds {
        for workload in WORKLOADS.iter().filter(|workload| options.measures(workload.name)) {
            let server = if workload.on_es256 { es256 } else { rs256 };
            for &connections in workload.connections {
                eprintln!(
                    "round {} of {}: {}, {connections} connections",
                    round + 1,
                    options.rounds,
                    workload.name
                );
                let time = options.whole_time();
                let mut traffic =
                    (workload.traffic)(&Setting { server, runtime, connections, time });
                let limit = workload.limit.map(|limit| limit.measure(options.limit_time()));
                let load = options.load(server.address, workload.expected);
                let measured = runtime.block_on(generator::run(&load, &mut traffic));
                assert!(measured.bad.is_empty(), "{}: {}", workload.name, measured.bad);
                assert!(measured.answered > 0, "{}: used up in warming up", workload.name);
                let row = match rows.iter_mut().find(|row| row.fits(workload, connections)) {
                    Some(row) => row,
                    None => {
                        rows.push(Row::new(workload, connections));
                        rows.last_mut().expect("it was pushed")
                    }
                };
                row.cells.push(Cell { measured, limit });
            }
        }
    }
    rows
}
