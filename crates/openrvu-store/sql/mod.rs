//! What SQLite and PostgreSQL say in the same words. Each of the two stores compiles these files as its own module `sql`; the
//! store's root names its types for them: `SqlStore`, `Db`, `DbRow`, `DbConnection`.

mod account;
pub mod audit;
mod challenge;
pub mod column;
mod idempotency;
mod limit;
mod passkey;
mod session;
mod token;
mod upload;
