//! Standard output: plain text, columns for people, JSON for machines.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;
use serde_json::Value;

use super::{Common, Failure};

/// The space between two columns.
const GAP: usize = 2;

/// What stands where there is no value.
const NONE: &str = "-";

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

/// Prints one thing: names with their values for people, or the JSON as it is.
pub(super) fn thing(common: &Common, thing: &Value) -> Result<(), Failure> {
    if common.json {
        return json(thing);
    }
    let rows: Vec<Vec<String>> =
        flat(thing).into_iter().map(|(name, value)| vec![name, value]).collect();
    text(&columns(&rows.iter().collect::<Vec<_>>()))
}

/// Prints things: a row for each with the named values for people, or the JSON as it is. A list
/// that is as long as its `limit` may go on.
pub(super) fn things(
    common: &Common,
    names: &[&str],
    things: &[Value],
    limit: u32,
) -> Result<(), Failure> {
    if common.json {
        return json(&things);
    }
    let last_part = |name: &&str| name.rsplit('.').next().unwrap_or_default().to_uppercase();
    let heading: Vec<String> = names.iter().map(last_part).collect();
    let rows: Vec<Vec<String>> = things.iter().map(|thing| row(names, thing)).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&heading).chain(&rows).collect();
    text(&columns(&all))?;
    if usize::try_from(limit).is_ok_and(|limit| things.len() >= limit) {
        text("there may be more: see --after and --limit\n")?;
    }
    Ok(())
}

fn row(names: &[&str], thing: &Value) -> Vec<String> {
    let fields = flat(thing);
    let value = |name: &&str| fields.iter().find(|(other, _)| other == name);
    names.iter().map(|name| value(name).map_or(NONE, |(_, value)| value).to_owned()).collect()
}

/// The values of a thing by name; what is inside another is named after both.
fn flat(thing: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, value) in thing.as_object().into_iter().flatten() {
        match value {
            Value::Object(_) => fields.extend(
                flat(value).into_iter().map(|(inner, value)| (format!("{name}.{inner}"), value)),
            ),
            value => fields.push((name.clone(), cell(value))),
        }
    }
    fields
}

/// One value on one line.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => NONE.to_owned(),
        Value::String(text) if text.is_empty() => NONE.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => NONE.to_owned(),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
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
    #[test]
    fn a_thing_has_a_line_for_each_value() {
        let thing = serde_json::json!({
            "id": "a", "none": null, "on": true, "list": ["x", "y"], "empty": [], "in": { "n": 1 },
        });
        let fields: Vec<String> =
            flat(&thing).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(fields, ["id=a", "none=-", "on=true", "list=x y", "empty=-", "in.n=1"]);
        assert_eq!(row(&["in.n", "missing", "id"], &thing), ["1", "-", "a"]);
    }
}
