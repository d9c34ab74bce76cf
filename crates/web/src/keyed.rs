//! Keyed items as signals: what live rows and live records share.

use std::ops::Range;

use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// One item: its key, and signals of its present value and position.
pub(crate) struct Keyed<K, V: 'static> {
    pub(crate) key: K,
    value: ArcRwSignal<SendWrapper<V>>,
    position: ArcRwSignal<usize>,
}

impl<K: Clone + PartialEq, V: Clone + 'static> Keyed<K, V> {
    fn new(key: K, value: V, position: usize) -> Self {
        Self {
            key,
            value: ArcRwSignal::new(SendWrapper::new(value)),
            position: ArcRwSignal::new(position),
        }
    }

    pub(crate) fn with<T>(&self, read: impl FnOnce(&V) -> T) -> T {
        self.value.with(|value| read(value))
    }

    pub(crate) fn with_untracked<T>(&self, read: impl FnOnce(&V) -> T) -> T {
        self.value.with_untracked(|value| read(value))
    }

    pub(crate) fn position(&self) -> usize {
        self.position.get()
    }

    fn update(&self, value: &V, position: usize, same: fn(&V, &V) -> bool) {
        if !self.value.with_untracked(|present| same(present, value)) {
            self.value.set(SendWrapper::new(value.clone()));
        }
        if self.position.get_untracked() != position {
            self.position.set(position);
        }
    }

    /// The items that are so now, at the positions of `window`: those that were there before keep their signals, and only what differs is
    /// set. `None` if they are the same ones in the same order.
    pub(crate) fn reconcile(
        before: &[Self],
        window: &Range<usize>,
        now: impl Iterator<Item = (K, V)>,
        same: fn(&V, &V) -> bool,
    ) -> Option<Vec<Self>> {
        let mut after = Vec::with_capacity(before.len());
        let mut is_same = true;
        for (offset, (key, value)) in now.enumerate() {
            let position = window.start + offset;
            // An item is most often where it was, so look there first.
            let there = before.get(offset).filter(|there| there.key == key);
            is_same &= there.is_some();
            match there.or_else(|| before.iter().find(|there| there.key == key)) {
                Some(there) => {
                    there.update(&value, position, same);
                    after.push(there.clone());
                }
                None => after.push(Self::new(key, value, position)),
            }
        }
        (!is_same || after.len() != before.len()).then_some(after)
    }
}

impl<K: Clone, V> Clone for Keyed<K, V> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            value: self.value.clone(),
            position: self.position.clone(),
        }
    }
}
