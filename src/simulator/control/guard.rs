//! Who may speak at all: the `Host` a request was meant for, and the page it came from. A name that an
//! attacker points at this machine (DNS rebinding) and a page of another origin are both refused.

use super::problem::{Code, Problem};
use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use std::net::IpAddr;

/// Names that reach this listener.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    /// Names beside `localhost` and addresses, lower case, without port.
    named: Vec<String>,
    /// Addresses that are not of this machine alone count too: the listener is meant to be reached from elsewhere.
    any_address: bool,
}

impl Hosts {
    pub(super) fn new(listen: IpAddr, named: &[String]) -> Self {
        let named = named.iter().map(|name| name.to_ascii_lowercase()).collect();
        Self { named, any_address: !listen.is_loopback() }
    }

    fn admits(&self, authority: &str) -> bool {
        let Some(host) = host_of(authority) else { return false };
        let host = host.to_ascii_lowercase();
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match literal {
            // An address cannot be rebound: the browser's page would have to live at it.
            Ok(address) => address.is_loopback() || self.any_address,
            Err(_) => host == "localhost" || self.named.contains(&host),
        }
    }
}

/// The host of an authority, without its port.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let end = rest.find(']')? + 2;
            (authority.get(..end)?, authority.get(end..)?)
        }
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let digits = port.strip_prefix(':').unwrap_or("");
    let sound = !host.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 5;
    (sound && (port.is_empty() || !digits.is_empty())).then_some(host)
}

/// Refuses requests for another host and from another origin.
pub(super) fn check(request: &HttpRequest, hosts: &Hosts, scheme: &str) -> Result<(), Problem> {
    let authority = only(request.headers(), "host").filter(|host| hosts.admits(host));
    let target = request.uri().authority().map(actix_web::http::uri::Authority::as_str);
    let Some(authority) = authority.filter(|host| target.is_none_or(|target| target == *host)) else {
        return Err(Problem::new(Code::WrongHost, "the request is for another host")
            .at("header Host")
            .expected("localhost, an address of this listener, or a name given with --control-host, once")
            .mend("use the URL printed at the start, or start with --control-host NAME"));
    };
    let own = format!("{scheme}://{authority}");
    let foreign = |place: &str| {
        Problem::new(Code::ForeignOrigin, "the request comes from a page of another origin")
            .at(place)
            .expected(format!("no Origin, or {own}"))
            .mend("use the dashboard of this listener, or a client that is no browser")
    };
    if request.headers().contains_key("origin")
        && only(request.headers(), "origin").is_none_or(|origin| !origin.eq_ignore_ascii_case(&own))
    {
        return Err(foreign("header Origin"));
    }
    match only(request.headers(), "sec-fetch-site") {
        None if !request.headers().contains_key("sec-fetch-site") => Ok(()),
        Some("same-origin" | "none") => Ok(()),
        None | Some(_) => Err(foreign("header Sec-Fetch-Site")),
    }
}

/// The value of a header that stands once and is text.
pub(super) fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut lines = headers.get_all(name);
    let first = lines.next()?.to_str().ok()?;
    lines.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::net::Ipv4Addr;

    #[rstest]
    #[case("localhost", true)]
    #[case("LOCALHOST:8440", true)]
    #[case("127.0.0.1:8440", true)]
    #[case("127.1.2.3", true)]
    #[case("[::1]:8440", true)]
    #[case("control.example:1", true)]
    #[case("localhost.evil.example", false)]
    #[case("evil.example:8440", false)]
    #[case("127.0.0.1.evil.example", false)]
    #[case("192.0.2.1", false)]
    #[case("[::1", false)]
    #[case("[::1]evil", false)]
    #[case("localhost:", false)]
    #[case("localhost:80a", false)]
    #[case("localhost:123456", false)]
    #[case("user@localhost", false)]
    #[case("localhost.", false)]
    #[case("", false)]
    fn only_names_of_this_machine_reach_it(#[case] host: &str, #[case] admitted: bool) {
        let hosts = Hosts::new(IpAddr::V4(Ipv4Addr::LOCALHOST), &["Control.Example".to_owned()]);
        assert_eq!(hosts.admits(host), admitted);
    }

    #[test]
    fn addresses_reach_a_listener_that_is_open_to_others() {
        let hosts = Hosts::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), &[]);
        assert!(hosts.admits("192.0.2.1:8440") && hosts.admits("[2001:db8::1]"));
        assert!(!hosts.admits("evil.example"));
    }
}
