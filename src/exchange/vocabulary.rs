//! Which names announce something secret or personal.

/// What a redacted value was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sensitive {
    Address,
    ApiKey,
    Authorization,
    BirthDate,
    CardNumber,
    Cookie,
    Credential,
    Email,
    Ip,
    Name,
    Phone,
    PostalCode,
    PrivateKey,
    SecurityCode,
    Token,
    UserAgent,
}

impl Sensitive {
    /// What stands in its place: stable, so that two reports of one run compare.
    pub(super) const fn marker(self) -> &'static str {
        match self {
            Self::Address => "[redacted:address]",
            Self::ApiKey => "[redacted:api_key]",
            Self::Authorization => "[redacted:authorization]",
            Self::BirthDate => "[redacted:birth_date]",
            Self::CardNumber => "[redacted:card_number]",
            Self::Cookie => "[redacted:cookie]",
            Self::Credential => "[redacted:credential]",
            Self::Email => "[redacted:email]",
            Self::Ip => "[redacted:ip]",
            Self::Name => "[redacted:name]",
            Self::Phone => "[redacted:phone]",
            Self::PostalCode => "[redacted:postal_code]",
            Self::PrivateKey => "[redacted:private_key]",
            Self::SecurityCode => "[redacted:security_code]",
            Self::Token => "[redacted:token]",
            Self::UserAgent => "[redacted:user_agent]",
        }
    }
}

/// Names that match whole, letters and digits only, lower case.
const WHOLE: [(&str, Sensitive); 15] = [
    ("pan", Sensitive::CardNumber),
    ("cvc", Sensitive::SecurityCode),
    ("cvv", Sensitive::SecurityCode),
    ("cvn", Sensitive::SecurityCode),
    ("csc", Sensitive::SecurityCode),
    ("pin", Sensitive::SecurityCode),
    ("otp", Sensitive::SecurityCode),
    ("dob", Sensitive::BirthDate),
    ("ip", Sensitive::Ip),
    ("forwarded", Sensitive::Ip),
    ("xforwardedfor", Sensitive::Ip),
    ("xrealip", Sensitive::Ip),
    ("zip", Sensitive::PostalCode),
    ("checkoutmandate", Sensitive::Credential),
    ("paymentmandate", Sensitive::Credential),
];

/// Names that match by their end, so that `buyer_email` is an e-mail address too.
const ENDINGS: [(&str, Sensitive); 44] = [
    ("authorization", Sensitive::Authorization),
    ("apikey", Sensitive::ApiKey),
    ("cookie", Sensitive::Cookie),
    ("cookies", Sensitive::Cookie),
    ("credential", Sensitive::Credential),
    ("credentials", Sensitive::Credential),
    ("password", Sensitive::Credential),
    ("passwd", Sensitive::Credential),
    ("passphrase", Sensitive::Credential),
    ("secret", Sensitive::Credential),
    ("cryptogram", Sensitive::Credential),
    ("accountnumber", Sensitive::Credential),
    ("iban", Sensitive::Credential),
    ("cardnumber", Sensitive::CardNumber),
    ("securitycode", Sensitive::SecurityCode),
    ("privatekey", Sensitive::PrivateKey),
    ("token", Sensitive::Token),
    ("tokens", Sensitive::Token),
    ("assertion", Sensitive::Token),
    ("email", Sensitive::Email),
    ("emailaddress", Sensitive::Email),
    ("phone", Sensitive::Phone),
    ("phonenumber", Sensitive::Phone),
    ("telephone", Sensitive::Phone),
    ("mobilenumber", Sensitive::Phone),
    ("firstname", Sensitive::Name),
    ("lastname", Sensitive::Name),
    ("middlename", Sensitive::Name),
    ("fullname", Sensitive::Name),
    ("givenname", Sensitive::Name),
    ("familyname", Sensitive::Name),
    ("surname", Sensitive::Name),
    ("cardholdername", Sensitive::Name),
    ("streetaddress", Sensitive::Address),
    ("extendedaddress", Sensitive::Address),
    ("addressline1", Sensitive::Address),
    ("addressline2", Sensitive::Address),
    ("postalcode", Sensitive::PostalCode),
    ("zipcode", Sensitive::PostalCode),
    ("ipaddress", Sensitive::Ip),
    ("buyerip", Sensitive::Ip),
    ("clientip", Sensitive::Ip),
    ("useragent", Sensitive::UserAgent),
    ("birthdate", Sensitive::BirthDate),
];

/// Members of a person, under which a plain `name` is personal (a product's is not).
const PERSONS: [&str; 8] = [
    "buyer",
    "customer",
    "recipient",
    "cardholder",
    "contact",
    "billingaddress",
    "shippingaddress",
    "person",
];

/// Members of a JWK that are private (RFC 7518 §6).
pub(super) const JWK_PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What a name announces. The spelling does not matter: `first_name`, `firstName`, `First-Name`,
/// and of a reverse-domain name (`dev.ucp.buyer_ip`) the last label counts.
pub(super) fn classify(name: &str) -> Option<Sensitive> {
    let name = plain(name.rsplit('.').next().unwrap_or(name));
    let whole = WHOLE.iter().find(|(known, _)| *known == name);
    let found = whole.or_else(|| ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)));
    found.map(|(_, sensitive)| *sensitive)
}

/// Whether a member of this name describes a person.
pub(super) fn is_person(name: &str) -> bool {
    PERSONS.contains(&plain(name).as_str())
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
