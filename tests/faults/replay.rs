//! The same run goes wrong alike: identical verdicts and firings one at a time and sixteen at a time.

use crate::support::{Answer, Call, World, payment, roses, world};
use futures::StreamExt;
use std::collections::BTreeMap;
use ucp_assay::fault::Rule;
use ucp_assay::protocol::operation::Operation;
use ucp_assay::simulator::{SessionHandle, SessionOptions};

const SESSIONS: usize = 16;
const RUNS: usize = 20;

/// What happened in one session: statuses answered, and rule, operation and ordinal of each firing.
type Course = (Vec<u16>, Vec<(String, Option<&'static str>, u64)>);

fn rules() -> Vec<Rule> {
    let faults = [
        "price.drift",
        "error.unavailable",
        "idem.ignored",
        "sig.corrupt",
        "state.created_with_200",
        "totals.not_summing",
        "rate.limited",
    ];
    faults.iter().map(|fault| Rule::of(fault).named(&format!("r:{fault}")).chance(0.3)).collect()
}

/// A short shopping trip in a session of its own.
async fn course(world: &World, run: usize, jobs: usize, number: usize) -> (usize, Course) {
    let options = SessionOptions {
        faults: rules(),
        seed: Some(42),
        fault_scope: Some(format!("scenario-{number}")),
        ..SessionOptions::default()
    };
    let name = format!("r{run}-j{jobs}-{number}");
    let session = world.application.sessions().open(&name, options).await.expect("a session");
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let created =
            send_to(world, &session, world.call("POST", "/checkout-sessions", Some(roses(1)))).await;
        statuses.push(created.status);
        let Some(id) = created.body["id"].as_str().map(str::to_owned) else { continue };
        let path = format!("/checkout-sessions/{id}");
        statuses.push(send_to(world, &session, world.call("GET", path.clone(), None)).await.status);
        let complete = world.call("POST", format!("{path}/complete"), Some(payment("success_token")));
        statuses.push(send_to(world, &session, complete).await.status);
    }
    let fired = session
        .faults()
        .firings()
        .into_iter()
        .map(|firing| (firing.rule.to_string(), firing.operation.map(Operation::name), firing.ordinal));
    let course = (statuses, fired.collect());
    world.application.sessions().close(&name);
    (number, course)
}

async fn run(world: &World, run: usize, jobs: usize) -> BTreeMap<usize, Course> {
    let courses = (0..SESSIONS).map(|number| course(world, run, jobs, number));
    futures::stream::iter(courses).buffer_unordered(jobs).collect().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_runs_are_alike_at_any_concurrency() {
    let world = world().await;
    let first = run(&world, 0, 1).await;
    let fired: usize = first.values().map(|(_, fired)| fired.len()).sum();
    assert!(fired > SESSIONS, "only {fired} firings: nothing is shown");
    for number in 1..=RUNS {
        for jobs in [1, 16] {
            assert_eq!(run(&world, number, jobs).await, first, "run {number} with {jobs} at once");
        }
    }
}

/// Signs and sends to another session.
async fn send_to(world: &World, session: &SessionHandle, call: Call) -> Answer {
    let request = world.prepare_for(session.base_url(), call);
    Answer::of(world.client.send(request).await.expect("an answer"))
}
