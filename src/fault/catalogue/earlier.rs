//! Clauses of earlier versions that faults violate beside those of their rows. A row names the clauses of
//! the newest version; where an earlier one demands the same under another name, it stands here.

/// Fault and clauses.
pub(super) const ALSO: &[(&str, &[&str])] = &[
    ("nego.echo_everything", &["NEG-022", "NEG-501"]),
    ("totals.not_summing", &["TOT-503"]),
    ("totals.rounding", &["TOT-503"]),
    ("totals.charge_negative", &["TOT-502", "TOT-503"]),
    ("totals.no_total", &["TOT-503"]),
    ("totals.no_subtotal", &["TOT-503"]),
    ("amount.as_float", &["TOT-502"]),
    ("amount.as_string", &["TOT-502"]),
    ("discount.applied_below_zero", &["DSC-501"]),
    ("sig.corrupt_served", &["ERR-503"]),
    ("sig.unknown_key_served", &["ERR-503"]),
    ("sig.algorithm_served", &["ERR-503"]),
    ("sig.unsigned_served", &["ERR-503"]),
    ("sig.valid_refused", &["SIG-502"]),
    ("error.status_shifted", &["ERR-502", "ERR-503", "ERR-506", "ERR-507", "ERR-508"]),
    ("error.200_with_error", &["ERR-502", "ERR-503", "ERR-506", "ERR-507", "ERR-508"]),
    ("error.served", &["ERR-502", "ERR-503"]),
    ("error.4xx_without_body", &["ERR-509"]),
    ("profile.documents_missing", &["PRO-502"]),
    ("profile.key_nameless", &["SIG-501"]),
    ("hook.dropped", &["WHK-507"]),
    ("hook.partial_snapshot", &["ORD-504"]),
    ("hook.totals_lost", &["ORD-504"]),
    ("error.conditions_overlooked", &["ERR-506", "ERR-507", "ERR-508"]),
    ("error.unknown_severity", &["ERR-510"]),
];
