//! Key templates in source text: `ORDER#{order_id}`.

use syn::{Error, LitStr, Result};

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Literal(String),
    /// A field, by its position in the struct.
    Field(usize),
}

/// Reads a template; `fields` are the names that may stand in braces, each with a name under which it might be looked for
/// by mistake (its attribute's name).
pub(crate) fn parse(template: &LitStr, fields: &[(String, String)]) -> Result<Vec<Part>> {
    let text = template.value();
    let fail = |message: String| Err(Error::new(template.span(), message));
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        literal.push_str(before);
        if let Some(after) = brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}")) {
            literal.push_str(&brace[..1]);
            rest = after;
            continue;
        }
        if brace.starts_with('}') {
            return fail(format!(
                "`}}` without `{{` in the key template {text:?}; write `}}}}` for the character itself"
            ));
        }
        let Some((name, after)) = brace[1..].split_once('}') else {
            return fail(format!(
                "`{{` is not closed in the key template {text:?}; write `{{{{` for the character itself"
            ));
        };
        let Some(field) = fields.iter().position(|(field, _)| field == name) else {
            return fail(unknown(name, &text, fields));
        };
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
        }
        parts.push(Part::Field(field));
        rest = after;
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    if parts.is_empty() {
        return fail("a key template cannot be empty: a key has at least one character".to_owned());
    }
    Ok(parts)
}

fn unknown(name: &str, text: &str, fields: &[(String, String)]) -> String {
    let problem = format!("no field `{name}`, which the key template {text:?} names");
    if let Some((field, _)) = fields.iter().find(|(_, attribute)| attribute == name) {
        return format!("{problem}: a template names fields as Rust does, write `{{{field}}}`");
    }
    let names: Vec<_> = fields.iter().map(|(field, _)| format!("`{field}`")).collect();
    format!("{problem}; there are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    fn check(template: &str) -> std::result::Result<Vec<Part>, String> {
        let fields = [
            ("id".to_owned(), "id".to_owned()),
            ("due_at".to_owned(), "dueAt".to_owned()),
        ];
        parse(&LitStr::new(template, Span::call_site()), &fields).map_err(|error| error.to_string())
    }

    fn literal(text: &str) -> Part {
        Part::Literal(text.to_owned())
    }

    #[test]
    fn parts() {
        assert_eq!(check("NOTES"), Ok(vec![literal("NOTES")]));
        assert_eq!(
            check("{due_at}#{id}"),
            Ok(vec![Part::Field(1), literal("#"), Part::Field(0)])
        );
        assert_eq!(
            check("{{{id}}}"),
            Ok(vec![literal("{"), Part::Field(0), literal("}")])
        );
        assert_eq!(
            check("ä{id}{id}ö"),
            Ok(vec![literal("ä"), Part::Field(0), Part::Field(0), literal("ö")])
        );
    }

    #[test]
    fn mistakes() {
        for (template, expected) in [
            ("", "cannot be empty"),
            ("NOTE#{id", "is not closed"),
            ("NOTE#id}", "without `{`"),
            ("{}", "no field ``"),
            ("{dueAt}", "write `{due_at}`"),
            ("{other}", "there are `id`, `due_at`"),
            ("{ id }", "no field ` id `"),
        ] {
            let error = check(template).expect_err(template);
            assert!(error.contains(expected), "{template}: {error}");
        }
    }
}
