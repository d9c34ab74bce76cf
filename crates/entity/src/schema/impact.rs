//! Which keys of an index a write touches.

use super::failure::{Code, failure, quoted};
use super::{Index, IndexKind, Schema};
use crate::{Error, Value};

/// What a write knows and changes of an index's keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Impact {
    /// An attribute of the partition key is written.
    pub(super) partition: bool,
    /// An attribute of the sort key is written.
    pub(super) sort: bool,
    /// No key is written in part, so that keys can be made of what is written alone.
    pub(super) complete: bool,
}

impl Impact {
    pub(super) fn is_some(self) -> bool {
        self.partition || self.sort
    }
}

impl Schema {
    /// Says which of an index's keys are touched, and checks that none is known in part only. `written` has a new value,
    /// `known` a value that stays.
    ///
    /// # Errors
    /// When a key is touched and a part of it is neither written nor known.
    pub(super) fn impact(
        &self,
        index: &Index,
        written: impl Fn(usize) -> bool,
        known: impl Fn(usize) -> bool,
    ) -> Result<Impact, Error> {
        let mut impact = Impact {
            complete: true,
            ..Impact::default()
        };
        if index.kind == IndexKind::Composite {
            return Ok(impact);
        }
        let mut missing = Vec::new();
        let keys = [index.partition.composites.as_slice(), index.sort_composites()];
        for (position, composites) in keys.into_iter().enumerate() {
            let touched = composites.iter().any(|composite| written(*composite));
            if !touched {
                continue;
            }
            if position == 0 {
                impact.partition = true;
            } else {
                impact.sort = true;
            }
            for &composite in composites {
                if !written(composite) {
                    impact.complete = false;
                    if !known(composite) {
                        missing.push(composite);
                    }
                }
            }
        }
        if missing.is_empty() {
            Ok(impact)
        } else {
            let missing = quoted(missing.into_iter().map(|position| &self.attribute(position).name));
            Err(failure(
                Code::IncompleteComposites,
                format_args!(
                    "{}: the keys of `{}` need {missing} as well: give them too, or with `composite` if they stay",
                    self.entity(),
                    index.access_pattern,
                ),
            ))
        }
    }

    /// Asks an index's condition whether the item belongs in it; `None` if the index has none.
    ///
    /// # Errors
    /// When an attribute of the index is not known: the condition could not be asked again later.
    pub(super) fn ask_condition<'v>(
        &self,
        index: &Index,
        value: impl Fn(usize) -> Option<&'v Value>,
    ) -> Result<Option<bool>, Error> {
        let Some(condition) = &index.condition else {
            return Ok(None);
        };
        let missing: Vec<usize> = index
            .composites()
            .filter(|position| value(*position).is_none())
            .collect();
        if !missing.is_empty() {
            let missing = quoted(missing.into_iter().map(|position| &self.attribute(position).name));
            return Err(failure(
                Code::IndexConditionMembers,
                format_args!(
                    "{}: index `{}` has a condition, so a write that touches it needs all of its attributes: {missing} as well",
                    self.entity(),
                    index.access_pattern,
                ),
            ));
        }
        let slots: Vec<Option<Value>> = (0..self.members().list.len())
            .map(|position| value(position).cloned())
            .collect();
        Ok(Some(condition(&self.named(&slots))))
    }
}
