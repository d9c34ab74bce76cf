//! Carries the SDK's requests to an [`Engine`] in the process, without a socket.
//!
//! The SDK serialises, signs, retries and parses as it does for AWS; the HTTP client below it is replaced. Everything
//! above the transport is the same code path.

use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::config::RuntimeComponents;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use tokio::sync::Semaphore;

use crate::{Engine, Reply};

/// How many calls may be inside the engine at once; the others wait their turn without holding a thread.
const MAX_CALLS: usize = 16;

/// An HTTP client whose other end is an engine in the process.
#[derive(Clone)]
pub(crate) struct InProcess {
    engine: Arc<dyn Engine>,
    calls: Arc<Semaphore>,
}

impl InProcess {
    pub(crate) fn new(engine: Arc<dyn Engine>) -> Self {
        Self {
            engine,
            calls: Arc::new(Semaphore::new(MAX_CALLS)),
        }
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InProcess").finish_non_exhaustive()
    }
}

impl HttpClient for InProcess {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { engine, calls } = self.clone();
        HttpConnectorFuture::new(async move {
            let operation = operation(&request)?;
            let _turn = calls
                .acquire_owned()
                .await
                .map_err(|error| ConnectorError::user(error.into()))?;
            // The engine reads its file: that may block, so it must not happen on a thread that drives tasks.
            let reply = tokio::task::spawn_blocking(move || {
                engine.call(&operation, request.body().bytes().unwrap_or_default())
            })
            .await
            .map_err(|panic| ConnectorError::other(panic.into(), None))?;
            response(reply)
        })
    }
}

/// The operation's name: what follows the dot in `x-amz-target: DynamoDB_20120810.PutItem`.
fn operation(request: &HttpRequest) -> Result<String, ConnectorError> {
    request
        .headers()
        .get("x-amz-target")
        .and_then(|target| target.split_once('.'))
        .map(|(_, operation)| operation.to_owned())
        .ok_or_else(|| ConnectorError::user("the request names no operation (x-amz-target)".into()))
}

fn response(reply: Reply) -> Result<HttpResponse, ConnectorError> {
    let status = reply.status.try_into().map_err(|_| {
        ConnectorError::other(
            format!("the engine answered with status {}", reply.status).into(),
            None,
        )
    })?;
    let mut response = HttpResponse::new(status, SdkBody::from(reply.body));
    response
        .headers_mut()
        .insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}
