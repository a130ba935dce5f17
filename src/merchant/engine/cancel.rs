//! `cancel_checkout`.

use super::{Desk, Refused, refusal};
use crate::merchant::outcome::Reply;

impl Desk<'_, '_> {
    pub(super) fn cancel(&mut self, id: &str) -> Result<Reply, Refused> {
        let record = self.open(id)?;
        if record.snapshot.checkout.status.is_terminal() {
            return Err(refusal::not_allowed(&record, "canceled"));
        }
        let record = self.end_canceled(record, Vec::new());
        Ok(Reply::Checkout(record.snapshot))
    }
}
