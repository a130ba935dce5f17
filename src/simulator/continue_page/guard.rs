//! Who may submit the page's forms: the page itself, opened in a browser.

/// Whether a request comes from a page of the authority it was sent to. `origin` is the request's
/// `Origin`, `host` its `Host`; a browser sends the first with every form it posts. A request
/// without `Origin` is refused: no browser that people use sends forms so.
#[must_use]
pub fn is_same_origin(origin: Option<&str>, host: &str) -> bool {
    let authority =
        origin.and_then(|origin| origin.strip_prefix("https://").or(origin.strip_prefix("http://")));
    authority.is_some_and(|authority| !host.is_empty() && authority.eq_ignore_ascii_case(host))
}
