//! A request as a `curl` command.

use std::fmt::Write as _;

use super::RedactedRequest;

/// Headers that curl computes itself.
const COMPUTED: [&str; 3] = ["content-length", "connection", "transfer-encoding"];

/// One command for bash and zsh; control characters are written as escapes (`$'…'`), so that a
/// hostile body cannot talk to the reader's terminal.
pub(super) fn line(request: &RedactedRequest) -> String {
    // -g: markers have brackets, which curl would expand in a URL.
    let mut line = String::from("curl -g ");
    if request.method == "HEAD" {
        line.push_str("--head ");
    } else {
        let _ = write!(line, "-X {} ", quote(&request.method));
    }
    line.push_str(&quote(&request.url));
    for (name, value) in &request.headers {
        if !is_computed(name, value, &request.url) {
            // To curl, "name:" means no such header and "name;" an empty one.
            let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
            let _ = write!(line, " -H {}", quote(&header));
        }
    }
    if !request.body.is_empty() {
        let _ = write!(line, " --data-raw {}", quote(&request.body));
    }
    line
}

fn is_computed(name: &str, value: &str, url: &str) -> bool {
    let name = name.to_ascii_lowercase();
    COMPUTED.contains(&name.as_str())
        || (name == "host" && url.split('/').nth(2).is_some_and(|authority| authority == value))
}

fn quote(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        return format!("$'{}'", text.chars().map(escape).collect::<String>());
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn escape(letter: char) -> String {
    match letter {
        '\'' | '\\' => format!("\\{letter}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        letter if letter.is_control() => format!("\\u{:04x}", u32::from(letter)),
        letter => letter.to_string(),
    }
}
