//! Carries the SDK's requests to an [`Engine`](crate::Engine) in the process, without a socket.
//!
//! The SDK serialises, signs, retries and parses as it does for AWS; the HTTP client below it is replaced. Everything
//! above the transport is the same code path.

use std::fmt;

use aws_sdk_dynamodb::config::RuntimeComponents;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;

use crate::Reply;
use crate::calls::Calls;

/// An HTTP client whose other end is an engine in the process.
#[derive(Clone)]
pub(crate) struct InProcess(pub(crate) Calls);

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
        let calls = self.0.clone();
        HttpConnectorFuture::new(async move {
            let operation = operation(&request)?;
            let reply = calls
                .call(operation, Body(request.into_body()))
                .await
                .map_err(|panic| ConnectorError::other(panic.into(), None))?;
            response(reply)
        })
    }
}

/// The body of a request, which is in memory.
struct Body(SdkBody);

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        self.0.bytes().unwrap_or_default()
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
