//! What holds for every answer: compression, headers, ids of requests, files of the client, the end of the server.

use std::fs;
use std::io::Read as _;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use indicatif::ProgressBar;
use persons_server::service::Service;
use persons_server::{http, seed, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::support::{App, ask};

#[tokio::test]
async fn answers_are_compressed_as_the_client_asks() {
    let app = App::new().await;
    seed::fill(&app.table, 20, 1, &ProgressBar::hidden())
        .await
        .expect("the table takes them");
    let plain = app.get("/api/contacts").await;
    assert_eq!(plain.header("content-encoding"), "");
    for encoding in ["gzip", "br"] {
        let request = Request::get("/api/contacts")
            .header(header::ACCEPT_ENCODING, encoding)
            .body(Body::empty());
        let answer = app.request(request.expect("a request")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert!(
            answer.bytes.len() * 2 < plain.bytes.len(),
            "{encoding}: {} bytes",
            answer.bytes.len()
        );
        if encoding == "gzip" {
            let mut text = Vec::new();
            flate2::read::GzDecoder::new(&*answer.bytes)
                .read_to_end(&mut text)
                .expect("gzip");
            assert_eq!(text, plain.bytes);
        }
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_that_browsers_heed() {
    let app = App::new().await;
    for path in ["/api/persons", "/api/nothing", "/", "/healthz"] {
        let answer = app.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';")
                && policy.contains("frame-ancestors 'none'")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("lockstep-version"), "1");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
    assert_eq!(app.get("/api/persons").await.header("cache-control"), "no-store");
    let request = Request::get("/healthz")
        .header("x-request-id", "mine")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(app.request(request).await.header("x-request-id"), "mine");
}

#[tokio::test]
async fn the_client_is_served_from_its_directory() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::create_dir(dir.path().join("assets")).expect("a directory");
    for (name, content) in [
        ("index.html", "<title>persons</title>"),
        ("favicon.svg", "<svg/>"),
        ("assets/app-1f2e.js", "export default 1"),
        ("assets/app-1f2e.js.br", "compressed with brotli"),
        ("assets/app_bg-1f2e.wasm", "\0asm"),
    ] {
        fs::write(dir.path().join(name), content).expect("a file");
    }
    let table = App::new().await.table;
    let router = http::router(Service::new(table), Some(dir.path().to_owned()));
    let get = async |path: &str, headers: &[(header::HeaderName, &str)]| {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        ask(&router, request.body(Body::empty()).expect("a request")).await
    };
    let html = [(header::ACCEPT, "text/html,application/xhtml+xml")];

    let index = get("/", &[]).await;
    assert_eq!(
        (index.status, &*index.bytes),
        (StatusCode::OK, &b"<title>persons</title>"[..])
    );
    assert_eq!(index.header("cache-control"), "no-cache");
    assert_eq!(index.header("content-type"), "text/html");

    let script = get("/assets/app-1f2e.js", &[]).await;
    assert_eq!(
        script.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(script.header("content-type"), "text/javascript");
    let compressed = get("/assets/app-1f2e.js", &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!(
        (compressed.header("content-encoding"), &*compressed.bytes),
        ("br", &b"compressed with brotli"[..])
    );
    assert_eq!(compressed.header("content-type"), "text/javascript");
    assert_eq!(
        get("/assets/app_bg-1f2e.wasm", &[]).await.header("content-type"),
        "application/wasm"
    );
    assert_eq!(get("/favicon.svg", &[]).await.header("cache-control"), "no-cache");

    // A page of the client for people, a problem for programs.
    assert_eq!(get("/persons/somebody", &html).await.bytes, index.bytes);
    get("/persons/somebody", &[]).await.problem(404, "not-found");
    get("/assets/gone.js", &html).await.problem(404, "not-found");
    get("/api/nothing", &html).await.problem(404, "not-found");
    get("/../Cargo.toml", &[]).await.problem(404, "not-found");
}

#[tokio::test]
async fn without_a_client_the_page_says_how_to_build_it() {
    let app = App::new().await;
    let answer = app.get("/").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(String::from_utf8_lossy(&answer.bytes).contains("cargo xtask build-web"));
}

/// A request that is under way when the server is asked to stop is answered; then the server ends, and takes no other.
#[tokio::test]
async fn the_server_finishes_what_is_under_way() {
    let app = App::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve::serve(listener, app.router.clone(), async {
        let _ = stopped.await;
    }));

    let body = r#"{"firstName":"Ada","lastName":"Lovelace"}"#;
    let head = format!(
        "POST /api/persons HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         expect: 100-continue\r\n\r\n",
        body.len()
    );
    let mut connection = TcpStream::connect(address).await.expect("the server listens");
    connection
        .write_all(head.as_bytes())
        .await
        .expect("the head is sent");
    // The server asks for the body: the request is under way.
    let mut answer = [0; 25];
    connection.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");

    stop.send(()).expect("the server waits for it");
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    connection
        .write_all(body.as_bytes())
        .await
        .expect("the body is sent");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    let ended = tokio::time::timeout(Duration::from_secs(30), server)
        .await
        .expect("the server ends");
    ended.expect("no panic").expect("no error");
}
