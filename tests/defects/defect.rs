//! What a defect is: where it is put in, and who must notice.

use crate::message::{Answer, Request};
use ucp_assay::platform::authority::TlsVersions;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::settings::ResponseSigning;

/// A scenario (or ambient check) that must fail, and a clause that must fail with it.
pub(crate) type Catch = (&'static str, &'static str);

/// A merchant that is wrong in one way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Defect {
    /// The protocol version that the merchant serves and is certified against.
    pub(crate) version: ProtocolVersion,
    /// What the merchant signs. With none, no change of a body can be noticed by its signature.
    pub(crate) signing: ResponseSigning,
    /// The versions of TLS accepted.
    pub(crate) tls: TlsVersions,
    /// Whether plain HTTP is served at the same port.
    pub(crate) in_the_clear: bool,
    /// Answers a request in the merchant's place, or changes it on its way.
    pub(crate) request: fn(&mut Request) -> Option<Answer>,
    /// Changes the merchant's answer.
    pub(crate) answer: fn(&Request, &mut Answer),
    /// Changes a webhook on its way, or keeps it and answers in the platform's place.
    pub(crate) webhook: fn(&mut Request) -> Option<Answer>,
    /// Changes the platform's answer to a webhook.
    pub(crate) receipt: fn(&mut Answer),
    /// Scenarios to run beside those that catch it, for ambient checks to see their answers.
    pub(crate) run: &'static [&'static str],
    /// Who must notice, and which clause must fail.
    pub(crate) caught: &'static [Catch],
}

/// No defect at all; rows of the catalogue change what they are about.
pub(crate) const NONE: Defect = Defect {
    version: ProtocolVersion::April2026,
    signing: ResponseSigning::None,
    tls: TlsVersions::Only13,
    in_the_clear: false,
    request: |_| None,
    answer: |_, _| (),
    webhook: |_| None,
    receipt: |_| (),
    run: &[],
    caught: &[],
};

/// The same at the January version.
pub(crate) const JANUARY: Defect = Defect { version: ProtocolVersion::January2026, ..NONE };

impl Defect {
    /// Permanent names of the scenarios to run, without rows of outlines.
    pub(crate) fn scenarios(&self) -> Vec<&'static str> {
        let caught = self.caught.iter().map(|(scenario, _)| *scenario);
        let mut all: Vec<&str> = caught
            .filter(|scenario| !scenario.starts_with("ambient."))
            .map(|scenario| scenario.split('.').next().unwrap_or(scenario))
            .chain(self.run.iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The defects of one area: each a row of `ALL` and a test of its own.
macro_rules! defects {
    ($($(#[$doc:meta])* $name:ident: $defect:expr;)+) => {
        /// Every defect of the area.
        pub(crate) const ALL: &[crate::defect::Defect] = &[$($defect),+];

        $($(#[$doc])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            crate::stage::catch(&$defect).await;
        })+
    };
}
pub(crate) use defects;
