//! Idempotency keys.

use super::Sighting;
use crate::harness::ambient::Remark;
use crate::harness::connector::sight::{self, header};

const KEY: &str = "idempotency-key";
/// Shortest text that can hold 128 random bits: base64 without padding.
const SHORTEST: usize = 22;
/// Fewest different characters that a random text of that length has in practice.
const VARIETY: usize = 8;

pub(super) fn present(sighting: &Sighting<'_>) -> Remark {
    if !sighting.spec.is_some_and(|spec| spec.idempotent) {
        return Remark::NotConcerned;
    }
    let title = "A change without Idempotency-Key";
    Remark::of(
        header(sighting.exchange, KEY).is_some(),
        title,
        "Idempotency-Key",
        sight::line(sighting.exchange),
    )
}

pub(super) fn strength(sighting: &Sighting<'_>) -> Remark {
    let Some(key) = header(sighting.exchange, KEY) else { return Remark::NotConcerned };
    let title = "An Idempotency-Key that can be guessed";
    Remark::of(is_strong(key.trim()), title, "at least 128 random bits", key)
}

/// What cannot be seen is whether the bits are random; what can be seen is that there is no room for them.
fn is_strong(key: &str) -> bool {
    let mut characters: Vec<char> = key.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    key.len() >= SHORTEST && characters.len() >= VARIETY
}

pub(super) fn unique(sighting: &Sighting<'_>) -> Remark {
    let Some(key) = header(sighting.exchange, KEY) else { return Remark::NotConcerned };
    let request = &sighting.exchange.request;
    let earlier = sighting.watched.exchanges.iter().take_while(|one| one.id != sighting.exchange.id);
    let other = earlier.filter(|one| sight::is_call(one) && header(one, KEY) == Some(key)).find(|one| {
        one.request.method != request.method
            || one.request.url != request.url
            || one.request.body != request.body
    });
    Remark::of(
        other.is_none(),
        "One Idempotency-Key for two different requests",
        "a key of its own, or the same request to the byte",
        other.map_or_else(String::new, |one| {
            format!("{} was sent under it before ({})", sight::line(one), one.id)
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::is_strong;

    #[test]
    fn a_key_needs_room_for_128_bits() {
        assert!(is_strong("2f1b8c1e-6a55-4a0e-9d3a-3c0c2d0b7f11"));
        assert!(is_strong("Zm9vYmFyYmF6cXV4cXV1eA"));
        for weak in ["1", "order-17", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "0000000000000000000001"] {
            assert!(!is_strong(weak), "{weak}");
        }
    }
}
