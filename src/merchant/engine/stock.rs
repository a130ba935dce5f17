//! Counting the stock of a product anew.

use super::{Desk, Refused, refusal};
use crate::merchant::outcome::Reply;
use crate::protocol::message::{Message, Severity};

impl Desk<'_, '_> {
    /// Sets the pieces in the house. What is promised to completions in progress stays promised, so there
    /// cannot be fewer pieces than that.
    pub(super) fn set_stock(&mut self, product: &str, on_hand: u64) -> Result<Reply, Refused> {
        let base_url = self.context.base_url;
        if self.world.product(product).is_none() {
            return Err(refusal::not_found("product", base_url));
        }
        let promised = self.state.stock(product).map_or(0, |level| level.reserved);
        if on_hand < promised {
            let content = format!(
                "{promised} pieces are promised to completions in progress; there cannot be {on_hand}. Settle \
                 or cancel those first."
            );
            let message = Message::error("operation_not_allowed", Severity::Unrecoverable, content);
            return Err(refusal::failure(vec![message], base_url));
        }
        self.state.recount(product, on_hand, &mut self.changes);
        Ok(Reply::Done)
    }
}
