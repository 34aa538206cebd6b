"""What DuckDB and Polars take for the same grouping. Called by bench/benchmark.

    benchmark_peers.py values PPRRVU.csv VALUES.csv     the work RVU of each code and place, not measured
    benchmark_peers.py duckdb|polars ROWS.csv VALUES.csv

Both read the rows, join the work RVUs, leave out the rows that do not count, and make: services and work of each provider;
their percentiles by specialty and by specialty and state; the share of each level of office visits of each provider with
its quartiles by specialty; and for each specialty and code its providers, services, work and median. Neither hashes the
file, looks for rows that occur twice or compares amounts with the fee schedule, which the program does.
Prints seconds, peak memory in MB, and the providers and median services of internists, to see that all count alike.
"""
import csv
import resource
import sys
import time

COLUMNS = ["Rndrng_NPI", "Rndrng_Prvdr_Ent_Cd", "Rndrng_Prvdr_State_Abrvtn", "Rndrng_Prvdr_Type", "HCPCS_Cd",
           "HCPCS_Drug_Ind", "Place_Of_Srvc", "Tot_Srvcs"]
PERCENTILES = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]
LEVELS = ["99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"]


def values(pprrvu, out):
    from benchmark_check import release, work_of
    rvus = release(pprrvu)
    with open(out, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "place", "work"])
        for code in sorted({code for code, _ in rvus}):
            for place in "FO":
                work = work_of(rvus, code, place)
                if work is not None:
                    writer.writerow([code, place, work / 100])


def with_duckdb(rows, values):
    import duckdb
    db = duckdb.connect()
    db.execute("SET preserve_insertion_order = false")
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS if name not in ("Rndrng_NPI", "Tot_Srvcs"))
    db.execute(f"""
        CREATE TABLE used AS
        SELECT Rndrng_NPI AS npi, Rndrng_Prvdr_State_Abrvtn AS state, Rndrng_Prvdr_Type AS specialty, code,
               Tot_Srvcs AS services, Tot_Srvcs * work AS work
        FROM read_csv('{rows}', header = true, types = {{{types}, 'Rndrng_NPI': 'BIGINT', 'Tot_Srvcs': 'DOUBLE'}})
        JOIN read_csv('{values}', types = {{'code': 'VARCHAR', 'place': 'VARCHAR', 'work': 'DOUBLE'}})
          ON HCPCS_Cd = code AND Place_Of_Srvc = place
        WHERE Rndrng_Prvdr_Ent_Cd = 'I' AND HCPCS_Drug_Ind = 'N'
          AND NOT (length(code) = 5 AND code BETWEEN '00100' AND '01999' AND right(code, 1) BETWEEN '0' AND '9')
    """)
    levels = ", ".join(f"sum(services) FILTER (code = '{code}') AS l{code}" for code in LEVELS)
    db.execute(f"""
        CREATE TABLE providers AS
        SELECT npi, specialty, state, sum(services) AS services, sum(work) AS work, {levels}
        FROM used GROUP BY npi, specialty, state HAVING sum(services) >= 100
    """)
    for keys in ("specialty", "specialty, state"):
        result = db.execute(f"""
            SELECT {keys}, count(*), quantile_disc(services, {PERCENTILES}), quantile_disc(work, {PERCENTILES})
            FROM providers GROUP BY {keys} HAVING count(*) >= 11
        """).fetchall()
        if keys == "specialty":
            internists = next((row[1], row[2][3]) for row in result if row[0] == "Internal Medicine")
    for family in (LEVELS[:4], LEVELS[4:]):
        all_visits = " + ".join(f"coalesce(l{code}, 0)" for code in family)
        shares = ", ".join(f"quantile_disc(l{code} / ({all_visits}), [0.25, 0.5, 0.75])" for code in family)
        db.execute(f"SELECT specialty, count(*), {shares} FROM providers WHERE {all_visits} >= 50 GROUP BY specialty").fetchall()
    db.execute("""
        SELECT specialty, code, count(*), sum(services), sum(work), quantile_disc(services, 0.5)
        FROM (SELECT specialty, code, npi, sum(services) AS services, sum(work) AS work FROM used GROUP BY ALL)
        GROUP BY specialty, code HAVING count(*) >= 11
    """).fetchall()
    return internists


def with_polars(rows, values):
    import polars as pl
    text = {name: pl.String for name in COLUMNS} | {"Rndrng_NPI": pl.Int64, "Tot_Srvcs": pl.Float64}
    prices = pl.read_csv(values, schema_overrides={"code": pl.String, "place": pl.String, "work": pl.Float64}).lazy()
    used = (
        pl.scan_csv(rows, schema_overrides=text)
        .select(COLUMNS)
        .filter((pl.col("Rndrng_Prvdr_Ent_Cd") == "I") & (pl.col("HCPCS_Drug_Ind") == "N"))
        .filter(~pl.col("HCPCS_Cd").str.contains(r"^0[01]\d{3}$") | (pl.col("HCPCS_Cd") < "00100"))
        .join(prices, left_on=["HCPCS_Cd", "Place_Of_Srvc"], right_on=["code", "place"])
        .select(npi="Rndrng_NPI", state="Rndrng_Prvdr_State_Abrvtn", specialty="Rndrng_Prvdr_Type", code="HCPCS_Cd",
                services="Tot_Srvcs", work=pl.col("Tot_Srvcs") * pl.col("work"))
        .collect(engine="streaming")
        .lazy()
    )
    providers = (
        used.group_by("npi", "specialty", "state")
        .agg(pl.col("services").sum(), pl.col("work").sum(),
             *[pl.col("services").filter(pl.col("code") == code).sum().alias(code) for code in LEVELS])
        .filter(pl.col("services") >= 100)
        .collect()
        .lazy()
    )
    internists = None
    for keys in (["specialty"], ["specialty", "state"]):
        quantiles = [pl.col(measure).quantile(p, interpolation="nearest").alias(f"{measure}{p}")
                     for measure in ("services", "work") for p in PERCENTILES]
        result = providers.group_by(keys).agg(pl.len(), *quantiles).filter(pl.col("len") >= 11).collect()
        if len(keys) == 1:
            row = result.filter(pl.col("specialty") == "Internal Medicine").row(0, named=True)
            internists = (row["len"], row["services0.5"])
    for family in (LEVELS[:4], LEVELS[4:]):
        total = pl.sum_horizontal(family)
        shares = [(pl.when(pl.col(code) > 0).then(pl.col(code) / total)).alias(code) for code in family]
        quantiles = [pl.col(code).quantile(p, interpolation="nearest").alias(f"{code}{p}")
                     for code in family for p in (0.25, 0.5, 0.75)]
        providers.filter(total >= 50).select("specialty", *shares).group_by("specialty").agg(pl.len(), *quantiles).collect()
    (
        used.group_by("specialty", "code", "npi").agg(pl.col("services").sum(), pl.col("work").sum())
        .group_by("specialty", "code")
        .agg(pl.len(), pl.col("services").sum(), pl.col("work").sum(),
             pl.col("services").quantile(0.5, interpolation="nearest").alias("median"))
        .filter(pl.col("len") >= 11)
        .collect()
    )
    return internists


if __name__ == "__main__":
    if sys.argv[1] == "values":
        values(*sys.argv[2:4])
    else:
        begun = time.perf_counter()
        run = {"duckdb": with_duckdb, "polars": with_polars}[sys.argv[1]]
        providers, median = run(*sys.argv[2:4])
        seconds = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{seconds:.2f} {peak:.0f} {providers} {median:.2f}")
