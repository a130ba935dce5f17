//! The list. One line per defect: the variant, its identifier, what the connector then does, and
//! the clauses concerned.

use super::DefectRow;

macro_rules! defects {
    ($($variant:ident $id:literal $summary:literal [$($clause:literal),+];)+) => {
        /// One thing the reference connector can be told to do wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Defect {
            $(#[doc = $summary] $variant,)+
        }

        impl Defect {
            /// Every defect, in the order of the list.
            pub const ALL: [Self; [$($id),+].len()] = [$(Self::$variant),+];

            /// Its line of the list.
            #[must_use]
            pub const fn row(self) -> DefectRow {
                match self {
                    $(Self::$variant => DefectRow {
                        defect: self, id: $id, summary: $summary, clauses: &[$($clause),+],
                    },)+
                }
            }
        }
    };
}

defects! {
    // Discovery and negotiation.
    FollowsProfileRedirect "follows-profile-redirect" "Follows a redirect of the business profile." ["NEG-028"];
    PlainHttp "plain-http" "Talks to a business over plain http wherever it is." ["NEG-026", "TLS-004"];
    OldTls "old-tls" "Accepts a server that speaks TLS 1.2 only." ["TLS-006"];
    AnyCertificate "any-certificate" "Accepts any certificate." ["TLS-004"];
    CacheIgnored "cache-ignored" "Fetches the profile again before every operation." ["NEG-012", "NEG-030"];
    CachedForever "cached-forever" "Never fetches a profile again, however old it is." ["NEG-012"];
    KeysNeverRefreshed "keys-never-refreshed" "Does not look for new keys when a signature names one it does not know." ["SIG-001", "SIG-011", "SIG-504"];
    KeysAlwaysRefreshed "keys-always-refreshed" "Fetches the profile for every unknown key, without a floor." ["SIG-002"];
    ForeignNamespace "foreign-namespace" "Uses capabilities and services whose documents are not at the authority of their name." ["NEG-002", "NEG-003", "NEG-013"];
    UnknownVersion "unknown-version" "Sends requests to a business of a protocol version it does not speak." ["VER-005"];
    SkipsPruning "skips-pruning" "Uses every capability declared, whatever was negotiated." ["SCH-013", "SCH-502"];
    UnnegotiatedMembers "unnegotiated-members" "Sends members of extensions that were not negotiated." ["DSC-002", "SCH-013", "SCH-502"];
    EndpointGuessed "endpoint-guessed" "Calls paths below the origin instead of the endpoint of the profile." ["NEG-037"];
    // What a request carries.
    NoAgent "no-agent" "Sends no UCP-Agent." ["NEG-008", "NEG-035"];
    AgentNotUrl "agent-not-url" "Names itself in UCP-Agent by a word instead of the URL of its profile." ["NEG-009", "SIG-025"];
    UnsignedReads "unsigned-reads" "Does not sign reads." ["SIG-029", "SIG-502"];
    UnsignedWrites "unsigned-writes" "Does not sign requests with a body." ["SIG-029", "SIG-034", "SIG-502"];
    BodyNotCovered "body-not-covered" "Leaves the body out of what it signs." ["SIG-014", "SIG-021", "SIG-502"];
    NoRequestId "no-request-id" "Sends no Request-Id." ["TLS-501"];
    NoKey "no-key" "Sends no Idempotency-Key." ["IDM-501", "IDM-002"];
    ShortKeys "short-keys" "Uses guessable Idempotency-Keys." ["IDM-002", "IDM-501"];
    KeyOfContent "key-of-content" "Derives the Idempotency-Key from what is sent, so that a new request passes for a repetition." ["IDM-002", "IDM-501", "CHK-001"];
    BareRequests "bare-requests" "Leaves out of requests what their schema requires beside the lines." ["CHK-501", "CHK-502", "PAY-034", "PAY-502", "PAY-504"];
    IdNotEncoded "id-not-encoded" "Puts identifiers into paths as they are." ["NEG-037"];
    RequestNotValidated "request-not-validated" "Sends bodies without checking them against the schema." ["SCH-013", "SCH-502"];
    WrongMediaType "wrong-media-type" "Calls its bodies plain text." ["TLS-001"];
    BrokenJson "broken-json" "Sends bodies that break off." ["TLS-005"];
    UpdatesByPatch "updates-by-patch" "Changes checkouts with PATCH, which no operation has." ["TLS-002"];
    // The form of a signature.
    PathNotCovered "path-not-covered" "Leaves the path out of what it signs." ["SIG-017"];
    AgentNotCovered "agent-not-covered" "Leaves UCP-Agent out of what it signs." ["SIG-019"];
    KeyNotCovered "key-not-covered" "Leaves Idempotency-Key out of what it signs." ["SIG-020"];
    DigestSha512 "digest-sha512" "Sends digests of SHA-512." ["SIG-015"];
    DerSignature "der-signature" "Encodes signatures as DER." ["SIG-022"];
    AlgorithmAnnounced "algorithm-announced" "Announces an algorithm in Signature-Input." ["SIG-007"];
    UnpublishedKey "unpublished-key" "Signs under a name that is no key of its profile." ["SIG-034"];
    // What it publishes about itself.
    ProfileRedirects "profile-redirects" "Answers who asks for its profile with a redirect." ["PRO-007"];
    ProfileUncacheable "profile-uncacheable" "Forbids to keep its profile." ["PRO-008", "PRO-009"];
    ProfileForeignSpec "profile-foreign-spec" "Names documents of somebody else's for a capability." ["PRO-002"];
    ProfileReservedName "profile-reserved-name" "Gives a capability of its own a name of the protocol's." ["NEG-004"];
    ProfileKeyNameless "profile-key-nameless" "Publishes its key without a name." ["SIG-008", "SIG-009", "SIG-501"];
    ProfileVersionWord "profile-version-word" "Names a word for the version it speaks." ["VER-012", "VER-014"];
    // Redirects and repetition.
    FollowsRedirect "follows-redirect" "Follows redirects of operations, with key and body." ["NEG-037", "TLS-002"];
    NewKeyOnRetry "new-key-on-retry" "Makes a new Idempotency-Key for a repetition." ["IDM-004", "IDM-008"];
    OtherBytesOnRetry "other-bytes-on-retry" "Repeats a request under its key with other bytes." ["IDM-001", "IDM-502"];
    IgnoresRetryAfter "ignores-retry-after" "Does not wait as long as Retry-After says." ["ERR-016"];
    NoBackOff "no-back-off" "Repeats at once, without pause." ["ERR-016"];
    RetriesForever "retries-forever" "Repeats without an end in sight." ["ERR-016"];
    NeverRetries "never-retries" "Gives up at the first failure." ["IDM-004", "IDM-008"];
    RetriesRefusals "retries-refusals" "Repeats what was refused for good." ["IDM-004", "IDM-008"];
    // What an answer is worth.
    BadSignature "bad-signature" "Accepts answers whose signature does not verify." ["SIG-023", "SIG-030", "SIG-035"];
    ForeignKey "foreign-key" "Accepts answers signed with a key the business does not publish." ["SIG-012"];
    MissingSignature "missing-signature" "Accepts unsigned answers where it was told to demand signatures." ["SIG-023", "SIG-030", "SIG-035"];
    CoverageIgnored "coverage-ignored" "Accepts signatures that do not cover the body." ["SIG-023"];
    ValidRefused "valid-refused" "Refuses answers whose signature is right." ["SIG-003"];
    NewestKeyOnly "newest-key-only" "Knows the newest key of a profile and none beside it." ["SIG-010", "SIG-011"];
    DigestSkipped "digest-skipped" "Does not compare the body with its digest." ["SIG-015", "SIG-014"];
    MalformedAccepted "malformed-accepted" "Takes what is not JSON for an empty answer." ["TLS-005", "TLS-001", "SCH-013", "SCH-502"];
    EnvelopeOptional "envelope-optional" "Accepts answers without the ucp envelope." ["SCH-013", "SCH-502"];
    WrongVersion "wrong-version" "Accepts answers of another protocol version." ["VER-005", "VER-011", "VER-012"];
    AnswerNotValidated "answer-not-validated" "Does not check answers against the schema." ["SCH-013", "SCH-502"];
    WrongId "wrong-id" "Accepts answers about another resource." ["SCH-013", "SCH-502", "CHK-048"];
    WrongCurrency "wrong-currency" "Goes on when the currency changes." ["CON-003", "ORD-024"];
    StaleAccepted "stale-accepted" "Accepts answers that are older than the request." ["SIG-023", "NEG-012", "CHK-048"];
    ErrorEnvelopeAccepted "error-envelope-accepted" "Takes an answer that reports an error for a success." ["CHK-003"];
    // What follows from an answer.
    SeverityIgnored "severity-ignored" "Goes on whatever the severity of a message says." ["CHK-003", "CHK-044"];
    ContinueUrlLost "continue-url-lost" "Drops `continue_url` instead of handing it over." ["CHK-044", "CHK-046"];
    MessagesLost "messages-lost" "Drops the messages of an answer." ["CHK-064"];
    ExpiryIgnored "expiry-ignored" "Goes on with a checkout that is past its expiry." ["CHK-044"];
    OffsetIgnored "offset-ignored" "Reads times as if they had no offset from UTC." ["SCH-013", "SCH-502", "CHK-048"];
    TotalsMismatchIgnored "totals-mismatch-ignored" "Completes a checkout whose totals do not add up." ["TOT-011", "CON-003"];
    PriceDriftIgnored "price-drift-ignored" "Completes at another price than was agreed to." ["CON-003"];
    StatusIgnored "status-ignored" "Completes a checkout that is not ready." ["CHK-044", "CHK-003", "IDM-014"];
    // Lifecycle.
    PartialPut "partial-put" "Sends only what changed in an update." ["CHK-054"];
    SendsOmitted "sends-omitted" "Sends back members that only the business writes." ["SCH-013", "SCH-502"];
    WritesAfterFailedRead "writes-after-failed-read" "Updates a checkout although it could not be read." ["CHK-054"];
    CompletesUnseen "completes-unseen" "Completes without looking at the checkout first." ["CON-003"];
    NoLookUp "no-look-up" "Repeats a lost completion without looking what became of it." ["IDM-014", "IDM-008"];
    CompletesTwice "completes-twice" "Starts a second completion when the first one's answer is lost." ["IDM-014"];
    HandlerInvented "handler-invented" "Pays through a handler that the answer does not list." ["PAY-018", "PAY-034"];
    InstrumentsIgnored "instruments-ignored" "Pays with a card of a brand that the answer does not offer." ["PAY-004", "PAY-017", "PAY-018"];
    RawCard "raw-card" "Pays with the number of a card instead of a token." ["PAY-001", "PAY-072"];
    // Webhooks.
    WebhookUnverified "webhook-unverified" "Acts on webhooks without checking their signature." ["WHK-005"];
    WebhookAckFirst "webhook-ack-first" "Acknowledges a webhook before it is verified, then drops it." ["WHK-506", "WHK-005"];
    WebhookDuplicates "webhook-duplicates" "Processes a webhook again each time it is delivered." ["WHK-008"];
    WebhookForeignOrder "webhook-foreign-order" "Accepts events about orders of another business." ["WHK-007"];
    WebhookStale "webhook-stale" "Lets an older event replace a newer one." ["ORD-013", "WHK-012"];
    WebhookRefused "webhook-refused" "Does not acknowledge webhooks that are in order." ["WHK-008"];
    PartialEventTaken "partial-event-taken" "Takes an event with part of an order for the whole." ["WHK-012"];
    NoReconciliation "no-reconciliation" "Does not read the order when events came out of order." ["ORD-013"];
    // Hygiene.
    CredentialInTrace "credential-in-trace" "Writes payment credentials into its trace." ["PAY-001", "PAY-006"];
    StdoutNoise "stdout-noise" "Prints to the standard output that carries MCP." ["MCP-503", "NEG-008"];
}
