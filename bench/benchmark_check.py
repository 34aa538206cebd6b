"""Recompute ten specialties of a benchmark set from the same rows, by another way, and compare. Called by benchmark-check.

    benchmark_check.py SET_DIR PPRRVU.csv ROWS...

Shares nothing with the program: PPRRVU and the rows are read here, sums are integers, percentiles are by nearest rank.
"""
import json
import sys

import numpy as np
import pandas as pd

PERCENTILES = [5, 10, 25, 50, 75, 90, 95]
FAMILIES = [range(99202, 99206), range(99211, 99216)]
OLD = {
    "npi": "Rndrng_NPI", "nppes_entity_code": "Rndrng_Prvdr_Ent_Cd", "provider_type": "Rndrng_Prvdr_Type",
    "nppes_provider_state": "Rndrng_Prvdr_State_Abrvtn", "hcpcs_code": "HCPCS_Cd", "place_of_service": "Place_Of_Srvc",
    "line_srvc_cnt": "Tot_Srvcs", "bene_day_srvc_cnt": "Tot_Bene_Day_Srvcs",
}


def nearest_rank(values, percentile):
    ordered = np.sort(np.asarray(values))
    return int(ordered[max(1, -(-len(ordered) * percentile // 100)) - 1])


def half_up(part, whole):
    return (2 * part + whole) // (2 * whole)


def scaled(text, places):
    whole, _, decimals = text.partition(".")
    return int(whole + decimals[:places].ljust(places, "0")) + (len(decimals) > places and decimals[places] >= "5")


def release(path):
    with open(path, encoding="latin-1") as file:
        skip = next(number for number, line in enumerate(file) if line.startswith("HCPCS,MOD"))
    frame = pd.read_csv(path, skiprows=skip + 1, header=None, dtype=str, encoding="latin-1", keep_default_na=False)
    rows = {}
    for code, modifier, status, work, non_facility, facility, pctc in zip(*(frame[i] for i in (0, 1, 3, 5, 11, 12, 13))):
        rows[code.strip(), modifier.strip()] = (
            status, scaled(work.strip(), 2), pctc.strip(), float(non_facility) > 0 or float(facility) > 0)
    return rows


def read(paths):
    frames = []
    for path in paths:
        tabs = ".txt" in path
        frame = pd.read_csv(path, sep="\t" if tabs else ",", dtype=str, keep_default_na=False, quoting=3 if tabs else 0)
        frames.append(frame.rename(columns=OLD))
    rows = pd.concat(frames, ignore_index=True)
    rows["services"] = rows.Tot_Srvcs.map(lambda text: scaled(text, 2))
    return rows


def work_of(rvus, code, place):
    """Hundredths of an RVU, or None where the row does not count."""
    if code[0].isdigit() and code[-1].isdigit() and 100 <= int(code) < 2000:
        return None
    row = rvus.get((code, ""))
    if row and row[2] == "1" and place == "F":
        row = rvus.get((code, "26"), row)
    if not row or row[0] in "EXPJ" or row[2] == "3" or row[0] == "C" or (row[0] == "R" and not row[3]):
        return None
    return row[1]


def main():
    folder, pprrvu, *paths = sys.argv[1:]
    manifest = json.load(open(f"{folder}/set.json"))
    floor = scaled(manifest["method"]["least_services"], 2)
    em_floor = scaled(manifest["method"]["least_em_services"], 2)
    distributions = pd.read_csv(f"{folder}/distributions.csv", dtype=str, keep_default_na=False)
    em = pd.read_csv(f"{folder}/em.csv", dtype=str, keep_default_na=False)
    codes = pd.read_csv(f"{folder}/codes.csv", dtype=str, keep_default_na=False)

    rvus, rows = release(pprrvu), read(paths)
    assert len(rows) == manifest["rows"]["read"], (len(rows), manifest["rows"]["read"])
    pairs = rows[["HCPCS_Cd", "Place_Of_Srvc"]].drop_duplicates()
    values = {(code, place): work_of(rvus, code, place) for code, place in pairs.itertuples(index=False)}
    rows["unit"] = [values[key] for key in zip(rows.HCPCS_Cd, rows.Place_Of_Srvc)]
    used = rows[rows.unit.notna() & (rows.Rndrng_Prvdr_Ent_Cd == "I")]
    if "HCPCS_Drug_Ind" in used:
        used = used[used.HCPCS_Drug_Ind != "Y"]
    used = used.assign(work=used.services * used.unit.astype("int64"))
    assert len(used) == manifest["rows"]["used"], (len(used), manifest["rows"]["used"])

    compared = 0

    def equal(ours, theirs, what):
        nonlocal compared
        compared += 1
        if ours != theirs:
            sys.exit(f"{what}: {theirs} in the set, {ours} here")

    # The specialties with the most providers that are in the set.
    whole = distributions[(distributions.state == "") & (distributions.measure == "work")]
    names = whole.assign(n=whole.n.astype(int)).sort_values(["n", "specialty"], ascending=[False, True]).specialty[:10]
    for name in names:
        group = used[used.Rndrng_Prvdr_Type == name]
        sums = group.groupby("Rndrng_NPI").agg(
            services=("services", "sum"), work=("work", "sum"), state=("Rndrng_Prvdr_State_Abrvtn", "first"))
        kept = sums[sums.services >= floor]
        states = [state for state, of in kept.groupby("state") if len(of) >= 11]
        shown = sorted(set(distributions[distributions.specialty == name].state))
        equal([""] + states, shown, f"{name}, states")
        for state in shown:
            own = kept if state == "" else kept[kept.state == state]
            for measure, column in (("services", own.services), ("work", [half_up(w, 100) for w in own.work])):
                row = distributions[(distributions.specialty == name) & (distributions.state == state)
                                    & (distributions.measure == measure)].iloc[0]
                what = f"{name} {state} {measure}"
                equal(len(own), int(row.n), f"{what} n")
                for percentile in PERCENTILES:
                    equal(nearest_rank(column, percentile), scaled(row[f"p{percentile}"], 2), f"{what} p{percentile}")
        for family in FAMILIES:
            members = group[group.HCPCS_Cd.isin([str(code) for code in family]) & group.Rndrng_NPI.isin(kept.index)]
            visits = members.pivot_table(index="Rndrng_NPI", columns="HCPCS_Cd", values="services", aggfunc="sum", fill_value=0)
            visits = visits.reindex(columns=[str(code) for code in family], fill_value=0).astype("int64")
            visits = visits[visits.sum(axis=1) >= em_floor]
            if len(visits) < 11:
                continue
            totals = visits.sum(axis=1)
            for code in map(str, family):
                row = em[(em.specialty == name) & (em.state == "") & (em.code == code)].iloc[0]
                what = f"{name} {code}"
                equal(len(visits), int(row.family_providers), f"{what} family")
                showing = visits[visits[code] > 0][code]
                if len(showing) < 11:
                    equal("", row.providers, f"{what} suppressed")
                    continue
                equal(len(showing), int(row.providers), f"{what} providers")
                equal(half_up(int(showing.sum()) * 10000, int(totals.sum())), scaled(row.pooled, 4), f"{what} pooled")
                shares = [half_up(int(v) * 10000, int(totals[npi])) for npi, v in showing.items()]
                for percentile in (25, 50, 75):
                    equal(nearest_rank(shares, percentile), scaled(row[f"p{percentile}"], 4), f"{what} p{percentile}")
        for code, of_code in group.groupby("HCPCS_Cd"):
            own = of_code.groupby("Rndrng_NPI").services.sum()
            if len(own) < 11:
                continue
            row = codes[(codes.specialty == name) & (codes.code == code)].iloc[0]
            what = f"{name} {code} in codes"
            equal(len(own), int(row.providers), f"{what} providers")
            equal(half_up(int(of_code.work.sum()), 100), scaled(row.work, 2), f"{what} work")
            equal(nearest_rank(own, 50), scaled(row.median_services, 2), f"{what} median")
    print(f"{manifest['id']}, {manifest['area']['words']}: {len(names)} specialties, {compared} figures compared, all equal")


if __name__ == "__main__":
    main()
