//! Cost of the merchant's decisions, without transport: `cargo bench --bench merchant`.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up must stop")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use serde_json::json;
use ucp_assay::clock::Instant;
use ucp_assay::merchant::command::CompleteInput;
use ucp_assay::merchant::input::CheckoutInput;
use ucp_assay::merchant::{
    Caller, Command, Context, Extensions, MerchantState, Outcome, Reply, SequentialIds, World, apply,
};

struct Shop {
    world: World,
    state: MerchantState,
    caller: Caller,
    ids: SequentialIds,
}

impl Shop {
    fn open() -> Self {
        let world = World::built_in("flower-shop").unwrap();
        let state = MerchantState::new(&world);
        let caller = Caller::platform("https://one.agent.localhost/profile.json", Extensions::ALL);
        Self { world, state, caller, ids: SequentialIds::default() }
    }

    fn send(&mut self, command: Command) -> Outcome {
        let now = Instant::from_millis(1_780_000_000_000);
        let base_url = "https://shop.localhost";
        let mut context = Context { now, caller: &self.caller, base_url, ids: &mut self.ids };
        apply(&mut self.state, &self.world, command, &mut context)
    }

    fn create(&mut self, input: CheckoutInput) -> Arc<str> {
        match self.send(Command::CreateCheckout(input)).reply {
            Reply::Checkout(snapshot) => Arc::clone(&snapshot.checkout.id),
            Reply::Order(_) | Reply::Failure(_) | Reply::Done => Arc::from(""),
        }
    }
}

/// Two lines, a code, an address and a chosen option.
fn cart() -> CheckoutInput {
    serde_json::from_value(json!({
        "line_items": [{ "item": { "id": "bouquet_tulips" }, "quantity": 1 }, { "item": { "id": "pot_ceramic" }, "quantity": 1 }],
        "buyer": { "email": "bench@example.com", "first_name": "Bench" },
        "discounts": { "codes": ["10OFF"] },
        "fulfillment": { "methods": [{ "type": "shipping",
            "destinations": [{ "id": "d", "street_address": "1 Way", "address_locality": "Town", "postal_code": "94000", "address_country": "US" }],
            "selected_destination_id": "d", "groups": [{ "selected_option_id": "std-ship" }] }] },
    }))
    .unwrap()
}

fn payment() -> CompleteInput {
    serde_json::from_value(
        json!({ "payment": { "instruments": [{ "id": "i", "handler_id": "mock_payment_handler",
        "type": "card", "credential": { "type": "token", "token": "success_token" } }] } }),
    )
    .unwrap()
}

fn decisions(criterion: &mut Criterion) {
    let mut shop = Shop::open();
    criterion.bench_function("create", |bench| {
        bench.iter_batched(cart, |input| black_box(shop.create(input)), BatchSize::SmallInput);
    });
    let id = shop.create(cart());
    criterion.bench_function("get", |bench| {
        bench.iter(|| black_box(shop.send(Command::GetCheckout { id: Arc::clone(&id) })));
    });
    criterion.bench_function("update", |bench| {
        bench.iter_batched(
            cart,
            |input| black_box(shop.send(Command::UpdateCheckout { id: Arc::clone(&id), input })),
            BatchSize::SmallInput,
        );
    });
    criterion.bench_function("create_and_complete", |bench| {
        bench.iter_batched(
            || (Shop::open(), cart(), payment()),
            |(mut shop, cart, input)| {
                let id = shop.create(cart);
                black_box(shop.send(Command::CompleteCheckout { id, input }));
                shop
            },
            BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
