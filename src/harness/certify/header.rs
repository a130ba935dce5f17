//! The head of the report: what runs against what, under which conditions.

use super::CertifyError;
use super::start::{Prepared, Stage};
use crate::clock::{Clock, Instant};
use crate::harness::business::Business;
use crate::harness::connector::Contender;
use crate::harness::plan::Plan;
use crate::harness::run::Run;
use crate::harness::suite;
use crate::harness::target::Target;
use crate::report::{FORMAT, Header, Recorder, Relaxation, TargetKind, VersionUnderTest};
use sha2::{Digest as _, Sha256};

/// Begins the report. `businesses` are those of the stages, as far as they could be read.
pub(super) fn recorder(
    prepared: &Prepared,
    started: Instant,
    businesses: &[Option<&Business>],
) -> Result<Recorder, CertifyError> {
    let Prepared { options, stages, suite, filter, .. } = prepared;
    let first = &prepared.first;
    let header = Header {
        format: FORMAT,
        run: uuid::Uuid::now_v7().to_string(),
        tool: env!("CARGO_PKG_NAME").to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        command: options.command.clone(),
        target: described(first),
        versions: stages.iter().zip(businesses).map(|(stage, business)| tested(stage, *business)).collect(),
        plan_digest: plan_digest(&first.plan),
        features_digest: suite.digest().to_owned(),
        seed: options.seed,
        relaxations: relaxations(first),
        selection: match &first.contender {
            Some(Contender::Anybody(_)) => Some("--watch".to_owned()),
            Some(Contender::Reference(_) | Contender::Driven(_)) | None => filter.words(),
        },
        started,
    };
    Ok(Recorder::start(&options.report.0, header, Clock::system())?)
}

fn described(run: &Run) -> crate::report::Target {
    if let Some(contender) = &run.contender {
        let url = run.target.base_url().to_owned();
        return crate::report::Target { kind: TargetKind::Connector, name: contender.name(), url };
    }
    let (kind, name) = match &run.target {
        Target::Builtin(target) => {
            (TargetKind::BuiltinMerchant, format!("built-in merchant ({})", target.world()))
        }
        Target::Foreign(target) => (TargetKind::Merchant, target.base_url().to_owned()),
    };
    crate::report::Target { kind, name, url: run.target.base_url().to_owned() }
}

fn tested(stage: &Stage, business: Option<&Business>) -> VersionUnderTest {
    let declared = business.map(|business| business.profile.capabilities()).unwrap_or_default();
    let capabilities = declared
        .iter()
        .map(|entry| format!("{}@{}", entry.name, entry.text("version").unwrap_or("?")))
        .collect();
    VersionUnderTest {
        version: stage.run.version.date().to_owned(),
        url: stage.run.target.base_url().to_owned(),
        contract_digest: format!("sha-256:{}", stage.run.contract.digest()),
        capabilities,
    }
}

fn plan_digest(plan: &Plan) -> String {
    let text = serde_saphyr::to_string(plan).unwrap_or_default();
    suite::hex_digest(Sha256::digest(text.as_bytes()).as_slice())
}

/// What softens the result, for the report's head.
fn relaxations(run: &Run) -> Vec<Relaxation> {
    let relax = |name: &str, effect: &str| Relaxation { name: name.to_owned(), effect: effect.to_owned() };
    let mut all = Vec::new();
    match &run.target {
        Target::Builtin(target) => {
            all.push(relax(
                "allow-loopback",
                "the merchant accepts platform profiles and webhook addresses on this machine, vouched for by an authority generated for the run",
            ));
            all.extend(target.concessions().iter().map(|(name, effect)| relax(name, effect)));
        }
        Target::Foreign(target) if target.base_url().starts_with("http://") => {
            all.push(relax(
                "plain-http",
                "the target is reached without TLS; clauses about TLS are not shown by this run",
            ));
        }
        Target::Foreign(_) => {}
    }
    if run.plan.platform.plain_http {
        all.push(relax("platform.plain_http", "platform profiles and webhook addresses are plain http"));
    }
    for what in &run.plan.target.accommodate {
        all.push(relax(&format!("target.accommodate: {}", what.name()), what.effect()));
    }
    if run.plan.tls.insecure {
        all.push(relax("tls.insecure", "any certificate of the target is accepted"));
    }
    all
}
