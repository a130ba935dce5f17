//! Connectors that others wrote, when they are installed as `scripts/connectors.sh` installs them.

use crate::stage::{FOREIGN, Stage, january, lenient, loaded, payment, roses, shipped};
use ucp_assay::connector::drive::{DriverFleet, Fleet, SmokeStep, smoke};
use ucp_assay::connector::driver::Action;
use ucp_assay::simulator::Settings;
use ucp_assay::simulator::overlay::TalosSettings;

async fn look(name: &str, stage: Stage) {
    let fleet = DriverFleet::new(loaded(&shipped(name)));
    let smoke = smoke(&fleet, stage.place.surroundings(), roses(1)).await;
    println!("{smoke}");
    for exchange in stage.session.journal().raw() {
        let status = exchange.response.as_ref().map(|response| response.status);
        println!("{} {} {status:?}", exchange.request.method, exchange.request.url);
    }
    assert!(smoke.start.is_none(), "{smoke}");
    assert!(matches!(smoke.create, SmokeStep::Done(_)), "{smoke}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs ucp-mcp-server on PATH"]
async fn ucp_mcp_server() {
    let profile = DriverFleet::new(loaded(&shipped("ucp-mcp-server"))).traits().profile_url.clone();
    look("ucp-mcp-server", Stage::open_for(lenient(), None, profile).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs ucp-client in the python3 on PATH"]
async fn ucp_client() {
    look("ucp-client", Stage::open_with(lenient(), None).await).await;
}

/// It only shops as a whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs SAMPLES_DIR and ucp-sdk in the python3 on PATH"]
async fn samples_client() {
    let text = shipped("samples-client");
    let profile = DriverFleet::new(loaded(&text)).traits().profile_url.clone();
    let stage = Stage::open_for(lenient(), None, profile).await;
    let driver = stage.start(&text).await;
    let flow = stage.ask(&*driver, Action::Flow { checkout: roses(1), payment: payment() }).await;
    for exchange in stage.session.journal().raw() {
        let status = exchange.response.as_ref().map(|response| response.status);
        println!("{} {} {status:?}", exchange.request.method, exchange.request.url);
    }
    println!("{flow:?} {:?}", driver.hygiene().await);
    // It exits with 0 when it breaks too; what it prints must tell the two apart.
    assert_eq!(flow.is_success(), stage.orders() == 1, "{flow:?}");
    assert!(stage.session.journal().raw().len() > 1, "it asked for no checkout");
}

/// The public half of the key in the connector's source is in the file that `TALOS_PUBLIC_KEY` names.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs talos-ucp on PATH and TALOS_PUBLIC_KEY"]
async fn talos() {
    let file = std::env::var("TALOS_PUBLIC_KEY").expect("TALOS_PUBLIC_KEY");
    let pem = std::fs::read_to_string(file).expect("a key");
    let overlay =
        TalosSettings::new([("talos-dev-key-1", pem.as_str())], TalosSettings::WINDOW).expect("a key");
    let settings = Settings { overlay: Some(overlay), ..january() };
    look("talos", Stage::open_with(settings, Some(FOREIGN)).await).await;
}
