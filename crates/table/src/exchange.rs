//! Sends a body that is written already through an operation of the SDK, and hands out the answer's body unread.
//!
//! The SDK resolves the endpoint, signs, sends, tells failures apart and repeats what failed in passing, all as it does for
//! its own bodies; failures are read by it as well. Only what a success holds is left to the caller. An interceptor does
//! that: it puts the body in place of the one that the SDK has made of an empty input, before the request is signed, and
//! itself in place of the SDK's reader of answers, which it asks about everything but a success.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextMut, Output, OutputOrError,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;

use crate::codec::Body;
use crate::error::OperationError;

/// An operation of the SDK whose bodies this crate writes and reads.
pub(crate) trait Operation: RuntimePlugin + Clone + Default + 'static {
    /// The operation's name in the service's own words.
    const NAME: &'static str;

    /// What it fails with.
    type Error: OperationError;

    /// An empty output of the SDK's own type, which the SDK insists on.
    fn output() -> Output;

    /// Sends a request with an interceptor. The SDK wants to know the table where its input has a member for it.
    fn send(
        client: &Client,
        table: &str,
        interceptor: Exchange<Self>,
    ) -> impl Future<Output = Result<(), SdkError<Self::Error, HttpResponse>>> + Send;
}

macro_rules! operations {
    ($($name:ident $module:ident $error:ident $output:ident ($($table:ident)?),)*) => {$(
        pub(crate) use operation::$module::$name;

        impl Operation for $name {
            const NAME: &'static str = stringify!($name);

            type Error = operation::$module::$error;

            fn output() -> Output {
                Output::erase(operation::$module::$output::builder().build())
            }

            async fn send(
                client: &Client,
                _table: &str,
                interceptor: Exchange<Self>,
            ) -> Result<(), SdkError<Self::Error, HttpResponse>> {
                let call = client.$module()$(.$table(_table))?;
                call.customize().interceptor(interceptor).send().await.map(|_| ())
            }
        }
    )*};
}

operations! {
    BatchGetItem batch_get_item BatchGetItemError BatchGetItemOutput (),
    BatchWriteItem batch_write_item BatchWriteItemError BatchWriteItemOutput (),
    DeleteItem delete_item DeleteItemError DeleteItemOutput (table_name),
    GetItem get_item GetItemError GetItemOutput (table_name),
    PutItem put_item PutItemError PutItemOutput (table_name),
    Query query QueryError QueryOutput (table_name),
    Scan scan ScanError ScanOutput (table_name),
    TransactGetItems transact_get_items TransactGetItemsError TransactGetItemsOutput (),
    TransactWriteItems transact_write_items TransactWriteItemsError TransactWriteItemsOutput (),
    UpdateItem update_item UpdateItemError UpdateItemOutput (table_name),
}

/// Sends a body, and returns the body of the answer if it is a success.
pub(crate) async fn exchange<O: Operation>(
    client: &Client,
    table: &str,
    body: Body,
) -> Result<SdkBody, SdkError<O::Error, HttpResponse>> {
    let answer = Answer::default();
    let exchange = Exchange {
        body,
        answer: answer.clone(),
        operation: PhantomData,
    };
    O::send(client, table, exchange).await?;
    // A success has left its body there: it was in memory by then.
    Ok(answer.take().unwrap_or_else(SdkBody::empty))
}

/// Where the body of the answer is left: that of the last attempt.
#[derive(Clone, Default)]
struct Answer(Arc<Mutex<Option<SdkBody>>>);

impl Answer {
    fn put(&self, body: Option<SdkBody>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
    }

    fn take(&self) -> Option<SdkBody> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The interceptor of one request, and the reader of its answers.
#[derive(Clone)]
pub(crate) struct Exchange<O> {
    body: Body,
    answer: Answer,
    operation: PhantomData<fn() -> O>,
}

/// Without the body, which holds what the application stores.
impl<O: Operation> fmt::Debug for Exchange<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Exchange").field(&O::NAME).finish()
    }
}

#[dyn_dispatch_hint]
impl<O: Operation> Intercept for Exchange<O> {
    fn name(&self) -> &'static str {
        "Exchange"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        request
            .headers_mut()
            .insert("content-length", self.body.len().to_string());
        *request.body_mut() = SdkBody::from(self.body.clone());
        config
            .interceptor_state()
            .store_put(SharedResponseDeserializer::new(self.clone()));
        Ok(())
    }
}

impl<O: Operation> DeserializeResponse for Exchange<O> {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> OutputOrError {
        if response.status().is_success() {
            self.answer.put(response.body().try_clone());
            return Ok(O::output());
        }
        // Made anew because the one in the configuration is hidden by this one; failures are rare enough.
        let layer = O::default().config();
        let own = layer
            .as_ref()
            .and_then(|layer| layer.load::<SharedResponseDeserializer>());
        match own {
            Some(own) => own.deserialize_nonstreaming_with_config(response, config),
            None => Err(OrchestratorError::other("the SDK has no reader of failures")),
        }
    }
}
