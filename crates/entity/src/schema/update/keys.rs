//! The index keys that an update writes or removes.

use super::super::failure::refusal;
use super::super::key::{Cut, Key};
use super::super::{Index, IndexKind, Schema};
use super::change::{Change, ChangeKind};
use crate::{Error, Name, UpdateAction, Value};

impl Schema {
    /// What an update does to the keys of secondary indexes. `written` are the attributes that it sets, `composites` those
    /// that the application says are there, `identity` those of the primary key.
    ///
    /// # Errors
    /// When a key is known in part only, or would not follow from what the update does.
    pub(super) fn updated_keys<'v>(
        &self,
        changes: &[Change<'_>],
        written: &[Option<&'v Value>],
        composites: &'v [(usize, Value)],
        identity: impl Fn(usize) -> Option<&'v Value> + Copy,
    ) -> Result<Vec<(Name, UpdateAction)>, Error> {
        if !self.exact {
            self.refuse_stale_keys(changes)?;
        }
        let composite = |position: usize| {
            composites
                .iter()
                .find(|(known, _)| *known == position)
                .map(|(_, value)| value)
        };
        let known = |position: usize| identity(position).or_else(|| composite(position));
        let set = |position: usize| written[position];
        let value = |position: usize| {
            identity(position)
                .or_else(|| set(position))
                .or_else(|| composite(position))
        };
        // Of several changes of one attribute, the last one counts.
        let is_removed = |position: usize| {
            let mut changes = changes.iter().rev();
            let last = changes.find(|change| change.is_whole() && change.root == position);
            last.is_some_and(|change| change.kind == ChangeKind::Remove)
        };
        let mut actions: Vec<(Name, UpdateAction)> = Vec::new();
        for index in self
            .secondary()
            .filter(|index| index.kind != IndexKind::Composite)
        {
            let impact = self.impact(
                index,
                |position| set(position).is_some(),
                |position| known(position).is_some(),
            )?;
            let removal = self.impact(index, is_removed, |position| identity(position).is_some())?;
            let all_known = |key: &Key| {
                !key.is_constant() && key.composites.iter().all(|position| known(*position).is_some())
            };
            let conditional = index.condition.is_some();
            let asked = conditional
                && (impact.is_some() || index.composites().all(|position| known(position).is_some()));
            let belongs = if asked {
                self.ask_condition(index, value)?
            } else {
                None
            };
            if belongs == Some(false) {
                actions.extend(index.keys().map(|key| (key.field.clone(), UpdateAction::Remove)));
                continue;
            }
            let mut touched = [impact.partition, impact.sort];
            if conditional {
                touched[0] |= all_known(&index.partition);
                touched[1] |= index.sort.as_ref().is_some_and(all_known);
                if belongs != Some(true) {
                    touched = [false, false];
                }
            }
            if !self.exact {
                self.touch_constants(index, &mut touched);
            } else if touched[0]
                && index
                    .sort
                    .as_ref()
                    .is_some_and(|sort| sort.is_constant() && !sort.custom)
            {
                // A sort key without attributes is written with its partition key.
                touched[1] = true;
            }
            for (key, [touched, removed]) in index
                .keys()
                .zip([[touched[0], removal.partition], [touched[1], removal.sort]])
            {
                if touched {
                    match key.make(self.members(), value, Cut::default())? {
                        None => {}
                        Some(Value::String(text)) if text.is_empty() => {}
                        Some(made) => actions.push((key.field.clone(), UpdateAction::Set(made))),
                    }
                } else if removed {
                    actions.push((key.field.clone(), UpdateAction::Remove));
                }
            }
        }
        Ok(actions)
    }

    /// Constant keys are written with every update, so that an item that an update creates is found as well.
    #[expect(
        clippy::unused_self,
        reason = "a rule of the schema, beside those that need it"
    )]
    fn touch_constants(&self, index: &Index, touched: &mut [bool; 2]) {
        let other = [
            index.sort.as_ref().is_none_or(|sort| sort.is_constant()),
            index.partition.is_constant(),
        ];
        touched[0] |= index.partition.is_constant() && (touched[1] || other[0]);
        touched[1] |= index.sort.as_ref().is_some_and(|sort| sort.is_constant()) && (touched[0] || other[1]);
    }

    /// Refuses changes whose outcome is not known here and that stand in an index key.
    fn refuse_stale_keys(&self, changes: &[Change<'_>]) -> Result<(), Error> {
        for change in changes {
            if !change.is_whole() || change.is_set() || change.kind == ChangeKind::Remove {
                continue;
            }
            let index = self
                .secondary()
                .filter(|index| index.kind != IndexKind::Composite)
                .find(|index| index.composites().any(|position| position == change.root));
            if let Some(index) = index {
                return Err(refusal(format_args!(
                    "{}: `{}` stands in a key of `{}`, which would not follow: read the item and set the new value",
                    self.entity(),
                    change.attribute.path,
                    index.access_pattern,
                )));
            }
        }
        Ok(())
    }
}
