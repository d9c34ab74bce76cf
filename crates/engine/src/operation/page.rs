//! Pages: what `Query` and `Scan` have in common once they know the part of the file that they read.

use super::capacity::{Consumed, Mode, read_units};
use super::guard::check_used;
use serde_json::Value as Json;

use crate::Dialect;
use crate::error::Failure;
use crate::expression::{Condition, KeyCondition, Kind, Path, Placeholders, Projection, Refusal};
use crate::legacy;
use crate::partiql::Select;
use crate::request::{Members, Wording};
use crate::store::{Found, Tables, View, find};
use crate::table::{Index, Table};
use crate::value::bytes::Damaged;
use crate::value::entry::Entry;
use crate::value::json::Fault;
use crate::value::{Item, json, size};

/// The most bytes that a page reads, before its filter.
const MAX_PAGE_BYTES: usize = 1 << 20;

const SELECTS: [&str; 4] = [
    "SPECIFIC_ATTRIBUTES",
    "COUNT",
    "ALL_ATTRIBUTES",
    "ALL_PROJECTED_ATTRIBUTES",
];

/// What a request says of a page, beside what it is to hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) limit: Option<usize>,
    pub(super) consistent: bool,
    pub(super) capacity: Mode,
}

/// What a request for a page asks for.
pub(super) struct Request {
    pub(super) table: String,
    pub(super) index: Option<String>,
    /// Of a query.
    pub(super) key_condition: Option<KeyCondition>,
    placeholders: Placeholders,
    pub(super) start: Option<Item>,
    filter: Option<Condition>,
    projection: Option<Projection>,
    select: Option<&'static str>,
    limit: usize,
    consistent: bool,
    capacity: Mode,
}

impl Request {
    /// Reads what both operations have; [`Self::check_used`] comes last. `older` are its parameters from before expressions,
    /// `expressions` those that it has, `bounds` further whole numbers, which the caller reads: name, least and greatest.
    pub(super) fn read(
        dialect: Dialect,
        members: Members<'_>,
        older: &[&str],
        expressions: &[&str],
        bounds: &[(&str, i64, i64)],
        wording: Wording,
    ) -> Result<Self, Failure> {
        // A table's name is refused by itself, and so is what capacity to return.
        let mut broken = Vec::new();
        let table = members.table_name(1, &mut broken)?;
        Failure::constraints(&broken)?;
        let capacity = Mode::read(members, &mut broken)?;
        Failure::constraints(&broken)?;
        let select = members.one_of("Select", &SELECTS, &mut broken)?;
        let limit = read_limit(members, wording, &mut broken)?;
        let index = members.text("IndexName")?;
        for (name, least, most) in bounds {
            members.integer_within(name, *least, *most, &mut broken)?;
        }
        Failure::constraints(&broken)?;
        check_select(
            select,
            ["AttributesToGet", "ProjectionExpression"]
                .into_iter()
                .find(|name| members.get(name).is_some()),
            index.is_some(),
            wording,
        )?;
        legacy::check(dialect, members, older, expressions)?;
        let older_filter = older
            .iter()
            .find(|name| name.ends_with("Filter"))
            .map_or(Ok(None), |name| legacy::filter(members, name))?;
        let older_key_condition = legacy::key_condition(members)?;
        let older_projection = legacy::projection(members)?;
        let placeholders = members.placeholders(expressions, Wording::Newer)?;
        let key_condition = if expressions.contains(&"KeyConditionExpression") {
            members.text("KeyConditionExpression")?
        } else {
            None
        };
        let key_condition = key_condition.map(|source| KeyCondition::parse(source, &placeholders));
        let worded = |refusal: Refusal| match wording {
            Wording::Older => refusal,
            Wording::Newer | Wording::Counted => refusal.without_length(),
        };
        let filter = members
            .text("FilterExpression")?
            .map(|source| Condition::parse(Kind::Filter, source, &placeholders).map_err(worded));
        let projection = members
            .text("ProjectionExpression")?
            .map(|source| Projection::parse(source, &placeholders).map_err(worded));
        Ok(Self {
            table,
            index: index.map(str::to_owned),
            start: start(members)?,
            key_condition: key_condition.transpose()?.or(older_key_condition),
            filter: filter.transpose()?.or(older_filter),
            projection: projection.transpose()?.or(older_projection),
            select,
            limit: usize::try_from(limit.unwrap_or(i64::MAX)).unwrap_or(usize::MAX),
            consistent: members.flag("ConsistentRead")?,
            capacity,
            placeholders,
        })
    }

    /// What a statement asks for, of all that match its key.
    pub(super) fn of_statement(select: &Select, projection: Option<Projection>, bounds: &Bounds) -> Self {
        Self {
            table: select.table.clone(),
            index: select.index.clone(),
            key_condition: None,
            placeholders: Placeholders::default(),
            start: None,
            filter: select.condition.clone(),
            projection,
            select: None,
            limit: bounds.limit.unwrap_or(usize::MAX),
            consistent: bounds.consistent,
            capacity: bounds.capacity,
        }
    }

    /// Refuses placeholders that nothing used.
    pub(super) fn check_used(&self) -> Result<(), Failure> {
        check_used(&self.placeholders)
    }

    /// The table and the index that are read.
    pub(super) fn source<'a>(&self, tables: &'a Tables) -> Result<Source<'a>, Failure> {
        let table = find(tables, &self.table)?;
        let Some(name) = &self.index else {
            return Ok(Source { table, index: None });
        };
        let index = table.index(name).ok_or_else(|| {
            Failure::validation(format!("The table does not have the specified index: {name}"))
        })?;
        if index.is_global && self.consistent {
            return Err(Failure::validation(
                "Consistent reads are not supported on global secondary indexes",
            ));
        }
        if self.select == Some("ALL_ATTRIBUTES") && index.is_global && index.projection.is_some() {
            return Err(Failure::validation(format!(
                "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global \
                 secondary index {name} because its projection type is not ALL"
            )));
        }
        Ok(Source {
            table,
            index: Some(index),
        })
    }

    /// Whether more is asked for than an index holds, and the index can look it up (Developer Guide, *Local secondary
    /// indexes*, *Attribute projections*).
    fn lacks(&self, index: &Index) -> bool {
        let Some(held) = &index.projection else {
            return false;
        };
        let holds = |path: &Path| held.paths().any(|held| held.attribute == path.attribute);
        let asked = self.projection.iter().flat_map(Projection::paths);
        !index.is_global && (self.select == Some("ALL_ATTRIBUTES") || !asked.into_iter().all(holds))
    }

    /// The filter, for checks that need the table.
    pub(super) fn filter(&self) -> Option<&Condition> {
        self.filter.as_ref()
    }
}

/// Reads `Limit`, which is 1 at least; that it is not is added to a list.
fn read_limit(
    members: Members<'_>,
    wording: Wording,
    broken: &mut Vec<String>,
) -> Result<Option<i64>, Failure> {
    if wording == Wording::Older {
        return members.integer_within("Limit", 1, i64::MAX, broken);
    }
    let limit = members.integer("Limit")?;
    if limit.is_some_and(|limit| limit < 1) {
        broken.push(
            "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
                .to_owned(),
        );
    }
    Ok(limit)
}

/// Refuses a `Select` that contradicts the rest of the request.
fn check_select(
    select: Option<&'static str>,
    projecting: Option<&str>,
    has_index: bool,
    wording: Wording,
) -> Result<(), Failure> {
    Err(Failure::validation(match (select, projecting) {
        (Some("SPECIFIC_ATTRIBUTES"), None) => {
            let message = "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES";
            return Err(match wording {
                Wording::Older => Failure::validation(message),
                Wording::Newer | Wording::Counted => Failure::counted(message),
            });
        }
        (Some("COUNT"), Some(name)) => {
            format!("Cannot specify the {name} when choosing to get only the Count")
        }
        (Some(select @ ("ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES")), Some(name)) => {
            format!("Cannot specify the {name} when choosing to get {select}")
        }
        (Some("ALL_PROJECTED_ATTRIBUTES"), None) if !has_index => {
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName".to_owned()
        }
        _ => return Ok(()),
    }))
}

/// What a page is read from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) table: &'a Table,
    pub(super) index: Option<&'a Index>,
}

impl Source<'_> {
    /// The number under which its entries are stored.
    pub(super) fn number(self) -> u32 {
        self.index.map_or(self.table.id, |index| index.id)
    }

    /// The place of an item, or of its entry.
    pub(super) fn place(self, item: &Item) -> Option<Vec<u8>> {
        match self.index {
            None => Some(self.table.place(item)),
            Some(index) => self.table.index_place(index, item),
        }
    }

    /// Checks a key that a page is to begin after: that of the table and that of the index, and nothing else.
    pub(super) fn check_start(self, start: &Item) -> Result<Vec<u8>, Failure> {
        let invalid = || Failure::validation("The provided starting key is invalid");
        if self.table.key_of(start, self.index).len() != start.len() {
            return Err(invalid());
        }
        let key = self.table.key_of(start, None);
        self.table.check_key(&key).map_err(|_| invalid())?;
        self.place(start).ok_or_else(invalid)
    }
}

/// The part of a source that is read.
pub(super) struct Span {
    pub(super) from: Vec<u8>,
    pub(super) to: Vec<u8>,
    pub(super) forward: bool,
}

impl Span {
    /// The same without a place and all before it.
    pub(super) fn begin_after(&mut self, place: &[u8]) {
        if self.forward {
            // The first place after this one.
            let after = [place, &[0]].concat();
            self.from = after.max(std::mem::take(&mut self.from));
        } else {
            self.to = place.to_vec().min(std::mem::take(&mut self.to));
        }
    }

    /// Whether a place lies within.
    pub(super) fn contains(&self, place: &[u8]) -> bool {
        (self.from.as_slice()..self.to.as_slice()).contains(&place)
    }
}

/// Reads a page and writes the answer.
pub(super) fn read(
    view: &View,
    source: Source<'_>,
    span: &Span,
    request: &Request,
) -> Result<Vec<u8>, Failure> {
    let mut page = Page::new(request);
    page.fill(view, source, span, request)?;
    let consumed = page.consumed(source, request);
    let mut answer = page.answer;
    if !page.counts_only {
        answer.extend_from_slice(b"],");
    }
    let (count, scanned) = (page.count, page.scanned);
    answer.extend_from_slice(format!("\"Count\":{count},\"ScannedCount\":{scanned}").as_bytes());
    if let Some(last) = &page.last {
        answer.extend_from_slice(b",\"LastEvaluatedKey\":");
        json::write_item(last, &mut answer);
    }
    if let Some(consumed) = consumed {
        answer.extend_from_slice(b",\"ConsumedCapacity\":");
        answer.extend_from_slice(consumed.to_string().as_bytes());
    }
    answer.push(b'}');
    Ok(answer)
}

/// A page that is being read.
pub(super) struct Page {
    /// What begins with an object and its open list of items, unless they are only counted.
    pub(super) answer: Vec<u8>,
    counts_only: bool,
    count: usize,
    scanned: usize,
    bytes: usize,
    /// Units of what was looked up in the table.
    looked_up: f64,
    /// The key where the page ended before all was read.
    pub(super) last: Option<Item>,
}

impl Page {
    pub(super) fn new(request: &Request) -> Self {
        let counts_only = request.select == Some("COUNT");
        let mut answer = Vec::with_capacity(1024);
        answer.push(b'{');
        if !counts_only {
            answer.extend_from_slice(b"\"Items\":[");
        }
        Self {
            answer,
            counts_only,
            count: 0,
            scanned: 0,
            bytes: 0,
            looked_up: 0.0,
            last: None,
        }
    }

    /// Reads on, through a part of the source, until the page is full.
    pub(super) fn fill(
        &mut self,
        view: &View,
        source: Source<'_>,
        span: &Span,
        request: &Request,
    ) -> Result<(), Failure> {
        // An index answers with what it holds. A local one looks up in the table what else is asked for.
        let lacking = source.index.filter(|index| request.lacks(index));
        let mut last: Option<Found<'_>> = None;
        let mut more = false;
        for found in view.range(&span.from, &span.to, span.forward)? {
            let found = found?;
            let end = self.answer.len();
            if self.count > 0 && !self.counts_only {
                self.answer.push(b',');
            }
            let Shown {
                size,
                table_size,
                passes,
            } = show(view, source, request, lacking, found.entry(), &mut self.answer)?;
            if self.scanned > 0 && self.bytes + size > MAX_PAGE_BYTES {
                self.answer.truncate(end);
                more = true;
                break;
            }
            self.scanned += 1;
            self.bytes += size;
            self.looked_up += table_size.map_or(0.0, |size| read_units(size, request.consistent));
            if passes {
                self.count += 1;
            }
            if !passes || self.counts_only {
                self.answer.truncate(end);
            }
            last = Some(found);
            if self.scanned == request.limit {
                more = true;
                break;
            }
        }
        if let Some(last) = last.filter(|_| more) {
            let last = last.entry().item()?;
            self.last = Some(source.table.key_of(&last, source.index));
        }
        Ok(())
    }

    /// The member `ConsumedCapacity`, if it is asked for.
    pub(super) fn consumed(&self, source: Source<'_>, request: &Request) -> Option<Json> {
        let mut consumed = Consumed::by_read(source.index, read_units(self.bytes, request.consistent));
        consumed.add(Consumed::by_read(None, self.looked_up));
        consumed.answer(request.capacity, &source.table.name)
    }
}

/// What became of an entry.
struct Shown {
    /// How many bytes it counts for.
    size: usize,
    /// How many the item has that was looked up in the table.
    table_size: Option<usize>,
    /// Whether it passes the filter.
    passes: bool,
}

/// Writes what the request shows of an entry, which is looked up in the table if its index is lacking.
fn show(
    view: &View,
    source: Source<'_>,
    request: &Request,
    lacking: Option<&Index>,
    entry: Entry<'_>,
    answer: &mut Vec<u8>,
) -> Result<Shown, Failure> {
    if lacking.is_none() && request.filter.is_none() && request.projection.is_none() {
        let size = entry.write_json(answer)?;
        return Ok(Shown {
            size,
            table_size: None,
            passes: true,
        });
    }
    let item = match lacking {
        None => entry.item()?,
        Some(index) => {
            let place = source.table.item_place(index, entry.place).ok_or(Damaged)?;
            view.item(&place)?.ok_or(Damaged)?
        }
    };
    let passes = request.filter.as_ref().is_none_or(|filter| filter.holds(&item));
    if passes {
        match &request.projection {
            None => json::write_item(&item, answer),
            Some(projection) => json::write_item(&projection.apply(&item), answer),
        }
    }
    let size = size::of_item(&item);
    Ok(match lacking {
        None => Shown {
            size,
            table_size: None,
            passes,
        },
        Some(index) => Shown {
            size: size::of_item(&index.project(&item)),
            table_size: Some(size),
            passes,
        },
    })
}

/// The starting key. What is wrong with its values is said to be wrong with it, but for their contents.
fn start(members: Members<'_>) -> Result<Option<Item>, Failure> {
    let read = members.get("ExclusiveStartKey").map(json::item).transpose();
    read.map_err(|fault| match fault {
        Fault::Value(message) => {
            Failure::validation(format!("The provided starting key is invalid: {message}"))
        }
        fault => fault.into(),
    })
}
