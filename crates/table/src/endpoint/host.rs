//! The header `Host`: only names of this machine are answered to.
//!
//! A page on the web may have its own name lead to 127.0.0.1 (*DNS rebinding*); to the browser this endpoint is then the
//! page's own server. The name that the browser sends tells it apart.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};

/// Refuses requests to another name, and those that name none.
pub(super) fn check(headers: &HeaderMap) -> Result<(), (StatusCode, String)> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    if is_this_machine(host) {
        return Ok(());
    }
    let message =
        format!("this table is for programs on this machine: ask localhost or 127.0.0.1, not {host:?}\n");
    Err((StatusCode::FORBIDDEN, message))
}

fn is_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host();
    let address = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name);
    if let Ok(address) = address.parse::<IpAddr>() {
        return address.is_loopback();
    }
    // Browsers resolve these names themselves (RFC 6761, section 6.3).
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn names_of_this_machine() {
        for host in [
            "localhost",
            "localhost:8000",
            "LocalHost:80",
            "123.ddb.localhost:8000",
            "127.0.0.1",
            "127.0.0.1:8000",
            "127.1.2.3:1",
            "[::1]",
            "[::1]:8000",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.org",
            "localhost.example.org:8000",
            "127.0.0.1.example.org",
            "notlocalhost",
            "10.0.0.1:8000",
            "[::2]:8000",
            "0.0.0.0:8000",
            "a b",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
