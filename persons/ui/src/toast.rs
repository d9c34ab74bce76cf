//! Messages at the edge of the page: what went wrong with a write, and what can be done about it.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;

use crate::icon::{Icon, icon};

/// How long a message stays that is no error.
const SHORT: Duration = Duration::from_secs(10);
/// The most messages at a time; older ones give way.
const MOST: usize = 5;

/// A message.
#[derive(Clone)]
pub(crate) struct Toast {
    /// What happened, in a few words.
    pub(crate) title: String,
    /// Why; may be empty.
    pub(crate) text: String,
    /// Whether it is an error: it is announced at once and stays until it is dismissed.
    pub(crate) error: bool,
    /// What can be done, the most likely first.
    pub(crate) actions: Vec<Action>,
}

/// A button of a message; the message goes when it is used.
#[derive(Clone)]
pub(crate) struct Action {
    label: &'static str,
    run: SendWrapper<Rc<dyn Fn()>>,
}

impl Action {
    pub(crate) fn new(label: &'static str, run: impl Fn() + 'static) -> Self {
        Self {
            label,
            run: SendWrapper::new(Rc::new(run)),
        }
    }
}

/// The messages that are shown.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    next: StoredValue<u64>,
    shown: RwSignal<Vec<(u64, Toast)>>,
}

impl Toasts {
    pub(crate) fn new() -> Self {
        Self {
            next: StoredValue::new(0),
            shown: RwSignal::new(Vec::new()),
        }
    }

    /// Shows a message.
    pub(crate) fn show(self, toast: Toast) {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        if !toast.error {
            spawn_local(async move {
                lockstep_web::sleep(SHORT).await;
                self.dismiss(number);
            });
        }
        self.shown.update(|shown| {
            shown.push((number, toast));
            let surplus = shown.len().saturating_sub(MOST);
            shown.drain(..surplus);
        });
    }

    fn dismiss(self, number: u64) {
        if self
            .shown
            .with_untracked(|shown| shown.iter().any(|(shown, _)| *shown == number))
        {
            self.shown
                .update(|shown| shown.retain(|(shown, _)| *shown != number));
        }
    }

    /// The messages as a region of the page.
    pub(crate) fn view(self) -> impl IntoView {
        view! {
            <section class="toasts" aria-label="Messages">
                <For each=move || self.shown.get() key=|(number, _)| *number let((number, toast))>
                    {self.toast(number, toast)}
                </For>
            </section>
        }
    }

    fn toast(self, number: u64, toast: Toast) -> impl IntoView {
        let actions: Vec<_> = toast
            .actions
            .into_iter()
            .enumerate()
            .map(|(index, action)| {
                let run = move |_| {
                    self.dismiss(number);
                    (action.run)();
                };
                let class = if index == 0 { "button primary" } else { "button" };
                view! {
                    <button type="button" class=class on:click=run>
                        {action.label}
                    </button>
                }
            })
            .collect();
        let choices = (!actions.is_empty()).then(|| view! { <div class="choices">{actions}</div> });
        view! {
            <div
                class=if toast.error { "toast error" } else { "toast" }
                role=if toast.error { "alert" } else { "status" }
                data-testid="toast"
            >
                {icon(Icon::Alert)}
                <div>
                    <strong>{toast.title}</strong>
                    <p>{toast.text}</p>
                </div>
                <button
                    type="button"
                    class="icon-button small"
                    title="Dismiss"
                    aria-label="Dismiss"
                    on:click=move |_| self.dismiss(number)
                >
                    {icon(Icon::Close)}
                </button>
                {choices}
            </div>
        }
    }
}
