//! Icons: strokes of 1.75 on a grid of 24, drawn for this application.

use leptos::prelude::*;

/// A picture without words: every icon stands beside a text or in a button with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Alert,
    Ascending,
    At,
    Back,
    Bank,
    Briefcase,
    Check,
    Close,
    Contrast,
    Edit,
    Link,
    Mail,
    People,
    Phone,
    Pin,
    Plus,
    Search,
    Star,
    StarFilled,
    Trash,
}

impl Icon {
    fn paths(self) -> &'static str {
        match self {
            Self::Alert => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7.8v5M12 16.2v.01"/>"#,
            Self::Ascending => r#"<path d="m6 14.5 6-6 6 6"/>"#,
            Self::At => {
                r#"<circle cx="12" cy="12" r="3.6"/><path d="M15.6 12v1.4a2.45 2.45 0 0 0 4.9 0V12a8.5 8.5 0 1 0-3.3 6.7"/>"#
            }
            Self::Back => r#"<path d="m15 5-7 7 7 7"/>"#,
            Self::Bank => {
                r#"<rect x="3" y="5.5" width="18" height="13" rx="2.4"/><path d="M3 10h18M7 14.5h3"/>"#
            }
            Self::Briefcase => {
                r#"<rect x="3.5" y="7.5" width="17" height="12" rx="2.2"/><path d="M9 7.5V5.2C9 4.5 9.5 4 10.2 4h3.6c.7 0 1.2.5 1.2 1.2v2.3M3.5 12.5h17"/>"#
            }
            Self::Check => r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
            Self::Close => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
            Self::Contrast => {
                r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor"/>"#
            }
            Self::Edit => r#"<path d="M4 20h4L19.5 8.5a2.1 2.1 0 0 0-3-3L5 17z"/><path d="m14.5 7.5 3 3"/>"#,
            Self::Link => {
                r#"<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1"/><path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>"#
            }
            Self::Mail => {
                r#"<rect x="3.5" y="5.5" width="17" height="13" rx="2.2"/><path d="m4 7.5 8 5.7 8-5.7"/>"#
            }
            Self::People => {
                r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M3 19.5C3 16.2 5.7 14 9 14s6 2.2 6 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.1.7 3.5 2.5 3.5 5"/>"#
            }
            Self::Phone => {
                r#"<path d="M6.5 4h3L11 8 9 9.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2A16 16 0 0 1 4.5 6.2 2 2 0 0 1 6.5 4z"/>"#
            }
            Self::Pin => {
                r#"<path d="M12 21s7-6.2 7-11.2a7 7 0 0 0-14 0C5 14.8 12 21 12 21z"/><circle cx="12" cy="9.8" r="2.4"/>"#
            }
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Search => r#"<circle cx="11" cy="11" r="7"/><path d="m20 20-3.8-3.8"/>"#,
            Self::Star | Self::StarFilled => {
                r#"<path d="m12 3.8 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"/>"#
            }
            Self::Trash => r#"<path d="M4 7h16M9 7V4.5h6V7M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5"/>"#,
        }
    }
}

/// The icon as an element that assistive technology passes over.
pub(crate) fn icon(icon: Icon) -> impl IntoView {
    let class = if icon == Icon::StarFilled {
        "icon filled"
    } else {
        "icon"
    };
    view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.paths()></svg> }
}
