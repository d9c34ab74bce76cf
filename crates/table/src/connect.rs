//! Makes the SDK's clients for a transport. Nothing else in the crate knows which transport it is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Builder, Credentials, Region};

#[cfg(feature = "aws")]
use crate::Timeouts;
use crate::calls::Calls;
use crate::in_process::InProcess;
use crate::{Engine, Error, TableConfig, Transport};

/// How often the SDK sends a single request (get, put, query…): once, and three times more after throttling, a lost
/// connection or a failure of the service, with waits of its own (exponential, jittered, at most [`SDK_LONGEST_WAIT`]).
const SDK_ATTEMPTS: u32 = 4;
const SDK_FIRST_WAIT: Duration = Duration::from_millis(50);
const SDK_LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Two views of one connection.
#[derive(Clone)]
pub(crate) struct Clients {
    /// The SDK retries what failed in passing.
    pub(crate) retrying: Client,
    /// The SDK sends once: for batches and transactions, which this crate retries.
    pub(crate) once: Client,
    /// The engine, where it is in the process.
    pub(crate) engine: Option<Arc<dyn Engine>>,
}

impl fmt::Debug for Clients {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Clients").finish_non_exhaustive()
    }
}

impl Clients {
    pub(crate) async fn connect(config: &TableConfig) -> Result<Self, Error> {
        let (builder, engine) = match &config.transport {
            #[cfg(feature = "aws")]
            Transport::Aws => (aws(&config.timeouts).await?, None),
            #[cfg(feature = "aws")]
            Transport::Endpoint(url) => (endpoint(url, &config.timeouts)?, None),
            #[cfg(feature = "embedded")]
            Transport::Memory => in_process(crate::embedded::memory_engine()?),
            #[cfg(feature = "embedded")]
            Transport::File(path) => in_process(crate::embedded::open(path.clone()).await?),
            Transport::Engine(engine) => in_process(Arc::clone(engine)),
        };
        let retries = RetryConfig::standard()
            .with_max_attempts(SDK_ATTEMPTS)
            .with_initial_backoff(SDK_FIRST_WAIT)
            .with_max_backoff(SDK_LONGEST_WAIT);
        let once = builder.clone().retry_config(RetryConfig::disabled());
        Ok(Self {
            retrying: Client::from_conf(builder.retry_config(retries).build()),
            once: Client::from_conf(once.build()),
            engine,
        })
    }
}

/// The engine needs no credentials, but the SDK signs every request.
fn placeholder_credentials() -> Credentials {
    Credentials::new("embedded", "embedded", None, None, "placeholder")
}

/// A client of an engine in the process, and the engine.
fn in_process(engine: Arc<dyn Engine>) -> (Builder, Option<Arc<dyn Engine>>) {
    let client = InProcess(Calls::new(Arc::clone(&engine)));
    let builder = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .region(Region::from_static("local"))
        .credentials_provider(placeholder_credentials())
        .endpoint_url("http://embedded.invalid")
        .timeout_config(TimeoutConfig::disabled())
        .http_client(client);
    (builder, Some(engine))
}

#[cfg(feature = "aws")]
fn timeouts(timeouts: &Timeouts) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(timeouts.connect)
        .operation_attempt_timeout(timeouts.attempt)
        .operation_timeout(timeouts.operation)
        .build()
}

/// Finds credentials and region now, so that their absence is one clear error at the start and not one a request.
#[cfg(feature = "aws")]
async fn aws(limits: &Timeouts) -> Result<Builder, Error> {
    use aws_sdk_dynamodb::config::ProvideCredentials;

    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .timeout_config(timeouts(limits))
        .load()
        .await;
    if config.region().is_none() {
        return Err(Error::configuration(
            "no AWS region is configured; set AWS_REGION, or AWS_PROFILE to a profile that names one",
        ));
    }
    let advice = "no AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (any \
                  values do for a local engine), or use a table embedded in the process";
    let provider = config
        .credentials_provider()
        .ok_or_else(|| Error::configuration(advice))?;
    provider
        .provide_credentials()
        .await
        .map_err(|error| Error::configuration(advice).with_source(error))?;
    Ok(Builder::from(&config))
}

#[cfg(feature = "aws")]
fn endpoint(url: &str, limits: &Timeouts) -> Result<Builder, Error> {
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme))
        .unwrap_or_default();
    if host.is_empty() || host.starts_with(['/', ':']) || host.contains(char::is_whitespace) {
        return Err(Error::configuration(format!(
            "{url:?} is not the URL of an endpoint; expected http:// or https://, a host and a port, such as \
             http://127.0.0.1:8000"
        )));
    }
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let credentials = match (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => {
            Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment")
        }
        _ => placeholder_credentials(),
    };
    let region = variable("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned());
    Ok(aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .region(Region::new(region))
        .credentials_provider(credentials)
        .endpoint_url(url)
        .timeout_config(timeouts(limits)))
}
