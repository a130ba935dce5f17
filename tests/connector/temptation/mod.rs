//! Temptations: situations in which a connector with a defect shows it, and one without does not.
//! Every defect of the list has one.

mod answers;
mod completion;
mod discovery;
mod forms;
mod repetition;
mod requests;
mod webhooks;

use futures::future::{BoxFuture, join_all};
use std::collections::BTreeSet;
use ucp_assay::connector::{Defect, Defects};

/// Whether a connector with these defects misbehaves.
pub(crate) type Tempt = fn(Defects) -> BoxFuture<'static, bool>;

/// A defect and what brings it to light.
pub(crate) type Row = (Defect, Tempt);

/// Runs every row with and without its defect.
async fn judge(rows: &[Row]) {
    let judged = join_all(rows.iter().map(|(defect, tempt)| async move {
        let right = tempt(Defects::none()).await;
        let wrong = tempt(Defects::only(*defect)).await;
        (defect.id(), right, wrong)
    }))
    .await;
    let accused: Vec<_> = judged.iter().filter(|(_, right, _)| *right).map(|(id, _, _)| id).collect();
    let missed: Vec<_> = judged.iter().filter(|(_, _, wrong)| !wrong).map(|(id, _, _)| id).collect();
    assert!(accused.is_empty() && missed.is_empty(), "falsely accused {accused:?}, not seen {missed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discovery_defects_show() {
    judge(discovery::ROWS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn request_defects_show() {
    judge(requests::ROWS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn form_defects_show() {
    judge(forms::ROWS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repetition_defects_show() {
    judge(repetition::ROWS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answer_defects_show() {
    judge(answers::ROWS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn completion_defects_show() {
    judge(completion::ROWS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhook_defects_show() {
    judge(webhooks::ROWS).await;
}

/// The one that prints is caught where the output is read, in the tests of MCP.
#[test]
fn every_defect_has_a_temptation() {
    let groups = [
        discovery::ROWS,
        requests::ROWS,
        forms::ROWS,
        repetition::ROWS,
        answers::ROWS,
        completion::ROWS,
        webhooks::ROWS,
    ];
    let tempted: BTreeSet<Defect> =
        groups.iter().flat_map(|rows| rows.iter().map(|(defect, _)| *defect)).collect();
    let left: Vec<_> = Defect::ALL.into_iter().filter(|defect| !tempted.contains(defect)).collect();
    assert_eq!(left, [Defect::StdoutNoise]);
}
