//! The catalogue, its files and its page agree, and it is as wide as the register.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use ucp_assay::fault::{Lane, catalogue, page};
use ucp_assay::harness::suite::{self, Suite};
use ucp_assay::protocol::contract::Contract;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::check_world;

/// What the study of the field asks for; the rows of other transports wait.
const ASKED: &str = "price.drift price.currency_swap totals.not_summing totals.rounding tax.late_change
    discount.dropped_silently discount.double_applied amount.as_float amount.as_string amount.overflow stock.race
    stock.partial stock.resurrected item.substituted idem.store_lost idem.ignored idem.other_body_accepted
    idem.stale_response idem.cross_tenant_leak idem.expired_early idem.conflict_on_identical commit.then_timeout
    commit.then_reset charge.double charge.without_order order.without_charge complete.async_never_finishes
    resp.replayed resp.other_session resp.wrong_id resp.stale_status sig.missing sig.unknown_kid sig.rotated_key
    sig.retired_key sig.other_merchant_key sig.wrong_alg sig.der_not_raw sig.high_s sig.component_omitted
    sig.over_request digest.mismatch digest.wrong_alg body.edited_before_signing jwks.duplicate_kid clock.skew
    clock.jump clock.frozen created.future created.past expires_at.past ttl.short date.bad_format date.offset
    profile.cache_poison profile.no_cache_header profile.stale_keys profile.version_downgrade
    profile.capability_vanishes profile.namespace_foreign profile.redirect profile.slow profile.huge
    profile.recursive_ref nego.empty_intersection_as_4xx nego.echo_undeclared state.illegal_jump
    state.completed_mutable state.canceled_revives state.escalation_no_url state.escalation_loop
    continue_url.foreign_origin state.in_progress_for_ever error.200_with_error error.4xx_without_body
    error.html_page error.unknown_code error.unknown_severity error.retry_after_huge error.retry_after_absent
    error.leaks_pan pay.handler_unknown pay.instrument_rejected_late pay.3ds_loop pay.partial_capture
    pay.capture_fails_later pay.refund_fails pay.credential_echoed hook.before_response hook.duplicate
    hook.reordered hook.dropped hook.burst hook.retry_storm hook.never_retries hook.bad_signature hook.old_key
    hook.wrong_order hook.partial_snapshot hook.other_version hook.unknown_event order.partial order.shrinks
    adjustment.over_refund http.dup_header http.gzip_lie http.charset_lie http.redirect_on_post json.duplicate_key
    json.deep json.bom json.big_number json.unknown_fields session.crossed_buyer pii.extra consent.ignored
    wire.reset_before_commit wire.reset_after_commit wire.empty_reply wire.truncated wire.short_length
    wire.long_length wire.malformed_chunk wire.garbage wire.hang wire.dribble wire.bandwidth wire.slow_close
    tls.alert tls.expired_certificate tls.wrong_host_certificate wire.latency wire.latency_uniform
    wire.latency_log_normal rate.limited";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a generated file, or writes it when asked to.
fn generated(path: &Path, expected: &str) {
    if std::env::var_os("UCP_ASSAY_UPDATE").is_some() {
        fs::write(path, expected).expect("written");
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, expected, "{} is out of date: run `just regenerate`", path.display());
}

#[test]
fn the_catalogue_has_what_the_study_asks_for() {
    let known: BTreeSet<&str> = catalogue::all().map(|fault| fault.id).collect();
    let missing: Vec<&str> = ASKED.split_whitespace().filter(|id| !known.contains(id)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert_eq!(known.len(), catalogue::all().count(), "an identifier stands twice");
    assert!(known.len() >= 100, "{}", known.len());
    assert!(catalogue::WAITING.iter().all(|(id, _)| !known.contains(id)));
}

#[test]
fn every_row_says_what_it_breaks_or_what_is_owed() {
    let registers = ProtocolVersion::ALL.map(|version| Contract::embedded(version).register());
    for fault in catalogue::all() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let (family, name) = fault.id.split_once('.').expect("family.name");
        assert!(family.bytes().all(plain) && name.bytes().all(plain), "{}", fault.id);
        assert!(fault.about.ends_with('.') && !fault.about.contains('\n'), "{}", fault.id);
        assert!(!fault.reaction.is_empty(), "{}", fault.id);
        assert_eq!(fault.lane == Lane::Merchant, !fault.violates.is_empty(), "{}", fault.id);
        for clause in catalogue::violated(fault) {
            let known = registers.iter().any(|register| register.get(clause).is_some());
            assert!(known, "{} violates {clause}, which is no clause", fault.id);
        }
    }
}

#[test]
fn parameters_have_schemas_and_defaults_that_keep_to_them() {
    for fault in catalogue::all() {
        let validator = jsonschema::validator_for(&fault.schema()).expect("a schema");
        let defaults: serde_json::Map<String, serde_json::Value> =
            fault.params.iter().map(|param| (param.name.to_owned(), param.default_value())).collect();
        let defaults = serde_json::Value::Object(defaults);
        assert!(validator.is_valid(&defaults), "{}: {defaults}", fault.id);
        assert!(!validator.is_valid(&serde_json::json!({"no_such_parameter": 1})), "{}", fault.id);
    }
}

#[test]
fn every_fault_has_its_scenario_file_and_no_file_is_left_over() {
    let folder = root().join("scenarios/faults");
    let mut expected = BTreeSet::new();
    for fault in catalogue::all() {
        let path: PathBuf = folder.join(format!("{}.yaml", fault.id));
        generated(&path, &page::scenario(fault));
        let world = check_world(&page::scenario(fault), fault.id).expect("a world");
        assert_eq!(world.faults.len(), 1);
        expected.insert(path);
    }
    let found = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn the_page_is_up_to_date() {
    generated(&root().join("docs/faults.md"), &page::markdown());
}

/// What a scenario about merchants tests must be breakable, else the scenario cannot be shown to fail. Scenarios about
/// connectors are shown to by defects of the reference connector.
#[test]
fn every_obligation_that_a_scenario_tests_is_violated_by_some_fault() {
    let violated: BTreeSet<&str> = catalogue::all().flat_map(catalogue::violated).collect();
    let register = Contract::embedded(ProtocolVersion::LATEST).register();
    let suite = Suite::parse(&suite::embedded()).expect("features");
    let about_merchants = suite.cases().iter().filter(|case| case.file.starts_with("merchant/"));
    let tested: BTreeSet<String> =
        about_merchants.flat_map(|case| case.tag_values("req").into_iter().map(str::to_owned)).collect();
    assert!(tested.len() > 150, "{}", tested.len());
    let unbroken: Vec<&String> = tested
        .iter()
        .filter(|id| register.get(id).is_some_and(|clause| clause.level.is_binding()))
        .filter(|id| !violated.contains(id.as_str()) && !SPARED.iter().any(|(spared, _)| spared == id))
        .collect();
    assert_eq!(unbroken, Vec::<&String>::new());
    for (spared, reason) in SPARED {
        assert!(!violated.contains(spared), "{spared} is violated now: {reason}");
    }
}

/// Obligations without a fault, each with its reason.
const SPARED: &[(&str, &str)] =
    &[("VER-007", "no merchant of ours publishes a profile of an older version beside its own")];
