//! The dashboard's files: there without a token, empty of data, with a policy that lets nothing else in.

use crate::shop::raw;
use crate::support::Stage;
use ucp_assay::simulator::control::FILES;

async fn get(stage: &Stage, target: &str, more: &str) -> (u16, String) {
    let port = stage.control.address().port();
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n{more}\r\n");
    let (status, head, _) = raw(port, &request).await;
    (status, head)
}

#[tokio::test]
async fn the_files_need_no_token_and_carry_a_strict_policy() {
    let stage = Stage::open().await;
    for (path, kind, _) in FILES {
        let (status, head) = get(&stage, path, "").await;
        assert_eq!(status, 200, "{path}");
        assert!(head.contains(&format!("content-type: {kind}")), "{head}");
        let policy =
            head.lines().find_map(|line| line.strip_prefix("content-security-policy: ")).expect("a policy");
        for part in
            ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]
        {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(get(&stage, path, "Origin: https://evil.example\r\n").await.0, 403);
    }
}

#[tokio::test]
async fn nothing_else_is_served_without_a_token() {
    let stage = Stage::open().await;
    for target in
        ["/index.html", "/dashboard.js/", "/dashboard.js?x=1", "/dashboard.js%00", "/favicon.ico", "/.."]
    {
        assert_eq!(get(&stage, target, "").await.0, 401, "{target}");
    }
}

#[test]
fn nothing_is_inline_and_no_text_becomes_markup() {
    let text = |path: &str| FILES.iter().find(|(known, _, _)| *known == path).expect("a file").2;
    let page = text("/");
    assert_eq!(
        page.matches("<script").count(),
        page.matches("<script src=\"/dashboard.js\" defer></script>").count()
    );
    for inline in ["<style", " style=", "javascript:", "http://", "https://"] {
        assert!(!page.contains(inline), "{inline}");
    }
    let events = ["onclick=", "onload=", "onerror=", "onsubmit="];
    assert!(events.iter().all(|event| !page.contains(event)));
    let script = text("/dashboard.js");
    for markup in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "localStorage",
        "EventSource(",
    ] {
        assert!(!script.contains(markup), "{markup}");
    }
    assert!(!script.contains("token=") && !script.contains("?token"), "the token stands in no URL");
}
