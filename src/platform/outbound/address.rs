//! What an address is, for deciding whether to connect to it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address leads to. Everything but [`Self::Public`] can reach what a stranger on the
/// internet cannot, and is what server-side request forgery aims at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressKind {
    /// Reachable by anybody.
    Public,
    /// This machine.
    Loopback,
    /// A private network: RFC 1918, or unique local (RFC 4193).
    Private,
    /// The local link, where clouds keep their metadata services.
    LinkLocal,
    /// Shared address space of carriers (RFC 6598).
    CarrierGrade,
    /// A group of machines, or all of them.
    Multicast,
    /// "This" host or network: `0.0.0.0/8`, `::`.
    Unspecified,
    /// Documentation, benchmarking, and everything else set aside.
    Reserved,
}

impl AddressKind {
    /// The kind of an address. IPv6 addresses that embed an IPv4 one (mapped, compatible, 6to4,
    /// NAT64) are judged by the address they embed, unless they lead nowhere public at all.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }

    /// The kind in words, for reasons.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Public => "a public address",
            Self::Loopback => "this machine itself (loopback)",
            Self::Private => "a private network",
            Self::LinkLocal => "the local link",
            Self::CarrierGrade => "the shared address space of carriers",
            Self::Multicast => "a multicast or broadcast address",
            Self::Unspecified => "the unspecified address",
            Self::Reserved => "a reserved address range",
        }
    }
}

/// The blocks of IPv4 that are not public: first address, prefix length, kind. The first row that
/// contains an address decides (RFC 6890 and the registry it started).
const V4_BLOCKS: [([u8; 4], u32, AddressKind); 15] = [
    ([0, 0, 0, 0], 8, AddressKind::Unspecified),
    ([10, 0, 0, 0], 8, AddressKind::Private),
    ([100, 64, 0, 0], 10, AddressKind::CarrierGrade),
    ([127, 0, 0, 0], 8, AddressKind::Loopback),
    ([169, 254, 0, 0], 16, AddressKind::LinkLocal),
    ([172, 16, 0, 0], 12, AddressKind::Private),
    ([192, 0, 0, 0], 24, AddressKind::Reserved),
    ([192, 0, 2, 0], 24, AddressKind::Reserved),
    ([192, 88, 99, 0], 24, AddressKind::Reserved),
    ([192, 168, 0, 0], 16, AddressKind::Private),
    ([198, 18, 0, 0], 15, AddressKind::Reserved),
    ([198, 51, 100, 0], 24, AddressKind::Reserved),
    ([203, 0, 113, 0], 24, AddressKind::Reserved),
    ([224, 0, 0, 0], 4, AddressKind::Multicast),
    ([240, 0, 0, 0], 4, AddressKind::Reserved),
];

fn of_v4(address: Ipv4Addr) -> AddressKind {
    if address.is_broadcast() {
        return AddressKind::Multicast;
    }
    let bits = address.to_bits();
    V4_BLOCKS
        .iter()
        .find(|(first, length, _)| (bits ^ Ipv4Addr::from(*first).to_bits()) >> (32 - length) == 0)
        .map_or(AddressKind::Public, |(_, _, kind)| *kind)
}

/// The blocks of IPv6 that are not public; only `2000::/3` is handed out at all.
const V6_BLOCKS: [([u16; 8], u32, AddressKind); 9] = [
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, AddressKind::Private),
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64, AddressKind::Reserved),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, AddressKind::Reserved),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, AddressKind::Reserved),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, AddressKind::Reserved),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, AddressKind::Private),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, AddressKind::LinkLocal),
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, AddressKind::Private),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, AddressKind::Multicast),
];

fn of_v6(address: Ipv6Addr) -> AddressKind {
    if address.is_unspecified() {
        return AddressKind::Unspecified;
    }
    if address.is_loopback() {
        return AddressKind::Loopback;
    }
    if let Some(embedded) = embedded_v4(address) {
        return of_v4(embedded);
    }
    let bits = address.to_bits();
    let within =
        |first: [u16; 8], length: u32| (bits ^ Ipv6Addr::from(first).to_bits()) >> (128 - length) == 0;
    if let Some((_, _, kind)) = V6_BLOCKS.iter().find(|(first, length, _)| within(*first, *length)) {
        return *kind;
    }
    if within([0x2000, 0, 0, 0, 0, 0, 0, 0], 3) { AddressKind::Public } else { AddressKind::Reserved }
}

/// The IPv4 address inside a mapped (`::ffff:0:0/96`), translated (`::ffff:0:0:0/96`), compatible
/// (`::/96`), NAT64 (`64:ff9b::/96`) or 6to4 (`2002::/16`) address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}
