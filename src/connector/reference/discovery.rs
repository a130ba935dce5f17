//! Finding out what a business speaks: its profile, fetched under the rules for profiles and kept
//! for as long as it may be.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::terms::{self, Terms};
use super::{Reference, cache, trouble};
use crate::clock::Instant;
use crate::connector::defect::Defect;
use crate::connector::problem::{Code, Problem};
use crate::connector::trace::Event;
use crate::platform::business_profile::{self, Business, WELL_KNOWN};
use crate::platform::outbound::{OutboundError, Request, Response};
use crate::protocol::contract::DocumentKind;
use crate::protocol::version::ProtocolVersion;

/// Most businesses remembered; the one fetched longest ago makes room.
const KEPT: usize = 256;
/// Redirects a broken connector follows.
const MOST_REDIRECTS: usize = 3;

/// The profiles kept, by origin.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: HashMap<String, Kept>,
    /// One fetch at a time per business.
    gates: HashMap<String, Arc<tokio::sync::Mutex<()>>>,
}

#[derive(Debug)]
struct Kept {
    terms: Arc<Terms>,
    fetched: Instant,
    fresh_for: Duration,
    etag: Option<String>,
    keys_refreshed: Option<Instant>,
}

/// A profile that came.
struct Fetched {
    business: Business,
    headers: Vec<(String, String)>,
}

impl Reference {
    /// What was agreed on with a business; from the cache while that is fresh.
    pub(super) async fn terms(&self, business: &str) -> Result<Arc<Terms>, Problem> {
        let origin = origin_of(business)?;
        let gate = self.shelf().gate(&origin);
        // Whoever asks about the same business at the same time shares one fetch; others go on.
        let _turn = gate.lock().await;
        if let Some((terms, seconds_left)) = self.fresh(&origin) {
            self.tell(Event::ProfileCached { url: terms.business.profile_url.clone(), seconds_left });
            return Ok(terms);
        }
        self.refresh(&origin, "nothing fresh is kept").await
    }

    /// The terms kept, and the seconds for which they are still fresh.
    fn fresh(&self, origin: &str) -> Option<(Arc<Terms>, u64)> {
        let now = self.settings().clock.now();
        let profiles = self.shelf();
        let kept = profiles.kept.get(origin).filter(|_| !self.has(Defect::CacheIgnored))?;
        let left = kept.fresh_for.checked_sub(now.since(kept.fetched)).filter(|left| !left.is_zero());
        let left = if self.has(Defect::CachedForever) { left.or(Some(Duration::ZERO)) } else { left };
        left.map(|left| (Arc::clone(&kept.terms), left.as_secs()))
    }

    /// Fetches the profile again because a signature names a key that is not known: at most once
    /// per floor. Returns the terms with the new keys, or those there are.
    pub(super) async fn terms_with_key(&self, terms: &Arc<Terms>, kid: &str) -> Arc<Terms> {
        if self.has(Defect::KeysNeverRefreshed) {
            return Arc::clone(terms);
        }
        let gate = self.shelf().gate(&terms.origin);
        let _turn = gate.lock().await;
        let now = self.settings().clock.now();
        if let Some(kept) = self.shelf().kept.get_mut(&terms.origin) {
            let too_soon = kept.keys_refreshed.is_some_and(|last| now.since(last) < cache::FLOOR);
            if too_soon && !self.has(Defect::KeysAlwaysRefreshed) {
                return Arc::clone(&kept.terms);
            }
            kept.etag = None;
            kept.keys_refreshed = Some(now);
        }
        let because = format!("a signature names the unknown key {kid}");
        self.refresh(&terms.origin, &because).await.unwrap_or_else(|_| Arc::clone(terms))
    }

    async fn refresh(&self, origin: &str, because: &str) -> Result<Arc<Terms>, Problem> {
        let url = format!("{origin}{WELL_KNOWN}");
        let etag = self.shelf().kept.get(origin).and_then(|kept| kept.etag.clone());
        let response = self.fetch(&url, etag.as_deref(), because).await?;
        let now = self.settings().clock.now();
        if response.status == 304
            && let Some(kept) = self.shelf().kept.get_mut(origin)
        {
            kept.fetched = now;
            kept.fresh_for = cache::freshness(&response.headers);
            return Ok(Arc::clone(&kept.terms));
        }
        let mut fetched = read(&url, response)?;
        let mut etag = cache::header(&fetched.headers, "etag").map(str::to_owned);
        let mut fresh_for = cache::freshness(&fetched.headers);
        // What is listed for another version is a document of its own; a listed one lists nothing.
        if let Some(other) = self.elsewhere(&fetched.business) {
            fetched = read(&other, self.fetch(&other, None, "it is of a version spoken here").await?)?;
            fresh_for = fresh_for.min(cache::freshness(&fetched.headers));
            etag = None;
        }
        let terms = self.agree(origin, fetched.business)?;
        let mut profiles = self.shelf();
        let keys_refreshed = profiles.kept.get(origin).and_then(|kept| kept.keys_refreshed);
        profiles.make_room();
        let kept = Kept { terms: Arc::clone(&terms), fetched: now, fresh_for, etag, keys_refreshed };
        profiles.kept.insert(origin.to_owned(), kept);
        Ok(terms)
    }

    /// Where a profile of a version spoken here is, when this one is of another.
    fn elsewhere(&self, business: &Business) -> Option<String> {
        let spoken = &self.settings().versions;
        match terms::version_of(&business.version, spoken) {
            Some(_) => None,
            None => terms::listed(business, spoken).map(str::to_owned),
        }
    }

    fn agree(&self, origin: &str, business: Business) -> Result<Arc<Terms>, Problem> {
        let version = self.version_for(&business)?;
        self.tell(Event::VersionChosen { version: version.date().to_owned() });
        self.note_schema(&business, version);
        let persona = self.inner.personas.get(&version).ok_or_else(|| unsupported(&business))?;
        self.declare_handlers(persona, &business)
            .map_err(|error| Problem::new(Code::ProfileMalformed, error.to_string()))?;
        let defects = &self.settings().defects;
        let (terms, dropped) = terms::agree(origin, business, version, persona.identity(), defects)?;
        for (name, because) in dropped {
            self.tell(Event::Dropped { name, because });
        }
        let capabilities = terms.capabilities.iter().map(|(name, _)| name.to_owned()).collect();
        self.tell(Event::Negotiated { capabilities, endpoint: terms.endpoint.clone() });
        Ok(terms)
    }

    /// A version that both sides speak; a broken connector assumes its newest.
    fn version_for(&self, business: &Business) -> Result<ProtocolVersion, Problem> {
        let spoken = &self.settings().versions;
        let common = terms::version_of(&business.version, spoken);
        let assumed = || spoken.iter().max().copied().filter(|_| self.has(Defect::UnknownVersion));
        common.or_else(assumed).ok_or_else(|| {
            let problem = unsupported(business);
            self.tell(Event::Refused {
                code: problem.code.name().to_owned(),
                because: problem.detail.to_string(),
            });
            problem
        })
    }

    /// What is wrong with a profile is told; what can be understood of it is used.
    fn note_schema(&self, business: &Business, version: ProtocolVersion) {
        let contract = crate::protocol::contract::Contract::embedded(version);
        let Ok(schema) = contract.document(DocumentKind::BusinessProfile) else { return };
        for violation in schema.check(&business.document).violations.iter().take(5) {
            let because = format!("the profile breaks its schema: {violation}");
            self.tell(Event::Decided { step: "notes".to_owned(), because });
        }
    }

    /// Fetches a document under the rules for profiles: https, no redirects.
    async fn fetch(&self, url: &str, etag: Option<&str>, because: &str) -> Result<Response, Problem> {
        let mut url = url.to_owned();
        for _ in 0..=MOST_REDIRECTS {
            let mut request = Request::get(&url);
            request.headers.push(("accept".to_owned(), "application/json".to_owned()));
            request.headers.extend(etag.map(|etag| ("if-none-match".to_owned(), etag.to_owned())));
            let sent = self.inner.client.send(request).await;
            let status = sent.as_ref().ok().map(|answer| answer.status);
            let because = sent.as_ref().err().map_or_else(|| because.to_owned(), ToString::to_string);
            self.tell(Event::ProfileFetched { url: url.clone(), status, because });
            let answer = sent.map_err(|error| unfetched(&url, &error))?;
            let next = answer.header("location").and_then(|to| Url::parse(&url).ok()?.join(to).ok());
            match (answer.status, next) {
                (304, _) if etag.is_some() => return Ok(answer),
                (300..=399, Some(next)) if self.has(Defect::FollowsProfileRedirect) => url = next.into(),
                _ => return answer.into_success().map_err(|error| unfetched(&url, &error)),
            }
        }
        Err(Problem::new(Code::RedirectRefused, format!("{url} redirects without end")))
    }
}

impl Shelf {
    fn gate(&mut self, origin: &str) -> Arc<tokio::sync::Mutex<()>> {
        if self.gates.len() >= KEPT {
            self.gates.retain(|_, gate| Arc::strong_count(gate) > 1);
        }
        Arc::clone(self.gates.entry(origin.to_owned()).or_default())
    }

    fn make_room(&mut self) {
        if self.kept.len() >= KEPT {
            let oldest =
                self.kept.iter().min_by_key(|(_, kept)| kept.fetched).map(|(origin, _)| origin.clone());
            oldest.and_then(|origin| self.kept.remove(&origin));
        }
    }

    /// The terms with a business, whoever names it by this profile URL.
    pub(super) fn by_profile(&self, url: &str) -> Option<Arc<Terms>> {
        let named = |terms: &Terms| {
            terms.business.profile_url == url || format!("{}{WELL_KNOWN}", terms.origin) == url
        };
        self.kept.values().find(|kept| named(&kept.terms)).map(|kept| Arc::clone(&kept.terms))
    }

    /// The terms with the business at an origin.
    pub(super) fn by_origin(&self, origin: &str) -> Option<Arc<Terms>> {
        self.kept.get(origin).map(|kept| Arc::clone(&kept.terms))
    }
}

/// The origin of a business: what people paste may be its profile's URL.
pub(super) fn origin_of(business: &str) -> Result<String, Problem> {
    let invalid = |reason: &str| {
        let expected = "expected the origin of a business, such as https://shop.example";
        Problem::new(Code::InvalidUrl, format!("{business:?}: {reason}; {expected}"))
    };
    let url = Url::parse(business).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        return Err(invalid("it is no web address"));
    }
    if !matches!(url.path(), "" | "/" | WELL_KNOWN) || url.query().is_some() {
        return Err(invalid("it has a path"));
    }
    Ok(url[..url::Position::BeforePath].to_owned())
}

fn read(url: &str, response: Response) -> Result<Fetched, Problem> {
    let business = business_profile::read(url, &response.body)
        .map_err(|error| Problem::new(Code::ProfileMalformed, error.to_string()))?;
    Ok(Fetched { business, headers: response.headers })
}

fn unsupported(business: &Business) -> Problem {
    let offered: Vec<&str> = std::iter::once(business.version.as_str())
        .chain(business.supported_versions.iter().map(|(version, _)| version.as_str()))
        .collect();
    let detail = format!("{} speaks {}, this connector does not", business.profile_url, offered.join(", "));
    Problem::new(Code::VersionUnsupported, detail)
}

fn unfetched(url: &str, error: &OutboundError) -> Problem {
    Problem::new(trouble::code_of(error), format!("cannot fetch {url}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("https://shop.example", Some("https://shop.example"))]
    #[case("https://shop.example/", Some("https://shop.example"))]
    #[case("https://shop.example:8443/.well-known/ucp", Some("https://shop.example:8443"))]
    #[case("https://shop.example/shop", None)]
    #[case("https://shop.example/?a=b", None)]
    #[case("ftp://shop.example", None)]
    #[case("shop.example", None)]
    fn a_business_is_an_origin(#[case] text: &str, #[case] origin: Option<&str>) {
        assert_eq!(origin_of(text).ok().as_deref(), origin);
    }
}
