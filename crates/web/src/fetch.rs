//! JSON over `fetch`: one request, one decoded answer or one [`Error`] that says which kind of failure it was.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::Uint8Array;
use leptos::prelude::window;
use lockstep_protocol::{JSON, PROBLEM_JSON, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Request, RequestInit, Response};

use crate::Error;
use crate::time::milliseconds;

/// The methods that carry a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Create a row.
    Post,
    /// Change some fields of a row.
    Patch,
    /// Replace a row.
    Put,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
        }
    }
}

/// Sends requests to the page's own server. Every request has a time limit and is aborted when its future is dropped.
#[derive(Clone, Debug)]
pub struct Client {
    timeout: Duration,
}

impl Client {
    /// A client whose requests fail when the whole answer has not arrived within `timeout`.
    pub const fn new(timeout: Duration) -> Self {
        Self { timeout }
    }

    /// Gets a resource.
    ///
    /// # Errors
    /// When the server is unreachable or refuses, or when its answer is not a `T`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        let bytes = self.exchange("GET", path, None).await?;
        serde_json::from_slice(&bytes).map_err(|error| Error::decode(&format!("GET {path}"), &error))
    }

    /// Sends `body` and reads the answer.
    ///
    /// # Errors
    /// When the server is unreachable or refuses, or when its answer is not a `T`.
    pub async fn send<B: Serialize + ?Sized, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &B,
    ) -> Result<T, Error> {
        let request = format!("{} {path}", method.name());
        let body = serde_json::to_string(body).map_err(|error| Error::encode(&request, &error))?;
        let bytes = self.exchange(method.name(), path, Some(&body)).await?;
        serde_json::from_slice(&bytes).map_err(|error| Error::decode(&request, &error))
    }

    /// Deletes a resource.
    ///
    /// # Errors
    /// When the server is unreachable or refuses.
    pub async fn delete(&self, path: &str) -> Result<(), Error> {
        self.exchange("DELETE", path, None).await.map(drop)
    }

    async fn exchange(&self, method: &str, path: &str, body: Option<&str>) -> Result<Vec<u8>, Error> {
        let name = format!("{method} {path}");
        let deadline = Deadline::start(self.timeout);
        let answer = run(method, path, body, deadline.as_ref()).await;
        let Some((status, media_type, bytes)) = answer else {
            return Err(if deadline.is_some_and(|deadline| deadline.expired.get()) {
                Error::timeout(&name, self.timeout.as_secs())
            } else {
                Error::network(&name)
            });
        };
        if (200..300).contains(&status) {
            return Ok(bytes);
        }
        if media_type.starts_with(PROBLEM_JSON)
            && let Ok(problem) = serde_json::from_slice::<Problem>(&bytes)
        {
            return Err(Error::refused(&name, problem));
        }
        Err(Error::status(&name, status))
    }
}

/// Status, media type and body; `None` when no whole answer arrived, which is all that `fetch` tells.
async fn run(
    method: &str,
    path: &str,
    body: Option<&str>,
    deadline: Option<&Deadline>,
) -> Option<(u16, String, Vec<u8>)> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(deadline.map(Deadline::signal).as_ref());
    if let Some(body) = body {
        init.set_body(&JsValue::from_str(body));
    }
    let request = Request::new_with_str_and_init(path, &init).ok()?;
    let headers = request.headers();
    headers.set("accept", JSON).ok()?;
    if body.is_some() {
        headers.set("content-type", JSON).ok()?;
    }
    let response = JsFuture::from(window().fetch_with_request(&request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let media_type = response
        .headers()
        .get("content-type")
        .ok()
        .flatten()
        .unwrap_or_default();
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some((response.status(), media_type, Uint8Array::new(&buffer).to_vec()))
}

/// Aborts a request after a time, and when it is dropped before the request's end.
struct Deadline {
    controller: AbortController,
    timer: Option<i32>,
    expired: Rc<Cell<bool>>,
    /// Keeps the timer's function alive.
    _on_expiry: Closure<dyn FnMut()>,
}

impl Deadline {
    fn start(timeout: Duration) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let expired = Rc::new(Cell::new(false));
        let on_expiry = Closure::once({
            let (controller, expired) = (controller.clone(), Rc::clone(&expired));
            move || {
                expired.set(true);
                controller.abort();
            }
        });
        let timer = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                on_expiry.as_ref().unchecked_ref(),
                milliseconds(timeout),
            )
            .ok();
        Some(Self {
            controller,
            timer,
            expired,
            _on_expiry: on_expiry,
        })
    }

    fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some(timer) = self.timer {
            window().clear_timeout_with_handle(timer);
        }
        // After the answer's end this does nothing.
        self.controller.abort();
    }
}
