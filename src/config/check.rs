//! Rules that a single value cannot break: ranges, and keys that depend on each other.

use std::{fmt::Display, ops::RangeInclusive, time::Duration};

use super::{duration, fault::Fault, layers::Layers};

/// Collects the faults of a configuration that was read.
pub(super) struct Check<'a> {
    layers: &'a Layers,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Check<'a> {
    pub(super) fn new(layers: &'a Layers, faults: &'a mut Vec<Fault>) -> Self {
        Self { layers, faults }
    }

    /// Reports `key`, unless a value for it was refused already.
    pub(super) fn fault(&mut self, key: &str, message: impl Into<String>) {
        if self.faults.iter().any(|fault| fault.key == key) {
            return;
        }
        self.faults.push(Fault {
            key: key.to_owned(),
            message: message.into(),
            origin: self.layers.origin(key),
        });
    }

    /// Reports `key` when `value` is outside `range`.
    pub(super) fn between<T>(&mut self, key: &str, value: T, range: RangeInclusive<T>)
    where
        T: PartialOrd + Display,
    {
        if !range.contains(&value) {
            let (least, most) = range.into_inner();
            self.fault(key, format!("{value} is not between {least} and {most}"));
        }
    }

    /// Reports `key` when the duration `value` is outside `range`.
    pub(super) fn lasts(&mut self, key: &str, value: Duration, range: RangeInclusive<Duration>) {
        if !range.contains(&value) {
            let (least, most) = range.into_inner();
            let [value, least, most] = [value, least, most].map(duration::text);
            self.fault(key, format!("{value} is not between {least} and {most}"));
        }
    }
}
