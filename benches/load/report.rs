//! The tables, in Markdown: medians over the rounds.

use crate::generator::Measured;
use crate::limits::Limit;
use crate::names::Compared;
use crate::options::Options;
use crate::server::binary_size;
use crate::storm::Probe;
use crate::workloads::Workload;

/// One run with the limit measured right before it.
pub struct Cell {
    pub measured: Measured,
    pub limit: Option<f64>,
}

/// One workload at one number of connections.
pub struct Row {
    workload: &'static str,
    connections: usize,
    limit: Option<Limit>,
    plain: Option<&'static str>,
    pub cells: Vec<Cell>,
}

impl Row {
    pub fn new(workload: &Workload, connections: usize) -> Self {
        let Workload { name, limit, plain, .. } = *workload;
        Self { workload: name, connections, limit, plain, cells: Vec::new() }
    }

    pub fn fits(&self, workload: &Workload, connections: usize) -> bool {
        (self.workload, self.connections) == (workload.name, connections)
    }

    /// The rate of this row as a share of the plain one's, round by round.
    fn share_of_plain(&self, rows: &[Row]) -> Option<(f64, &'static str)> {
        let name = self.plain?;
        let plain =
            rows.iter().find(|row| (row.workload, row.connections) == (name, self.connections))?;
        let rounds = self.cells.iter().zip(&plain.cells);
        let share =
            |(own, plain): (&Cell, &Cell)| own.measured.per_second() / plain.measured.per_second();
        Some((median(rounds.map(share))?, name))
    }

    fn median(&self, of: impl Fn(&Cell) -> Option<f64>) -> Option<f64> {
        median(self.cells.iter().filter_map(of))
    }
}

/// Says what was measured where.
pub fn heading(options: &Options) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!(
        "Release build, SQLite (WAL, synchronous=FULL), {cores} cores shared with the load generator,"
    );
    println!(
        "{} rounds of {} s, medians; a limit is measured on two threads right before each run.\n",
        options.rounds, options.seconds
    );
    for limit in [Limit::Rs256, Limit::Es256, Limit::Argon2] {
        println!(
            "- {}: {:.0}/s on one thread",
            limit.name(),
            limit.on_threads(1, options.limit_time())
        );
    }
}

/// The table of the workloads.
pub fn rows(rows: &[Row]) {
    println!(
        "\n| request | connections | per second | p50 ms | p99 ms | limit per second | share of the limit | share of the plain path |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for row in rows {
        let rate = row.median(|cell| Some(cell.measured.per_second())).unwrap_or_default();
        let p50 = row.median(|cell| Some(cell.measured.quantile(0.5))).unwrap_or_default();
        let p99 = row.median(|cell| Some(cell.measured.quantile(0.99))).unwrap_or_default();
        let limit = row.median(|cell| cell.limit).zip(row.limit);
        let limit =
            limit.map_or("–".to_owned(), |(rate, limit)| format!("{rate:.0} {}", limit.name()));
        let share = row.median(|cell| cell.limit.map(|limit| cell.measured.per_second() / limit));
        let share = share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0));
        let plain = row.share_of_plain(rows);
        let plain = plain
            .map_or("–".to_owned(), |(share, name)| format!("{:.1} % of {name}", share * 100.0));
        println!(
            "| {} | {} | {rate:.0} | {p50:.2} | {p99:.2} | {limit} | {share} | {plain} |",
            row.workload, row.connections
        );
    }
}

/// The table of the sign-in storm.
pub fn storm(probes: &[Probe]) {
    println!("\n| beside 16 sign-ins at a time | p99 ms quiet | p99 ms in the storm | ratio |");
    println!("| --- | ---: | ---: | ---: |");
    for probe in probes {
        let p99 = |runs: &[Measured]| {
            median(runs.iter().map(|run| run.quantile(0.99))).unwrap_or_default()
        };
        let rounds = probe.quiet.iter().zip(&probe.storm);
        let ratio =
            median(rounds.map(|(quiet, storm)| storm.quantile(0.99) / quiet.quantile(0.99)))
                .unwrap_or_default();
        println!(
            "| {} | {:.2} | {:.2} | {ratio:.1} |",
            probe.name,
            p99(&probe.quiet),
            p99(&probe.storm)
        );
    }
}

/// The table of the names.
pub fn names(pages: &[Compared]) {
    println!("\n| form | p50 ms, a name of somebody | p50 ms, a name of nobody | ratio |");
    println!("| --- | ---: | ---: | ---: |");
    for Compared { path, known, unknown } in pages {
        println!("| {path} | {known:.2} | {unknown:.2} | {:.2} |", known / unknown);
    }
}

/// Memory, start and size.
pub fn size([idle, loaded, rested]: [f64; 3], starts: &[f64]) {
    let start = median(starts.iter().copied()).unwrap_or_default();
    println!(
        "\n| start to the first answer, existing database | memory idle | as the load ends | after it | binary |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: |");
    println!(
        "| {start:.0} ms | {idle:.1} MiB | {loaded:.1} MiB | {rested:.1} MiB | {:.1} MiB |",
        binary_size()
    );
}

/// The middle one.
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
