//! A database of its own for a test, in the cluster that `scripts/postgres` runs.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// The address of a new database of a name; none, with a line that says so, where no cluster runs.
pub async fn database(name: &str) -> Option<String> {
    let Ok(cluster) = std::env::var("OPENRVU_TEST_POSTGRES") else {
        eprintln!("skipped: no PostgreSQL here; run the tests under scripts/postgres");
        return None;
    };
    let options: PgConnectOptions = cluster.parse().unwrap();
    let mut connection: PgConnection = options.connect().await.unwrap();
    let name = format!("{name}_{}", std::process::id());
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    connection.close().await.unwrap();
    Some(cluster.replace("/postgres?", &format!("/{name}?")))
}
