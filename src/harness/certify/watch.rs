//! Certification without a driver: a merchant is served, anybody shops, and the journal is judged by the ambient
//! checks alone. What nobody provoked was not seen, so the claim is partial whatever was found.

use super::ambient_records;
use crate::clock::Clock;
use crate::connector::Hygiene;
use crate::exchange::Exchange;
use crate::harness::business::Business;
use crate::harness::connector::ambient::Watched;
use crate::harness::connector::{Served, sight};
use crate::harness::run::Run;
use crate::harness::target::Target;
use crate::harness::wire::Wire;
use crate::protocol::operation::Operation;
use crate::report::{Evidence, Recorder, ScenarioRecord, ScenarioStart, Verdict};
use crate::transport::profile_view::ProfileView;
use std::time::Duration;

/// Longest watch that nobody bounded by time.
const A_DAY: Duration = Duration::from_hours(24);
/// How long the wire has to be quiet after the last checkout, so that what belongs to it is seen too, and at most.
const QUIET: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_mins(2);
/// Name of the pseudo-scenario.
const WATCH: &str = "watch";

/// Serves, watches, judges.
pub(super) async fn watch(run: &Run, served: &Served, recorder: &Recorder) {
    let Target::Builtin(target) = &run.target else { return };
    let wire = target.public_wire();
    let before = wire.recorded();
    let authority = target.authority();
    if let (Some(path), Some(authority)) = (&served.certificate, authority) {
        match authority.write_certificate(path) {
            Ok(()) => (served.announce)(&format!("trust    {}", path.display())),
            Err(error) => (served.announce)(&format!("the certificate is not written: {error}")),
        }
    }
    (served.announce)(&format!("merchant {}/.well-known/ucp", target.base_url()));
    until(&*wire, served, before).await;
    let exchanges: Vec<Exchange> = wire.after(before).into_iter().map(numbered).collect();
    let business = Business::read(target.base_url(), ProfileView::new(wire.profile()));
    let watched = Watched {
        contract: run.contract,
        business: business.as_ref(),
        case: WATCH,
        exchanges: &exchanges,
        written: &[],
        hygiene: &Hygiene::default(),
    };
    run.watchbook.examine(&watched);
    recorder.scenario_finished(record(run, &exchanges));
    for record in ambient_records::all(run) {
        recorder.scenario_finished(record);
    }
}

/// Waits for the end: the time, the number of checkouts, or an interrupt.
async fn until(wire: &dyn Wire, served: &Served, before: u64) {
    let opened = |exchange: &Exchange| {
        let answered = exchange.response.as_ref().is_some_and(|answer| (200..300).contains(&answer.status));
        answered && sight::is(exchange, Operation::CreateCheckout)
    };
    let count = served.checkouts.unwrap_or(usize::MAX);
    let most = served.time.unwrap_or(A_DAY);
    let watching = async {
        if wire.wait(before, count, most, &opened).await {
            let _quiet = wire.quiet(QUIET, PATIENCE.min(most)).await;
        }
    };
    tokio::select! {
        () = watching => {}
        // Without a handler for it the watch ends by time or number only.
        Ok(()) = tokio::signal::ctrl_c() => {}
    }
}

fn numbered((number, mut exchange): (u64, Exchange)) -> Exchange {
    exchange.id = format!("x{number}");
    exchange
}

/// Everything that was seen, as one pseudo-scenario.
fn record(run: &Run, exchanges: &[Exchange]) -> ScenarioRecord {
    let calls = exchanges.iter().filter(|exchange| sight::is_call(exchange)).count();
    let verdict =
        if calls > 0 { Verdict::Pass } else { Verdict::NotTested { reason: "nobody shopped".to_owned() } };
    ScenarioRecord {
        scenario: ScenarioStart {
            id: WATCH.to_owned(),
            version: run.version.date().to_owned(),
            name: "Whatever was shopped".to_owned(),
            feature: "Watch".to_owned(),
            area: WATCH.to_owned(),
            file: WATCH.to_owned(),
            line: 1,
            requirements: Vec::new(),
            at: Clock::system().now(),
        },
        elapsed_millis: 0,
        steps: Vec::new(),
        exchanges: exchanges.iter().map(Evidence::from).collect(),
        failure: None,
        notes: vec![format!("{calls} requests were seen")],
        expected_failure: None,
        verdict,
    }
}
