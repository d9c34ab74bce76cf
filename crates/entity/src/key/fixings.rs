//! What generated keys start and end with.

/// The texts around the attributes of an index's generated keys.
pub(crate) struct Fixings {
    pub(crate) partition: String,
    pub(crate) sort: String,
    /// What the sort key of a clustered index ends with.
    pub(crate) postfix: String,
}

/// What the texts are made of.
#[derive(Clone, Copy)]
pub(crate) struct Names<'n> {
    pub(crate) service: &'n str,
    pub(crate) entity: &'n str,
    pub(crate) version: &'n str,
    /// The first form of `ElectroDB`'s models, which had the version in the partition key.
    pub(crate) beta: bool,
    pub(crate) scope: Option<&'n str>,
    /// Entities of an index are ordered together, and not one after the other.
    pub(crate) clustered: bool,
    pub(crate) has_sort: bool,
}

impl Fixings {
    /// The texts for an index that is part of `collections`, the outermost one first.
    pub(crate) fn new(names: Names<'_>, collections: &[impl AsRef<str>]) -> Self {
        let Names {
            service,
            entity,
            version,
            ..
        } = names;
        let mut partition = format!("${service}");
        let mut sort = collection_prefix(collections);
        let mut own = format!("{}{entity}", if sort.is_empty() { '$' } else { '#' });
        if names.beta {
            partition.push('_');
            partition.push_str(version);
        } else {
            own.push('_');
            own.push_str(version);
        }
        let mut postfix = String::new();
        if names.clustered {
            postfix = own;
        } else {
            sort.push_str(&own);
        }
        if !names.has_sort {
            partition.push_str(&sort);
            partition.push_str(&postfix);
        }
        if let Some(scope) = names.scope {
            partition.push('_');
            partition.push_str(scope);
        }
        Self {
            partition,
            sort,
            postfix,
        }
    }
}

/// What the generated sort keys of a collection start with.
pub(crate) fn collection_prefix(collections: &[impl AsRef<str>]) -> String {
    let mut prefix = String::new();
    for (depth, name) in collections.iter().enumerate() {
        prefix.push(if depth == 0 { '$' } else { '#' });
        prefix.push_str(name.as_ref());
    }
    prefix
}
