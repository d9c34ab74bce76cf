//! Whether a request is signed at all (*Signature Version 4*). Which key signed it is of no interest here.

use axum::http::{HeaderMap, header};

use super::Refusal;

/// How the names of all versions of the scheme begin.
const SCHEME: &str = "AWS4-";

/// Refuses requests without a signature, or with half of one, in the service's words.
pub(super) fn check(headers: &HeaderMap, query: &str) -> Result<(), Refusal> {
    let in_query = query
        .split('&')
        .any(|part| part.split('=').next() == Some("X-Amz-Algorithm"));
    let value = headers
        .get(header::AUTHORIZATION)
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    match value {
        None if in_query => Ok(()),
        // Another scheme is no signature.
        Some(value) if !in_query && value.trim_start().starts_with(SCHEME) => check_header(&value, headers),
        Some(_) if in_query => Err(Refusal::new(
            400,
            "com.amazon.coral.service#InvalidSignatureException",
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
        )),
        _ => Err(Refusal::new(
            400,
            "com.amazon.coral.service#MissingAuthenticationTokenException",
            "Request is missing Authentication Token",
        )),
    }
}

fn check_header(value: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let parameters = || value.split([',', ' ']).skip(1);
    let mut missing = Vec::new();
    for name in ["Credential", "Signature", "SignedHeaders"] {
        let given = parameters().any(|parameter| parameter.split('=').next() == Some(name));
        if !given {
            missing.push(format!("Authorization header requires '{name}' parameter."));
        }
    }
    if !headers.contains_key("x-amz-date") && !headers.contains_key(header::DATE) {
        let date = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
        missing.push(date.to_owned());
    }
    if missing.is_empty() {
        return Ok(());
    }
    missing.push(format!("Authorization={value}"));
    Err(Refusal::new(
        400,
        "com.amazon.coral.service#IncompleteSignatureException",
        missing.join(" "),
    ))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};
    use expect_test::{Expect, expect};

    use super::check;

    fn answer(headers: &[(&'static str, &'static str)], query: &str, expected: &Expect) {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        let text = match check(&headers, query) {
            Ok(()) => "accepted".to_owned(),
            Err(refusal) => format!("{}: {}", refusal.exception, refusal.message),
        };
        expected.assert_eq(&text);
    }

    const WHOLE: &str =
        "AWS4-HMAC-SHA256 Credential=a/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

    #[test]
    fn any_whole_signature_is_accepted() {
        answer(
            &[("authorization", WHOLE), ("x-amz-date", "now")],
            "",
            &expect!["accepted"],
        );
        answer(
            &[],
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0",
            &expect!["accepted"],
        );
    }

    #[test]
    fn half_of_one_is_refused() {
        answer(
            &[],
            "",
            &expect![
                "com.amazon.coral.service#MissingAuthenticationTokenException: Request is missing Authentication Token"
            ],
        );
        answer(
            &[("authorization", "Basic YTpi")],
            "",
            &expect![
                "com.amazon.coral.service#MissingAuthenticationTokenException: Request is missing Authentication Token"
            ],
        );
        answer(
            &[("authorization", "AWS4-HMAC-SHA256 Credential=a")],
            "",
            &expect![
                "com.amazon.coral.service#IncompleteSignatureException: Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Credential=a"
            ],
        );
        answer(
            &[("authorization", WHOLE)],
            "X-Amz-Algorithm=x",
            &expect![
                "com.amazon.coral.service#InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
            ],
        );
    }
}
