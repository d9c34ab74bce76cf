//! Modal dialogs: one at a time, above a page that is inert meanwhile.

use std::rc::Rc;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use crate::focus::{focus, focus_soon, focused};
use crate::icon::{Icon, icon};

/// What can be reached with the Tab key.
const FOCUSABLE: &str =
    "button:not(:disabled), input:not(:disabled), select:not(:disabled), a[href], [tabindex='0']";

/// Which dialog is open.
#[derive(Clone, Copy)]
pub(crate) struct Dialogs {
    open: RwSignal<Option<SendWrapper<Content>>>,
    /// What had the focus when the dialog was opened, and what gets it when that is gone.
    opener: StoredValue<Option<HtmlElement>, LocalStorage>,
    fallback: StoredValue<String>,
}

type Content = Rc<dyn Fn() -> AnyView>;

impl Dialogs {
    pub(crate) fn new() -> Self {
        Self {
            open: RwSignal::new(None),
            opener: StoredValue::new_local(None),
            fallback: StoredValue::new(String::new()),
        }
    }

    /// Opens a dialog in place of the one that is open. `fallback` selects what is focused after it if the element that
    /// has the focus now is gone by then.
    pub(crate) fn open(&self, fallback: &str, content: impl Fn() -> AnyView + 'static) {
        if self.open.with_untracked(Option::is_none) {
            self.opener.set_value(focused());
        }
        self.fallback.set_value(fallback.to_owned());
        self.open.set(Some(SendWrapper::new(Rc::new(content))));
    }

    /// Closes the dialog and gives the focus back.
    pub(crate) fn close(&self) {
        self.open.set(None);
        let opener = self.opener.try_update_value(Option::take).flatten();
        let fallback = self.fallback.get_value();
        leptos::task::spawn_local(async move {
            // Until the page is no longer inert, nothing in it takes the focus.
            leptos::task::tick().await;
            match opener {
                Some(opener) if opener.is_connected() && focus(&opener) => {}
                _ => focus_soon(fallback),
            }
        });
    }

    /// Whether a dialog is open. Reactive.
    pub(crate) fn is_open(&self) -> bool {
        self.open.with(Option::is_some)
    }

    /// Whether no dialog is open, without subscribing to it.
    pub(crate) fn is_closed(&self) -> bool {
        self.open.with_untracked(Option::is_none)
    }

    /// The open dialog.
    pub(crate) fn view(self) -> impl IntoView {
        move || self.open.get().map(|content| content())
    }
}

/// The frame of a dialog: title, close button, Escape, the veil around it, and the focus kept inside.
pub(crate) struct Frame {
    pub(crate) title: &'static str,
    /// A question rather than a form.
    pub(crate) small: bool,
    /// What is focused first, as a selector within the dialog.
    pub(crate) first_focus: String,
    /// What Escape, the veil and the close button do.
    pub(crate) on_dismiss: Rc<dyn Fn()>,
}

impl Frame {
    /// The dialog with its contents.
    pub(crate) fn view(self, contents: impl IntoView) -> impl IntoView {
        let Self {
            title,
            small,
            first_focus,
            on_dismiss,
        } = self;
        let frame = NodeRef::<html::Div>::new();
        Effect::new(move || {
            let Some(frame) = frame.get() else { return };
            let first = frame
                .query_selector(&first_focus)
                .ok()
                .flatten()
                .and_then(|first| first.dyn_into().ok());
            focus(first.as_ref().unwrap_or(&frame));
        });
        let dismiss = Rc::clone(&on_dismiss);
        let on_key = move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                dismiss();
            }
            "Tab" => {
                if let Some(frame) = frame.get_untracked() {
                    keep_inside(&frame, &event);
                }
            }
            _ => {}
        };
        let dismiss = Rc::clone(&on_dismiss);
        let on_veil = move |event: MouseEvent| {
            if event.target() == event.current_target() {
                event.prevent_default();
                dismiss();
            }
        };
        view! {
            <div class="veil" on:mousedown=on_veil>
                <div
                    class=if small { "dialog small" } else { "dialog" }
                    role="dialog"
                    aria-modal="true"
                    aria-labelledby="dialog-title"
                    tabindex="-1"
                    node_ref=frame
                    on:keydown=on_key
                >
                    <header>
                        <h2 id="dialog-title">{title}</h2>
                        <button
                            type="button"
                            class="icon-button"
                            title="Close"
                            aria-label="Close"
                            on:click=move |_| on_dismiss()
                        >
                            {icon(Icon::Close)}
                        </button>
                    </header>
                    {contents}
                </div>
            </div>
        }
    }
}

/// Tab goes from the last element to the first one, Shift+Tab from the first to the last.
fn keep_inside(frame: &HtmlElement, event: &KeyboardEvent) {
    let Ok(elements) = frame.query_selector_all(FOCUSABLE) else {
        return;
    };
    let element = |index| {
        elements
            .item(index)
            .and_then(|node: Node| node.dyn_into::<HtmlElement>().ok())
    };
    let (Some(first), Some(last)) = (element(0), element(elements.length().saturating_sub(1))) else {
        return;
    };
    let present = focused();
    let at = |edge: &HtmlElement| present.as_ref() == Some(edge);
    let outside = !present
        .as_ref()
        .is_some_and(|present| frame.contains(Some(present)));
    if event.shift_key() && (at(&first) || at(frame) || outside) {
        event.prevent_default();
        focus(&last);
    } else if !event.shift_key() && (at(&last) || outside) {
        event.prevent_default();
        focus(&first);
    }
}
