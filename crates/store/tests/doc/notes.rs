// The rows of the documentation's examples and of the tests: notes. An application derives all of this.

use lockstep_entity::{AsScalar, Column, Patch, Row};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Note {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) done: bool,
    pub(crate) priority: Option<i64>,
    pub(crate) folder: Option<String>,
}

impl Note {
    pub(crate) const ID: Column<Self, u32> = Column::new("id", |note| note.id.as_scalar());
    pub(crate) const TEXT: Column<Self, String> = Column::new("text", |note| note.text.as_scalar());
    pub(crate) const DONE: Column<Self, bool> = Column::new("done", |note| note.done.as_scalar());
    pub(crate) const PRIORITY: Column<Self, Option<i64>> =
        Column::new("priority", |note| note.priority.as_scalar());
    pub(crate) const FOLDER: Column<Self, Option<String>> =
        Column::new("folder", |note| note.folder.as_scalar());

    pub(crate) fn new(id: u32, text: &str) -> Self {
        Self {
            id,
            text: text.to_owned(),
            done: false,
            priority: None,
            folder: None,
        }
    }
}

impl Row for Note {
    type Key = u32;
    type Patch = NotePatch;

    fn key(&self) -> u32 {
        self.id
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::option_option, reason = "a field is left, cleared or set")]
pub(crate) struct NotePatch {
    pub(crate) text: Option<String>,
    pub(crate) done: Option<bool>,
    pub(crate) priority: Option<Option<i64>>,
    pub(crate) folder: Option<Option<String>>,
}

impl Patch<Note> for NotePatch {
    fn between(before: &Note, after: &Note) -> Self {
        Self {
            text: (before.text != after.text).then(|| after.text.clone()),
            done: (before.done != after.done).then_some(after.done),
            priority: (before.priority != after.priority).then_some(after.priority),
            folder: (before.folder != after.folder).then(|| after.folder.clone()),
        }
    }

    fn apply(&self, note: &mut Note) {
        if let Some(text) = &self.text {
            note.text.clone_from(text);
        }
        if let Some(done) = self.done {
            note.done = done;
        }
        if let Some(priority) = self.priority {
            note.priority = priority;
        }
        if let Some(folder) = &self.folder {
            note.folder.clone_from(folder);
        }
    }

    fn merge(&mut self, later: Self) {
        self.text = later.text.or(self.text.take());
        self.done = later.done.or(self.done);
        self.priority = later.priority.or(self.priority);
        self.folder = later.folder.or(self.folder.take());
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
