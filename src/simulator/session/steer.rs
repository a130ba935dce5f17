//! The world of a session under somebody's hand: stock, prices, conditions, checkpoints. In-process as well;
//! `simulator::control` offers it over HTTP.

use super::handle::{ControlError, SessionHandle};
use crate::crypto::jwk::Jwk;
use crate::merchant::{Command, World};
use crate::protocol::money::{Amount, Currency};
use crate::protocol::version::ProtocolVersion;
use crate::simulator::conditions::Condition;
use crate::simulator::prices;
use crate::simulator::session::{Checkpoint, Session};
use crate::simulator::store::{Commit, Pending, StoreError};
use std::sync::{Arc, PoisonError};

impl SessionHandle {
    /// The world the session lives in, as changed since it was read.
    pub fn world(&self) -> Arc<World> {
        self.session().world()
    }

    /// The protocol version spoken.
    pub fn version(&self) -> ProtocolVersion {
        self.session().edition().version
    }

    /// Published signing keys, oldest first; the last one signs.
    pub fn keys(&self) -> Vec<Jwk> {
        self.session().keys().published()
    }

    /// The conditions that hold.
    pub fn conditions(&self) -> Vec<Condition> {
        self.session().conditions().list()
    }

    /// Counts the pieces of a product anew.
    ///
    /// # Errors
    /// [`ControlError`] when there is no such product, or more pieces are promised.
    pub async fn set_stock(&self, product: &str, on_hand: u64) -> Result<(), ControlError> {
        self.business(Command::SetStock { product: product.into(), on_hand }, None).await.map(drop)
    }

    /// Changes the price of one piece, for everything that is evaluated from now on. A checkout keeps the price
    /// it showed until it is changed or completed.
    ///
    /// # Errors
    /// [`ControlError`] when the product is not sold in that currency, or the store cannot keep the price.
    pub async fn set_price(
        &self,
        product: &str,
        currency: Currency,
        amount: Amount,
    ) -> Result<(), ControlError> {
        let written = self.session().change_price(product, currency, amount)?;
        written.await.map_err(|error| ControlError::Store(error.to_string()))
    }

    /// What the session remembers, to go back to with [`crate::simulator::Sessions::restore`].
    ///
    /// # Errors
    /// When something of it cannot be written as JSON.
    pub fn checkpoint(&self) -> Result<Checkpoint, ControlError> {
        self.session().checkpoint().map_err(|error| ControlError::Store(error.to_string()))
    }
}

impl Session {
    /// Changes a price between two decisions, and writes it down in their order.
    fn change_price(
        &self,
        product: &str,
        currency: Currency,
        amount: Amount,
    ) -> Result<Pending<()>, ControlError> {
        let stored = |error: StoreError| ControlError::Store(error.to_string());
        let _between = self.state();
        if self.is_retired() {
            return Err(ControlError::replaced());
        }
        let changed = self.world().with_price(product, currency, amount).ok_or_else(|| {
            ControlError::Refused(format!("not_found: {product} is not sold in {}", currency.code()))
        })?;
        let slot = self.store.reserve().map_err(stored)?;
        let mut commit = Commit::new(&self.id, self.clock.now());
        prices::write(&self.pristine, &changed, &mut commit).map_err(stored)?;
        *self.world.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(changed);
        Ok(self.store.commit(slot, commit))
    }
}
