//! What is shown of checkouts and orders: everything the wire needs except the `ucp` envelope.
//! The serialised form uses the protocol's member names; versions that differ translate at the
//! edge.

mod checkout;
mod destination;
mod discount;
mod fulfillment;
mod order;

pub use checkout::{
    CheckoutSnapshot, CheckoutView, ItemView, LineItemView, LinkView, OrderConfirmation, PaymentView,
};
pub use destination::DestinationView;
pub use discount::{Allocation, AllocationMethod, AppliedDiscount, DiscountsView};
pub use fulfillment::{AvailableMethodView, FulfillmentView, GroupView, MethodView, OptionView};
pub use order::{OrderFulfillmentView, OrderLineView, OrderView};
