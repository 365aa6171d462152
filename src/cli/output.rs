//! Standard output: plain text, columns for people, JSON for machines.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use super::Failure;

/// The space between two columns.
const GAP: usize = 2;

/// Prints `text` as it is.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

/// Prints `bytes` as they are; a reader that has seen enough is no failure.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints `value` as one line of JSON.
pub(super) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let line = serde_json::to_string(value).map_err(|error| Failure::because(error.to_string()))?;
    text(&format!("{line}\n"))
}

/// Prints names with their values.
pub(super) fn fields(fields: &[(&str, String)]) -> Result<(), Failure> {
    let rows: Vec<Vec<String>> =
        fields.iter().map(|(name, value)| vec![(*name).to_owned(), value.clone()]).collect();
    text(&columns(&rows.iter().collect::<Vec<_>>()))
}

fn columns(rows: &[&Vec<String>]) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default() + GAP
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let line: String =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Names come from strangers: what would steer a terminal is replaced.
fn printable(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_steer_no_terminal() {
        let rows = [["ID", "NAME"], ["a", "Zoë\u{1b}[2J"], ["longer", "b"]]
            .map(|row| row.map(str::to_owned).to_vec());
        let text = columns(&rows.iter().collect::<Vec<_>>());
        assert_eq!(text, "ID      NAME\na       Zoë\u{fffd}[2J\nlonger  b\n");
    }
}
