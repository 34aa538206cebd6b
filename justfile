# Thin over the scripts: whoever has no just runs these directly.

# Start the site on the embedded figures.
run:
    cargo run --release

# Install what the tests need and run them all.
test:
    ./scripts/test

# Format the code.
fmt:
    cargo fmt --all

# Import rate and pricing time beside pandas and DuckDB.
bench:
    ./bench/run
