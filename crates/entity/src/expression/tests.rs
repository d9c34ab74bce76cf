use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::{Name, Value};

fn check_condition(condition: Condition, expected: &Expect) {
    let expressions = Expressions::new().with_condition(Some(condition));
    expected.assert_eq(expressions.condition.as_deref().unwrap_or("-"));
}

fn check_update(update: Update, expected: &Expect) {
    let expressions = Expressions::new().with_update(update);
    expected.assert_eq(expressions.update.as_deref().unwrap_or("-"));
}

#[test]
fn conditions() {
    check_condition(Condition::exists("a"), &expect!["attribute_exists(#n0)"]);
    check_condition(Condition::not_exists("a"), &expect!["attribute_not_exists(#n0)"]);
    check_condition(Condition::eq("a", 1), &expect!["#n0 = :v0"]);
    check_condition(Condition::ne("a", 1), &expect!["#n0 <> :v0"]);
    check_condition(Condition::lt("a", 1), &expect!["#n0 < :v0"]);
    check_condition(Condition::lte("a", 1), &expect!["#n0 <= :v0"]);
    check_condition(Condition::gt("a", 1), &expect!["#n0 > :v0"]);
    check_condition(Condition::gte("a", 1), &expect!["#n0 >= :v0"]);
    check_condition(Condition::between("a", 1, 2), &expect!["#n0 BETWEEN :v0 AND :v1"]);
    check_condition(
        Condition::begins_with("a", "x"),
        &expect!["begins_with(#n0, :v0)"],
    );
    check_condition(Condition::contains("a", "x"), &expect!["contains(#n0, :v0)"]);
}

#[test]
fn combinations_are_parenthesised() {
    let [a, b, c] = ["a", "b", "c"].map(|name| Condition::eq(name, 1));
    check_condition(
        a.clone().and(b.clone()).and(c.clone()),
        &expect!["(#n0 = :v0 AND #n1 = :v1 AND #n2 = :v2)"],
    );
    check_condition(
        a.clone().and(b.clone().or(c.clone())),
        &expect!["(#n0 = :v0 AND (#n1 = :v1 OR #n2 = :v2))"],
    );
    check_condition(
        a.clone().or(b.clone()).or(c.clone()),
        &expect!["(#n0 = :v0 OR #n1 = :v1 OR #n2 = :v2)"],
    );
    check_condition(
        a.clone().or(b.clone().and(c)),
        &expect!["(#n0 = :v0 OR (#n1 = :v1 AND #n2 = :v2))"],
    );
    check_condition(!a.or(b), &expect!["(NOT (#n0 = :v0 OR #n1 = :v1))"]);
}

#[test]
fn a_name_has_one_placeholder_and_a_value_its_own() {
    let condition = Condition::gt("a", 1).and(Condition::ne("a", 1));
    let expressions = Expressions::new()
        .with_update(Update::new().set("a", 2))
        .with_condition(Some(condition))
        .with_projection(vec![Name::Borrowed("b"), Name::Borrowed("a")]);
    assert_eq!(expressions.update.as_deref(), Some("SET #n0 = :v0"));
    assert_eq!(
        expressions.condition.as_deref(),
        Some("(#n0 > :v1 AND #n0 <> :v2)")
    );
    assert_eq!(expressions.projection.as_deref(), Some("#n1, #n0"));
    let names: Vec<_> = expressions
        .names
        .iter()
        .map(|(placeholder, name)| (&**placeholder, &**name))
        .collect();
    assert_eq!(names, [("#n0", "a"), ("#n1", "b")]);
    let values: Vec<_> = expressions
        .values
        .iter()
        .map(|(placeholder, _)| &**placeholder)
        .collect();
    assert_eq!(values, [":v0", ":v1", ":v2"]);
}

#[test]
fn any_number_of_operands() {
    check_condition(Condition::is_in("a", [1]), &expect!["(#n0 IN (:v0))"]);
    check_condition(
        Condition::is_in("a", Vec::<i64>::new()),
        &expect!["(attribute_exists(#n0) AND attribute_not_exists(#n0))"],
    );
    for (count, groups) in [(100, 1), (101, 2), (200, 2), (201, 3)] {
        let expression = Expression::from(Condition::is_in("a", 0..count));
        assert_eq!(expression.text.matches("#n0 IN (").count(), groups, "{count}");
        assert_eq!(expression.values.len(), usize::try_from(count).unwrap_or(0));
    }
}

#[test]
fn updates() {
    let mut update = Update::new()
        .remove("r1")
        .add("n", 1)
        .set("a", 1)
        .remove("r2")
        .set("b", "x");
    update.insert("c", UpdateAction::SetIfAbsent(Value::from(5)));
    update.insert("l", UpdateAction::Append(vec![Value::from(5)]));
    update.insert("s", UpdateAction::Delete(Value::StringSet(vec!["x".to_owned()])));
    check_update(
        update,
        &expect![
            "SET #n2 = :v1, #n4 = :v2, #n5 = if_not_exists(#n5, :v3), #n6 = list_append(if_not_exists(#n6, :v4), :v5) REMOVE #n0, #n3 ADD #n1 :v0 DELETE #n7 :v6"
        ],
    );
    check_update(Update::new(), &expect!["-"]);
}

#[test]
fn what_is_said_last_of_an_attribute_counts() {
    let update = Update::new().set("a", 1).set("b", 2).remove("a");
    assert_eq!(update.iter().len(), 2);
    assert_eq!(update.get("a"), Some(&UpdateAction::Remove));
    check_update(update, &expect!["SET #n1 = :v0 REMOVE #n0"]);
}

#[test]
fn key_conditions() {
    fn check(sort: Option<SortCondition>, expected: &Expect) {
        let sort = sort.map(|sort| (Name::Borrowed("sk"), sort));
        let condition = KeyCondition {
            partition: (Name::Borrowed("pk"), Value::from("p")),
            sort,
        };
        let expressions = Expressions::new().with_key_condition(condition);
        expected.assert_eq(expressions.key_condition.as_deref().unwrap_or("-"));
    }
    let value = || Value::from("x");
    check(None, &expect!["#n0 = :v0"]);
    check(
        Some(SortCondition::Eq(value())),
        &expect!["#n0 = :v0 AND #n1 = :v1"],
    );
    check(
        Some(SortCondition::Lt(value())),
        &expect!["#n0 = :v0 AND #n1 < :v1"],
    );
    check(
        Some(SortCondition::Lte(value())),
        &expect!["#n0 = :v0 AND #n1 <= :v1"],
    );
    check(
        Some(SortCondition::Gt(value())),
        &expect!["#n0 = :v0 AND #n1 > :v1"],
    );
    check(
        Some(SortCondition::Gte(value())),
        &expect!["#n0 = :v0 AND #n1 >= :v1"],
    );
    check(
        Some(SortCondition::Between(value(), value())),
        &expect!["#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2"],
    );
    check(
        Some(SortCondition::BeginsWith(value())),
        &expect!["#n0 = :v0 AND begins_with(#n1, :v1)"],
    );
}

fn conditions_of_any_depth() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        "[a-c]".prop_map(Condition::exists),
        ("[a-c]", any::<i64>()).prop_map(|(name, value)| Condition::eq(name, value)),
        ("[a-c]", prop::collection::vec(any::<i64>(), 0..4))
            .prop_map(|(name, values)| Condition::is_in(name, values)),
    ];
    leaf.prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| left.and(right)),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| left.or(right)),
            inner.prop_map(|condition| !condition),
        ]
    })
}

proptest! {
    /// `DynamoDB` refuses placeholders that stand for nothing, and ones that no expression uses.
    #[test]
    fn every_placeholder_is_defined_and_used(condition in conditions_of_any_depth()) {
        let expression = Expression::from(condition);
        let names = expression.names.iter().map(|(placeholder, _)| placeholder);
        let values = expression.values.iter().map(|(placeholder, _)| placeholder);
        let mut defined: Vec<_> = names.chain(values).map(|placeholder| &**placeholder).collect();
        let separators = [' ', '(', ')', ','];
        let words = expression.text.split(separators);
        let mut used: Vec<_> = words.filter(|word| word.starts_with(['#', ':'])).collect();
        used.sort_unstable();
        used.dedup();
        defined.sort_unstable();
        prop_assert_eq!(used, defined);
        let (open, close) = (expression.text.matches('(').count(), expression.text.matches(')').count());
        prop_assert_eq!(open, close);
    }
}
