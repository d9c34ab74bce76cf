//! States of the whole page that last: no network, data that is missing or old.

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
    let outdated = move || {
        let reason = app.loads.refresh_error.get()?;
        let banner = view! {
            <div class="banner" role="status" data-testid="refresh-failed">
                {icon(Icon::Alert)}
                <span>
                    {format!("What others changed could not be loaded; what is shown may be out of date. {reason}")}
                </span>
                <button type="button" class="button" on:click=move |_| app.loads.load_missing()>
                    "Retry"
                </button>
            </div>
        };
        // Without a network the banner above says it all.
        online.get().then_some(banner)
    };
    view! { <div class="banners">{offline}{failed}{outdated}</div> }
}
