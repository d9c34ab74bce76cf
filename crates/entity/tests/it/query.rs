//! Queries and their cursors.

use expect_test::{Expect, expect};
use lockstep_entity::request::Query;
use lockstep_entity::{Condition, Cursor, Entity, Expressions, Item};

use crate::entities::{Line, Order, Status, Stock, line, order};

fn check(query: impl Into<Query>, expected: &Expect) {
    let query = query.into();
    let expressions = Expressions::new()
        .with_key_condition(query.key_condition)
        .with_filter(query.filter)
        .with_projection(query.projection);
    let names: Vec<_> = expressions.names.iter().map(|(_, name)| name).collect();
    let values: Vec<_> = expressions
        .values
        .iter()
        .map(|(_, value)| value.as_str().unwrap_or(value.kind()))
        .collect();
    expected.assert_eq(&format!(
        "{:?}: {} / {}\n{names:?} {values:?}",
        query.index.as_deref().unwrap_or("table"),
        expressions.key_condition.as_deref().unwrap_or("-"),
        expressions.filter.as_deref().unwrap_or("-"),
    ));
}

#[test]
fn a_query_reads_the_entitys_part_of_the_partition() {
    check(
        Line::query_primary(7),
        &expect![[r#"
        "table": #n0 = :v0 AND begins_with(#n1, :v1) / -
        ["pk", "sk"] ["ORDER#7", "LINE#"]"#]],
    );
    check(
        Order::query_primary(7),
        &expect![[r#"
        "table": #n0 = :v0 AND #n1 = :v1 / -
        ["pk", "sk"] ["ORDER#7", "ORDER"]"#]],
    );
    check(
        Order::query_all(),
        &expect![[r#"
        "GSI1": #n0 = :v0 / -
        ["gsi1pk"] ["ORDERS"]"#]],
    );
    check(
        Order::query_due(Status::Open),
        &expect![[r#"
        "GSI2": #n0 = :v0 / -
        ["gsi2pk"] ["DUE#open"]"#]],
    );
    check(
        Stock::query_primary("north"),
        &expect![[r#"
        "table": #n0 = :v0 / -
        ["pk"] ["STOCK#north"]"#]],
    );
}

#[test]
fn sort_keys_are_narrowed_behind_the_literal_text() {
    check(
        Line::query_primary(7).begins_with("1"),
        &expect![[r#"
        "table": #n0 = :v0 AND begins_with(#n1, :v1) / -
        ["pk", "sk"] ["ORDER#7", "LINE#1"]"#]],
    );
    check(
        Line::query_primary(7).between("1", "3"),
        &expect![[r#"
        "table": #n0 = :v0 AND #n1 BETWEEN :v1 AND :v2 / -
        ["pk", "sk"] ["ORDER#7", "LINE#1", "LINE#3"]"#]],
    );
    check(
        Order::query_all().begins_with("Ad"),
        &expect![[r#"
        "GSI1": #n0 = :v0 AND begins_with(#n1, :v1) / -
        ["gsi1pk", "gsi1sk"] ["ORDERS", "Ad"]"#]],
    );
}

#[test]
fn an_open_comparison_filters_other_entities_out() {
    check(
        Line::query_primary(7).gt("1"),
        &expect![[r#"
            "table": #n0 = :v0 AND #n1 > :v1 / (#n2 = :v2 AND #n3 = :v3)
            ["pk", "sk", "__edb_e__", "__edb_v__"] ["ORDER#7", "LINE#1", "Line", "1"]"#]],
    );
    check(
        Line::query_primary(7)
            .lte("1")
            .filter(Condition::eq(Line::ARTICLE, "tea")),
        &expect![[r#"
            "table": #n0 = :v0 AND #n1 <= :v1 / (#n2 = :v2 AND #n3 = :v3 AND #n4 = :v4)
            ["pk", "sk", "__edb_e__", "__edb_v__", "article"] ["ORDER#7", "LINE#1", "Line", "1", "tea"]"#]],
    );
}

#[test]
fn a_partition_query_reads_every_entity() {
    check(
        Line::partition(7).consistent(),
        &expect![[r#"
        "table": #n0 = :v0 / -
        ["pk"] ["ORDER#7"]"#]],
    );
    assert_eq!(Query::from(Line::partition(7)), Query::from(Order::partition(7)));
}

fn key(item: &Item, names: &[&'static str]) -> Cursor {
    let key = names
        .iter()
        .filter_map(|name| Some((*name, item.get(name)?.clone())));
    Cursor::new(key.collect()).expect("the keys of an item are text")
}

#[test]
fn a_cursor_belongs_to_its_query() {
    let (table, index) = (["pk", "sk"], ["pk", "sk", "gsi1pk", "gsi1sk"]);
    let cursor = key(&line().to_item(), &table);
    let query = Line::query_primary(7)
        .limit(10)
        .descending()
        .after(cursor.clone())
        .unwrap();
    assert_eq!(query.as_query().cursor.as_ref(), Some(&cursor));
    assert_eq!(
        (query.as_query().limit, query.as_query().descending),
        (Some(10), true)
    );
    assert!(Order::query_all().after(key(&order().to_item(), &index)).is_ok());

    let refused = |query: Result<lockstep_entity::EntityQuery<Line>, lockstep_entity::Error>,
                   expected: &Expect| {
        let error = query.unwrap_err();
        assert!(error.is_invalid_cursor());
        expected.assert_eq(&error.to_string());
    };
    refused(
        Line::query_primary(8).after(cursor.clone()),
        &expect!["not a cursor of this listing: it belongs to another partition; start again without one"],
    );
    refused(
        Line::query_primary(7).begins_with("2").after(cursor.clone()),
        &expect![
            "not a cursor of this listing: it lies outside of the part that is read; start again without one"
        ],
    );
    refused(
        Line::query_article("tea").after(cursor),
        &expect!["not a cursor of this listing: it names other key attributes; start again without one"],
    );
}
