//! The business profile, and how the merchant treats platforms' profiles.

use super::row::{Fault, breaks, int, millis, stirs, text};
use crate::fault::action::{negotiation, profile};
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Publish, Render};

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "profile.cache_poison",
        "A profile without keys may be cached for a year.",
        "bounds how long it caches, and refreshes when a signature fails",
        Publish(profile::cache_poison),
    ),
    breaks(
        "profile.no_cache_header",
        &["PRO-008"],
        "The profile does not say how long it may be cached.",
        Publish(profile::no_cache_header),
    )
    .owes("caches it for a minute"),
    breaks(
        "profile.uncacheable",
        &["PRO-009"],
        "The profile may not be cached.",
        Publish(profile::uncacheable),
    )
    .with(&[text("directive", "\"no-store\"", "directive added")])
    .owes("caches it for a minute all the same"),
    breaks(
        "profile.brief_cache",
        &["PRO-008"],
        "The profile may be cached for some seconds only.",
        Publish(profile::brief_cache),
    )
    .with(&[int("seconds", 0, 59, "10", "max-age")]),
    breaks(
        "profile.stale_keys",
        &["SIG-023", "WHK-001", "WHK-002", "WHK-004", "WHK-010"],
        "The profile has other keys than the merchant signs with.",
        Publish(profile::stale_keys),
    )
    .owes("refreshes once, then refuses"),
    breaks(
        "profile.key_private",
        &["SIG-009", "SIG-008"],
        "The private half of a key is published.",
        Publish(profile::key_private),
    ),
    breaks(
        "profile.key_off_curve",
        &["SIG-008", "SIG-009"],
        "A key is on no curve.",
        Publish(profile::key_off_curve),
    )
    .owes("ignores the key"),
    breaks("profile.key_nameless", &["SIG-009"], "Keys have no names.", Publish(profile::key_nameless)),
    stirs(
        "profile.key_other_curve",
        "A key is on P-384.",
        "ignores keys it cannot use",
        Publish(profile::key_other_curve),
    ),
    stirs(
        "profile.version_downgrade",
        "The profile announces an older version than is spoken.",
        "refuses versions it does not speak",
        Publish(profile::version_downgrade),
    )
    .with(&[text("version", "\"2025-01-01\"", "version announced")]),
    breaks(
        "profile.version_word",
        &["VER-012", "VER-013", "VER-014"],
        "An older version is a word.",
        Publish(profile::version_word),
    )
    .with(&[text("word", "\"draft\"", "the word")]),
    stirs(
        "profile.capability_vanishes",
        "A capability is not declared any more.",
        "negotiates anew and works without it",
        Publish(profile::capability_vanishes),
    )
    .with(&[text("capability", "\"dev.ucp.shopping.discount\"", "its name")]),
    stirs(
        "profile.capability_version",
        "A capability is declared in another version only.",
        "uses nothing that both sides do not speak in one version",
        Publish(profile::capability_version),
    )
    .with(&[
        text("capability", "\"dev.ucp.shopping.checkout\"", "its name"),
        text("version", "\"2020-01-01\"", "version declared"),
    ]),
    breaks(
        "profile.namespace_foreign",
        &["PRO-002"],
        "Capabilities of the protocol are documented on somebody else's site.",
        Publish(profile::namespace_foreign),
    )
    .owes("rejects the declaration"),
    breaks(
        "profile.reserved_name",
        &["NEG-004"],
        "A capability of the merchant's own pretends to be the protocol's.",
        Publish(profile::reserved_name),
    ),
    breaks(
        "profile.name_short",
        &["NEG-001"],
        "A capability is not named by a domain.",
        Publish(profile::name_short),
    ),
    breaks(
        "profile.documents_missing",
        &["PRO-001"],
        "Capabilities name neither schema nor specification.",
        Publish(profile::documents_missing),
    ),
    breaks(
        "profile.extension_orphaned",
        &["CON-002"],
        "An extension extends something it cannot.",
        Publish(profile::extension_orphaned),
    )
    .with(&[text("capability", "\"dev.ucp.shopping.buyer_consent\"", "its name")]),
    breaks(
        "profile.endpoint_plain",
        &["PRO-003", "TLS-004"],
        "The endpoint is plain HTTP.",
        Publish(profile::endpoint_plain),
    )
    .owes("refuses"),
    breaks(
        "profile.endpoint_slash",
        &["PRO-004"],
        "The endpoint ends with a slash.",
        Publish(profile::endpoint_slash),
    )
    .owes("joins paths with care"),
    breaks("profile.redirect", &["PRO-007"], "The profile redirects.", Publish(profile::redirect))
        .with(&[int("status", 300, 399, "302", "HTTP status")])
        .owes("does not follow"),
    stirs(
        "profile.slow",
        "The profile takes its time.",
        "bounds the wait, and says whose fault it is",
        Publish(profile::slow),
    )
    .with(&[millis("millis", "3000", "pause")]),
    stirs("profile.huge", "The profile is very large.", "bounds what it reads", Publish(profile::huge))
        .with(&[int("bytes", 1, 4_194_304, "1048576", "bytes of padding")]),
    stirs("profile.not_json", "The profile breaks off.", "refuses, and says so", Publish(profile::not_json)),
    stirs(
        "profile.failing",
        "The profile cannot be had.",
        "tries again later; uses the cached one meanwhile",
        Publish(profile::failing),
    )
    .with(&[int("status", 400, 599, "503", "HTTP status")]),
    stirs(
        "profile.recursive_ref",
        "Published schemas refer to each other in a circle.",
        "bounds the resolution of references",
        Publish(profile::recursive_ref),
    ),
    stirs(
        "profile.unlisted_version",
        "Older versions that are served are not listed.",
        "asks for its own version all the same",
        Publish(profile::older_version_listed),
    ),
    breaks(
        "fetch.every_time",
        &["NEG-014", "NEG-030", "SIG-002"],
        "The platform's profile is fetched for every request, however fresh it is.",
        Handle(Stage::Authenticate, negotiation::refetch),
    ),
    breaks(
        "fetch.unchecked",
        &[
            "ERR-001", "ERR-002", "ERR-003", "ERR-022", "NEG-014", "NEG-025", "NEG-027", "NEG-029",
            "NEG-032", "SIG-024", "SIG-025", "SIG-027",
        ],
        "Requests are served whatever the platform's profile is or whether it can be had.",
        Render(negotiation::profile_unchecked),
    ),
    breaks(
        "fetch.anybody",
        &["SIG-033", "ERR-012"],
        "Platforms that are not approved are served.",
        Handle(Stage::Authenticate, negotiation::anybody),
    ),
];
