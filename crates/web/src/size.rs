//! The size of an element, as the browser lays it out.

use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};

/// The inner height of an element in pixels, scroll bars apart: 0 until it is laid out and while it is not shown.
pub fn use_height<E>(element: NodeRef<E>) -> Signal<f64>
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    let height = RwSignal::new(0.0);
    Effect::new(move |observed: Option<Option<Observed>>| {
        drop(observed);
        let element: Element = element.get()?.unchecked_into();
        let read = {
            let element = element.clone();
            move || {
                let now = f64::from(element.client_height());
                if height
                    .try_get_untracked()
                    .is_some_and(|before: f64| before.to_bits() != now.to_bits())
                {
                    height.try_set(now);
                }
            }
        };
        read();
        let callback = Closure::<dyn FnMut()>::new(read);
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(&element);
        Some(Observed {
            observer,
            _callback: callback,
        })
    });
    height.into()
}

struct Observed {
    observer: ResizeObserver,
    /// Lives as long as the observer calls it.
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
