//! How far the data of a collection has come.

/// The state of a collection's data.
///
/// `Idle` → `Loading` → `Ready` or `Error`; from each of the last two a new load starts. Rows can be read in every state:
/// while they load, those that have come; after a failed reload, those from before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Nothing has been asked for yet.
    #[default]
    Idle,
    /// Rows are coming in.
    Loading {
        /// How many rows have come with this load.
        loaded: usize,
        /// How many there will be, where that is known.
        total: Option<usize>,
    },
    /// All rows are there.
    Ready,
    /// The load failed.
    Error {
        /// What went wrong, for the user to read.
        message: String,
    },
}

impl Status {
    /// Whether all rows are there.
    pub fn is_ready(&self) -> bool {
        matches!(self, Self::Ready)
    }

    /// Whether rows are coming in.
    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    /// What went wrong, if the load failed.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Error { message } => Some(message),
            _ => None,
        }
    }
}
