//! An application on an embedded table, asked without a socket.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use lockstep_table::{Engine, Reply, RetryPolicy, Table, TableConfig, memory_engine};
use persons_server::service::Service;
use persons_server::{config, http};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// The greatest body that a test reads.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// The four kinds of children: the segment of their path, and the name of their list in a person with all data.
pub(crate) const KINDS: [(&str, &str); 4] = [
    ("addresses", "addresses"),
    ("bank-accounts", "bankAccounts"),
    ("contacts", "contacts"),
    ("employments", "employments"),
];

/// The application on an empty table in memory.
pub(crate) struct App {
    pub(crate) router: Router,
    pub(crate) table: Table,
    pub(crate) engine: Arc<Faulty>,
}

/// What the application answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl App {
    /// One whose faults are not repaired by trying again.
    pub(crate) async fn new() -> Self {
        let once = RetryPolicy {
            attempts: 1,
            ..RetryPolicy::default()
        };
        Self::with_retry(once).await
    }

    pub(crate) async fn with_retry(retry: RetryPolicy) -> Self {
        let engine = Arc::new(Faulty::new());
        let mut config = TableConfig::engine("persons", Arc::clone(&engine) as Arc<dyn Engine>);
        config.retry = retry;
        let table = Table::connect(config)
            .await
            .expect("an engine in memory needs nothing");
        config::create(&table)
            .await
            .expect("an empty engine takes the table");
        let router = http::router(Service::new(table.clone()), None);
        Self {
            router,
            table,
            engine,
        }
    }

    /// Sends any request.
    pub(crate) async fn request(&self, request: Request<Body>) -> Answer {
        ask(&self.router, request).await
    }

    /// Sends a request with a JSON body, or without one.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(path);
        let request = match body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.request(request.expect("a request")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None).await
    }

    /// Creates a person; answers with its id.
    pub(crate) async fn person(&self) -> String {
        let answer = self.post("/api/persons", &person()).await;
        id(&answer.row(StatusCode::CREATED))
    }

    /// Creates a child of a person; answers with its row.
    pub(crate) async fn child(&self, person: &str, kind: &str, changes: &Value) -> Value {
        let answer = self
            .post(
                &format!("/api/persons/{person}/{kind}"),
                &with(child(kind), changes),
            )
            .await;
        answer.row(StatusCode::CREATED)
    }

    /// Follows a listing to its end. Answers with all rows and the number of pages.
    pub(crate) async fn list(&self, path: &str, limit: Option<u32>) -> (Vec<Value>, usize) {
        let (mut rows, mut pages, mut cursor) = (Vec::new(), 0, None::<String>);
        loop {
            let mut query = format!("{path}?");
            if let Some(limit) = limit {
                write!(query, "limit={limit}&").expect("text grows");
            }
            if let Some(cursor) = &cursor {
                write!(query, "cursor={cursor}").expect("text grows");
            }
            let mut page = self.get(&query).await.row(StatusCode::OK);
            rows.append(page["items"].as_array_mut().expect("a page has items"));
            pages += 1;
            match page["cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return (rows, pages),
            }
        }
    }
}

/// Sends a request to a router.
pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router
        .clone()
        .oneshot(request)
        .await
        .expect("the router never fails");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, MAX_ANSWER).await.expect("the body arrives");
    Answer {
        status: parts.status,
        headers: parts.headers,
        bytes,
    }
}

impl Answer {
    /// The body as JSON, after checking the status.
    #[track_caller]
    pub(crate) fn row(&self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        serde_json::from_slice(&self.bytes).expect("the body is JSON")
    }

    /// Checks that the answer is a problem of this status and kind; answers with it.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, kind: &str) -> Value {
        let problem = self.row(StatusCode::from_u16(status).expect("a status"));
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(
            problem["type"],
            format!("urn:lockstep:problem:{kind}"),
            "{problem}"
        );
        assert_eq!(problem["status"], status);
        assert!(
            problem["title"].is_string() && problem["detail"].is_string(),
            "{problem}"
        );
        problem
    }

    /// Checks that the answer refuses exactly these fields.
    #[track_caller]
    pub(crate) fn refuses(&self, paths: &[&str]) -> Value {
        let problem = self.problem(422, "invalid");
        let errors = problem["errors"].as_array().expect("the errors are listed");
        let found: Vec<_> = errors
            .iter()
            .map(|error| error["path"].as_str().expect("a path"))
            .collect();
        assert_eq!(found, paths, "{problem}");
        assert!(
            errors
                .iter()
                .all(|error| error["code"].is_string() && error["message"].is_string()),
            "{problem}"
        );
        problem
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a header is text"))
    }
}

/// The id of a row.
#[track_caller]
pub(crate) fn id(row: &Value) -> String {
    row["id"].as_str().expect("a row has an id").to_owned()
}

/// An object with some of its members replaced; a member that is replaced by null is left out.
pub(crate) fn with(mut object: Value, changes: &Value) -> Value {
    let members = object.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    object
}

/// What creates a person.
pub(crate) fn person() -> Value {
    json!({
        "firstName": "Ada", "lastName": "Lovelace", "dateOfBirth": "1815-12-10T00:00:00.000Z", "gender": "female",
    })
}

/// What creates a child of a kind, named by its path.
pub(crate) fn child(kind: &str) -> Value {
    match kind {
        "addresses" => json!({
            "type": "home", "street": "12 St James's Square", "city": "London", "state": "London",
            "postalCode": "SW1Y 4JH", "country": "United Kingdom",
        }),
        "bank-accounts" => {
            json!({ "bankName": "Drummonds", "accountType": "checking", "accountNumberLast4": "1234" })
        }
        "contacts" => json!({ "type": "email", "value": "ada@example.org" }),
        "employments" => json!({
            "companyName": "Analytical Engines", "position": "Programmer", "startDate": "2024-05-01T00:00:00.000Z",
            "endDate": "2024-12-31T00:00:00.000Z",
        }),
        other => panic!("{other} is no kind of child"),
    }
}

/// An engine that counts calls and can be told to fail.
pub(crate) struct Faulty {
    inner: Arc<dyn Engine>,
    calls: Mutex<BTreeMap<String, u64>>,
    /// How many further calls succeed; `u64::MAX` for all.
    left: AtomicU64,
    /// Which operations count, and fail.
    concerned: Mutex<Vec<&'static str>>,
    /// How many further calls, of whichever operation, are refused because an index is too busy.
    throttled: AtomicU64,
}

impl Faulty {
    fn new() -> Self {
        Self {
            inner: memory_engine().expect("a database in memory needs nothing"),
            calls: Mutex::default(),
            left: AtomicU64::new(u64::MAX),
            concerned: Mutex::default(),
            throttled: AtomicU64::new(0),
        }
    }

    /// Lets `count` calls of these operations through and fails all after them.
    pub(crate) fn fail_after(&self, count: u64, operations: &[&'static str]) {
        operations.clone_into(
            &mut self
                .concerned
                .lock()
                .expect("no test panics while it holds the lock"),
        );
        self.left.store(count, Ordering::SeqCst);
    }

    /// Refuses the next `count` calls as a table does whose index cannot keep up.
    pub(crate) fn throttle(&self, count: u64) {
        self.throttled.store(count, Ordering::SeqCst);
    }

    /// Fails nothing from now on.
    pub(crate) fn repair(&self) {
        self.throttled.store(0, Ordering::SeqCst);
        self.left.store(u64::MAX, Ordering::SeqCst);
    }

    /// The calls since the last time, by operation.
    pub(crate) fn take_calls(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut self.calls.lock().expect("no test panics while it holds the lock"))
    }
}

impl Engine for Faulty {
    fn call(&self, operation: &str, body: &[u8]) -> Reply {
        *self
            .calls
            .lock()
            .expect("counting never panics")
            .entry(operation.to_owned())
            .or_default() += 1;
        let throttled = self
            .throttled
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if throttled.is_ok() {
            return Reply::error(
                400,
                "ProvisionedThroughputExceededException",
                "IndexWriteKeyRangeThroughputExceeded",
            );
        }
        let concerned = self
            .concerned
            .lock()
            .expect("comparing never panics")
            .contains(&operation);
        if concerned && self.left.load(Ordering::SeqCst) != u64::MAX {
            let taken = self
                .left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            if taken.is_err() {
                return Reply::error(400, "AccessDeniedException", "a fault that the test asked for");
            }
        }
        self.inner.call(operation, body)
    }
}
