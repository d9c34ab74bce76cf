//! serde's naming rules: one name in the table, on the wire and in columns.

/// A rule of `#[serde(rename_all = "…")]`.
#[derive(Clone, Copy, Default)]
pub(crate) enum RenameRule {
    #[default]
    None,
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl RenameRule {
    /// The names of all rules, for messages.
    pub(crate) const NAMES: &'static str = "lowercase, UPPERCASE, PascalCase, camelCase, snake_case, SCREAMING_SNAKE_CASE, kebab-case or SCREAMING-KEBAB-CASE";

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// Applies the rule to a field's name, which is in snake case.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Self::None | Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => name.split('_').map(capitalised).collect(),
            Self::Camel => {
                let pascal = Self::Pascal.field(name);
                uncapitalised(&pascal)
            }
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// Applies the rule to a variant's name, which is in Pascal case.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Self::None | Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => uncapitalised(name),
            Self::Snake | Self::ScreamingSnake | Self::Kebab | Self::ScreamingKebab => {
                let mut snake = String::new();
                for (position, letter) in name.char_indices() {
                    if position > 0 && letter.is_uppercase() {
                        snake.push('_');
                    }
                    snake.push(letter.to_ascii_lowercase());
                }
                self.field(&snake)
            }
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

fn uncapitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::RenameRule;

    #[test]
    fn fields_follow_serde() {
        for (rule, expected) in [
            ("lowercase", "postal_code"),
            ("UPPERCASE", "POSTAL_CODE"),
            ("PascalCase", "PostalCode"),
            ("camelCase", "postalCode"),
            ("snake_case", "postal_code"),
            ("SCREAMING_SNAKE_CASE", "POSTAL_CODE"),
            ("kebab-case", "postal-code"),
            ("SCREAMING-KEBAB-CASE", "POSTAL-CODE"),
        ] {
            assert_eq!(
                RenameRule::parse(rule).expect(rule).field("postal_code"),
                expected,
                "{rule}"
            );
        }
        assert_eq!(
            RenameRule::Camel.field("account_number_last4"),
            "accountNumberLast4"
        );
    }

    #[test]
    fn variants_follow_serde() {
        for (rule, expected) in [
            ("lowercase", "notyetpaid"),
            ("UPPERCASE", "NOTYETPAID"),
            ("PascalCase", "NotYetPaid"),
            ("camelCase", "notYetPaid"),
            ("snake_case", "not_yet_paid"),
            ("SCREAMING_SNAKE_CASE", "NOT_YET_PAID"),
            ("kebab-case", "not-yet-paid"),
            ("SCREAMING-KEBAB-CASE", "NOT-YET-PAID"),
        ] {
            assert_eq!(
                RenameRule::parse(rule).expect(rule).variant("NotYetPaid"),
                expected,
                "{rule}"
            );
        }
    }

    #[test]
    fn other_rules_do_not_exist() {
        assert!(RenameRule::parse("camelcase").is_none());
    }
}
