//! What a connector lets out beside the protocol.

use super::Sighting;
use crate::harness::ambient::Remark;
use crate::harness::connector::sight;
use crate::harness::secrets;

/// The credentials that went over the wire must not stand in what the connector wrote.
pub(super) fn credentials(sighting: &Sighting<'_>) -> Remark {
    let requests = sighting.watched.exchanges.iter().filter(|exchange| sight::is_call(exchange));
    let secrets: Vec<String> = requests.filter_map(sight::body).flat_map(|body| secrets::of(&body)).collect();
    if secrets.is_empty() {
        return Remark::NotConcerned;
    }
    let leaks = sighting.watched.written.iter().any(|line| secrets::found_in(line.as_bytes(), &secrets));
    Remark::of(
        !leaks,
        "A payment credential was written",
        "no credential",
        "a line of the connector's output has it",
    )
}

/// Of connectors that speak on their standard output, what else stands there.
pub(super) fn stray(sighting: &Sighting<'_>) -> Remark {
    let hygiene = sighting.watched.hygiene;
    let actual =
        format!("{} other lines, such as: {}", hygiene.stray_lines, hygiene.stray_samples.join(" | "));
    Remark::of(hygiene.stray_lines == 0, "Lines on the standard output that are no messages", "none", actual)
}
