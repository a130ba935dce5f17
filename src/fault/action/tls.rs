//! Handshakes.

use crate::fault::params::Params;
use crate::fault::subject::{Handshake, Leaf};

fn present(handshake: &mut Handshake, leaf: Leaf) -> bool {
    handshake.leaf = leaf;
    !handshake.plain
}

pub(in crate::fault) fn expired(handshake: &mut Handshake, _: &Params) -> bool {
    present(handshake, Leaf::Expired)
}

pub(in crate::fault) fn wrong_host(handshake: &mut Handshake, _: &Params) -> bool {
    present(handshake, Leaf::WrongHost)
}

pub(in crate::fault) fn self_signed(handshake: &mut Handshake, _: &Params) -> bool {
    present(handshake, Leaf::SelfSigned)
}

pub(in crate::fault) fn alert(handshake: &mut Handshake, _: &Params) -> bool {
    handshake.alert = true;
    !handshake.plain
}

pub(in crate::fault) fn old_versions(handshake: &mut Handshake, _: &Params) -> bool {
    handshake.old_versions = true;
    !handshake.plain
}

pub(in crate::fault) fn plain(handshake: &mut Handshake, _: &Params) -> bool {
    handshake.serve_plain = true;
    handshake.plain
}
