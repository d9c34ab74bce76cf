//! The question before something is deleted.

use std::rc::Rc;

use leptos::prelude::*;

use crate::app::App;
use crate::dialog::Frame;

/// Asks, and does it if the answer is Delete.
pub(crate) fn confirm_delete(
    app: App,
    title: &'static str,
    question: String,
    fallback_focus: &str,
    on_confirm: impl Fn() + 'static,
) {
    let on_confirm = Rc::new(on_confirm);
    app.dialogs.open(fallback_focus, move || {
        let on_confirm = Rc::clone(&on_confirm);
        let delete = move |_| {
            app.dialogs.close();
            on_confirm();
        };
        let frame = Frame {
            title,
            small: true,
            first_focus: ".cancel".to_owned(),
            on_dismiss: Rc::new(move || app.dialogs.close()),
        };
        let contents = view! {
            <div class="body">
                <p class="question">{question.clone()}</p>
            </div>
            <footer>
                <button type="button" class="button cancel" on:click=move |_| app.dialogs.close()>
                    "Cancel"
                </button>
                <button type="button" class="button danger" on:click=delete>
                    "Delete"
                </button>
            </footer>
        };
        frame.view(contents).into_any()
    });
}
