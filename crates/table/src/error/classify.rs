//! Reads the SDK's errors: which kind, which words, which operations of a transaction.

use aws_sdk_dynamodb::Error as Service;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::CancellationReason;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::{Context, Error, Failure, Kind, Source};
use crate::codec::reply::Failed;

/// What an operation of the SDK fails with.
pub(crate) trait OperationError:
    ProvideErrorMetadata + Into<Service> + std::error::Error + Send + Sync + 'static
{
}

impl<E> OperationError for E where
    E: ProvideErrorMetadata + Into<Service> + std::error::Error + Send + Sync + 'static
{
}

pub(crate) fn from_sdk<E: OperationError>(context: Context, error: SdkError<E, HttpResponse>) -> Error {
    match error {
        SdkError::ServiceError(reply) => {
            let status = reply.raw().status().as_u16();
            let items = Failed::read(reply.raw().body().bytes().unwrap_or_default());
            from_service(context, status, items, reply.into_err().into())
        }
        SdkError::ResponseError(reply) => {
            let status = reply.raw().status().as_u16();
            unreadable(context, status, SdkError::<E, _>::ResponseError(reply))
        }
        SdkError::TimeoutError(_) => unreachable(context, "no answer came in time", error),
        SdkError::DispatchFailure(ref failure) if failure.is_user() => {
            Error::new(Kind::Invalid, context, "the request could not be sent").with_source(source(error))
        }
        SdkError::DispatchFailure(_) => unreachable(context, "no connection", error),
        _ => Error::new(Kind::Invalid, context, "the request could not be made").with_source(source(error)),
    }
}

fn unreachable<E: OperationError>(context: Context, what: &str, error: SdkError<E, HttpResponse>) -> Error {
    let message =
        format!("{what}; whether a write took place is unknown. Check the endpoint and the network");
    Error::new(Kind::Unreachable, context, message).with_source(source(error))
}

/// An answer that is not one of `DynamoDB`'s.
fn unreadable(context: Context, status: u16, source: impl Into<Source>) -> Error {
    let message =
        format!("the answer could not be read (HTTP status {status}); is this a DynamoDB endpoint?");
    let kind = if status >= 500 {
        Kind::Unavailable
    } else {
        Kind::Malformed
    };
    Error::new(kind, context, message).with_source(source)
}

/// The cause below the SDK's wrapper, which only repeats what the message says.
fn source<E: OperationError>(error: SdkError<E, HttpResponse>) -> Source {
    error.into_source().unwrap_or_else(Source::from)
}

fn from_service(context: Context, status: u16, items: Failed, error: Service) -> Error {
    let Some(code) = error.code().map(str::to_owned) else {
        return unreadable(context, status, error);
    };
    let text = error.message().unwrap_or_default().to_owned();
    let (kind, message) = describe(&context, &code, &text, status);
    match error {
        Service::ConditionalCheckFailedException(error) => {
            let item = items.item();
            let message = match item {
                Some(_) => "the condition was not met: the stored item is not as it was assumed to be",
                None => "the condition was not met: there is no such item",
            };
            Error::new(Kind::Conflict, context, message)
                .with_item(item)
                .with_source(error)
        }
        Service::TransactionCanceledException(mut error) => {
            let reasons = error.cancellation_reasons.take().unwrap_or_default();
            cancellation(context, reasons, items).with_source(error)
        }
        error => Error::new(kind, context, message).with_source(error),
    }
}

/// The kind of a failure that has a name, and what to tell the reader.
fn describe(context: &Context, code: &str, text: &str, status: u16) -> (Kind, String) {
    let say = |kind: Kind, message: &str| (kind, message.to_owned());
    let quote = |kind: Kind| (kind, format!("{code}: {text}"));
    match code {
        "ResourceNotFoundException" | "TableNotFoundException" | "IndexNotFoundException" => {
            if text.contains("index") {
                quote(Kind::NotFound)
            } else {
                say(Kind::NotFound, "the table does not exist; create it first")
            }
        }
        "ResourceInUseException" | "TableAlreadyExistsException" | "TableInUseException" => {
            quote(Kind::InUse)
        }
        "ProvisionedThroughputExceededException"
        | "ThrottlingException"
        | "Throttling"
        | "RequestLimitExceeded"
        | "LimitExceededException" => (
            Kind::Throttled,
            format!("{code}: {text} The bound of attempts is reached; write more slowly, or try again later"),
        ),
        "TransactionConflictException"
        | "TransactionInProgressException"
        | "ReplicatedWriteConflictException" => (
            Kind::Contended,
            format!("{code}: {text} The bound of attempts is reached; try again later"),
        ),
        "ItemCollectionSizeLimitExceededException" => quote(Kind::TooLarge),
        "InternalServerError"
        | "ServiceUnavailable"
        | "InternalFailure"
        | "ContinuousBackupsUnavailableException" => quote(Kind::Unavailable),
        "UnknownOperationException" | "UnsupportedCapability" => (
            Kind::Unsupported,
            format!("{} is not offered by this engine: {text}", context.operation),
        ),
        "AccessDeniedException"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "MissingAuthenticationToken"
        | "ExpiredTokenException"
        | "IncompleteSignature" => (
            Kind::Denied,
            format!("{code}: {text} Check the credentials and what they may do"),
        ),
        "ValidationException" => (validation_kind(text), text.to_owned()),
        _ if status == 501 => quote(Kind::Unsupported),
        _ if status >= 500 => quote(Kind::Unavailable),
        _ => quote(Kind::Invalid),
    }
}

/// One exception says many things; only its words tell them apart. The words are the service's own.
fn validation_kind(text: &str) -> Kind {
    const TOO_LARGE: [&str; 4] = [
        "exceeded the maximum allowed size",
        "Too many items",
        "Member must have length less than or equal to",
        "Collection size",
    ];
    if text.contains("protected against deletion") || text.contains("deletion protection") {
        Kind::Protected
    } else if TOO_LARGE.iter().any(|words| text.contains(words)) {
        Kind::TooLarge
    } else {
        Kind::Invalid
    }
}

/// Why a transaction was cancelled: one reason an operation, in their order.
fn cancellation(context: Context, reasons: Vec<CancellationReason>, items: Failed) -> Error {
    let items = items.items().chain(std::iter::repeat(None));
    let failures: Vec<Failure> = reasons
        .into_iter()
        .zip(items)
        .enumerate()
        .filter_map(|(index, (reason, item))| {
            let code = reason.code.filter(|code| code != "None")?;
            Some(Failure {
                index,
                subject: String::new(),
                is_conflict: code == "ConditionalCheckFailed",
                code,
                message: reason.message.unwrap_or_default(),
                item,
            })
        })
        .collect();
    let (kind, message) = cancellation_kind(&failures);
    Error::new(kind, context, message).with_failures(failures)
}

fn cancellation_kind(failures: &[Failure]) -> (Kind, &'static str) {
    let any = |codes: &[&str]| {
        failures
            .iter()
            .any(|failure| codes.contains(&failure.code.as_str()))
    };
    if failures.iter().any(|failure| failure.is_conflict) {
        (Kind::Conflict, "nothing was written: a condition was not met")
    } else if any(&["ValidationError"]) {
        let too_large = failures
            .iter()
            .any(|failure| validation_kind(&failure.message) == Kind::TooLarge);
        let kind = if too_large { Kind::TooLarge } else { Kind::Invalid };
        (kind, "nothing was written: an operation is not valid")
    } else if any(&["ItemCollectionSizeLimitExceeded"]) {
        (
            Kind::TooLarge,
            "nothing was written: an item collection is too large",
        )
    } else if any(&["TransactionConflict"]) {
        (
            Kind::Contended,
            "nothing was done: other requests held the items during every attempt; try again later",
        )
    } else if any(&["ThrottlingError", "ProvisionedThroughputExceeded"]) {
        (
            Kind::Throttled,
            "nothing was done: the service asked to slow down during every attempt; try again later",
        )
    } else {
        (
            Kind::Unavailable,
            "the transaction was cancelled for no reason that is known here; try again later",
        )
    }
}
