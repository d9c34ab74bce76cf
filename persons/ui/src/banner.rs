//! States of the whole page that last: no network, data that is missing.

use leptos::prelude::*;

use crate::app::App;
use crate::icon::{Icon, icon};

/// The banners that apply now; nothing most of the time.
#[component]
pub(crate) fn Banners(app: App) -> impl IntoView {
    let online = lockstep_web::use_online();
    let offline = move || {
        (!online.get()).then(|| {
            view! {
                <div class="banner" role="status" data-testid="offline">
                    {icon(Icon::Alert)}
                    "You are offline. What is shown may be out of date, and changes cannot be saved."
                </div>
            }
        })
    };
    let failed = move || {
        app.loads.failed_details().map(|(name, reason)| {
            view! {
                <div class="banner" role="alert" data-testid="load-failed">
                    {icon(Icon::Alert)}
                    <span>{format!("{name} could not be loaded. {reason}")}</span>
                    <button type="button" class="button" on:click=move |_| app.loads.load_missing()>
                        "Retry"
                    </button>
                </div>
            }
        })
    };
    view! { <div class="banners">{offline}{failed}</div> }
}
