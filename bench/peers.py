"""What pandas and DuckDB take for the same files and the same lines, on one core. Called by bench/run."""
import glob
import os
import sys
import time

import duckdb
import pandas as pd

REPEATS = 3


def shortest(run):
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - begun)
    return best, result


def header_line(path):
    with open(path, encoding="latin-1") as file:
        for number, line in enumerate(file):
            if line.startswith("HCPCS,MOD"):
                return number
    raise SystemExit(f"{path}: no header")


def read_csv(folder):
    for kind, pattern in (("PPRRVU", "PPRRVU*.csv"), ("OPPSCAP", "OPPSCAP*.csv")):
        files = [(path, header_line(path)) for path in sorted(glob.glob(f"{folder}/**/{pattern}", recursive=True))]

        def read():
            return sum(len(pd.read_csv(path, skiprows=skip, encoding="latin-1", low_memory=False)) for path, skip in files)

        seconds, rows = shortest(read)
        print(kind, len(files), rows, f"{seconds:.6f}")


def price(rvu, gpci, lines):
    rows = pd.read_csv(rvu, skiprows=header_line(rvu), encoding="latin-1", header=None, dtype=str, low_memory=False).iloc[1:]
    rows = pd.DataFrame({
        "code": rows[0], "modifier": rows[1].fillna(""),
        "work": rows[5].astype(float), "pe_non": rows[6].astype(float),
        "pe_fac": rows[8].astype(float), "mp": rows[10].astype(float),
    })
    places = pd.read_csv(gpci, skiprows=2, encoding="latin-1", header=None, dtype=str).iloc[1:]
    places = places[places[6].notna() & places[0].str.fullmatch(r"\d+", na=False)]
    places = pd.DataFrame({
        "mac": places[0].astype(int), "locality": places[2].astype(int),
        "gw": places[4].astype(float), "gp": places[5].astype(float), "gm": places[6].astype(float),
    })
    claims = pd.read_csv(lines, dtype={"code": str, "modifier": str}).fillna({"modifier": ""})
    factor = 33.4009

    def with_pandas():
        joined = claims.merge(rows, on=["code", "modifier"]).merge(places, on=["mac", "locality"])
        pe = joined.pe_fac.where(joined.facility == 1, joined.pe_non)
        amount = ((joined.work * joined.gw + pe * joined.gp + joined.mp * joined.gm) * factor).round(2)
        return amount.sum()

    seconds, total = shortest(with_pandas)
    print("pandas", f"{seconds * 1e9 / len(claims):.1f}", f"{total:.2f}")

    db = duckdb.connect()
    db.execute("SET threads = 1")
    for name, frame in (("claims", claims), ("rows_", rows), ("places", places)):
        db.register("frame", frame)
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
        db.unregister("frame")
    query = f"""
        SELECT sum(round((work * gw + CASE facility WHEN 1 THEN pe_fac ELSE pe_non END * gp + mp * gm) * {factor}, 2))
        FROM claims JOIN rows_ USING (code, modifier) JOIN places USING (mac, locality)
    """
    seconds, total = shortest(lambda: db.execute(query).fetchone()[0])
    print("duckdb", f"{seconds * 1e9 / len(claims):.1f}", f"{total:.2f}")


if __name__ == "__main__":
    if sys.argv[1] == "import":
        read_csv(sys.argv[2])
    else:
        price(*sys.argv[2:5])
