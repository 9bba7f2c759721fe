#!/usr/bin/env python3
"""Makes the peers' programs and data ask the question that brink's language asks.

    PYTHON prepare.py PEERS_DIR SCRATCH_DIR [--scale small] [--only w1,w2,w3]

Copies the peers' directory to SCRATCH/peers with the changes below, generates the data with it into SCRATCH/data, and
writes the tables of w2 as CSV, which is what brink reads. PYTHON is that of the peers' environment.

Where a peer and the language differ in meaning, the data or the peer changes, never the language:
- no outages in w2: a hole pauses an alert in brink and ends a run in the peers' SQL;
- no repeated rows in w1: brink settles repeats of a key and time, the peers count them;
- the change of open interest is a column of w2's data, because the peers take it on that table's own clock;
- the peak of an episode is not asked for: an event of brink carries the values at its tick;
- w1many and w1zip are the depth files packed one by one, as exchanges publish them: the peers scan them as in w1scan,
  pandas loads them; Polars, DuckDB and chDB read no zip;
- w4's rules are decided at every minute, brink's grid, not at every event: depth comes five seconds after the minute, so
  that a window over a field holds the same samples at its newest event as at the minute; of equal times, trades, which are
  the minutes, come last; Polars decides at those rows;
- the depth files are asked for the sum and the maximum of `notional`, the column brink keeps (its depth is in USD).
"""
import argparse
import glob
import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile

CHANGES = {
    "gen.py": [
        ("keep[a:a + g.integers(2, 25)] = False", "g.integers(2, 25)"),
        ("ko = g.random(no) > 0.002", "ko = g.random(no) > -1"),
        ("ko[a:a + g.integers(3, 9)] = False", "g.integers(3, 9)"),
        ("kd = g.random(nb) > 0.003", "kd = g.random(nb) > -1"),
        ("kd[a:a + g.integers(3, 12)] = False", "g.integers(3, 12)"),
        ("oid = dict(ts=ots[ko], oi=oi[ko])",
         "oid = dict(ts=ots, oi=oi, chg=np.round(np.r_[0.0, oi[1:] / oi[:-1] - 1], 12))"),
        ('df = pl.concat([df, dup]).drop("u")', 'df = df.drop("u")'),
        ('            m = (t >= T0) & (t < T0 + nm * 60)\n',
         '            t = t // 60 * 60 + 5 if c == "depth" else t\n            m = (t >= T0) & (t < T0 + nm * 60)\n'),
        ("o = np.lexsort((fi, sy, ts))", "o = np.lexsort((-fi, sy, ts))"),
    ],
    "peer_polars.py": [
        ('"/bookDepth/*.csv"', '"/bookDepth/*.csv*"'),
        ('cast(pl.Categorical).alias("symbol")).drop("path")',
         'cast(pl.Categorical).alias("symbol")).drop("path", "depth")'),
        ('pl.col("depth").sum()', 'pl.col("notional").sum()'),
        ('oz = T["oi"][s].lazy().with_columns(chg=v("oi") / v("oi").shift(1) - 1)', 'oz = T["oi"][s].lazy()'),
        ('v("rn").cast(pl.Int64), peak=pl.sql_expr(peak))', 'v("rn").cast(pl.Int64))'),
        ('v("ts").max().alias("t1"), v("peak").max())', 'v("ts").max().alias("t1"))'),
        ('["rule", "symbol", "t0", "t1", "peak"], e.select("rule", "symbol", "t0", "t1", "peak")',
         '["rule", "symbol", "t0", "t1"], e.select("rule", "symbol", "t0", "t1")'),
    ],
    "w4_polars.py": [
        ("a = time.perf_counter()\nf = features(E).collect()",
         "import resource\ncpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])\n"
         "a = time.perf_counter(); c0 = cpu()\nf = features(E).collect()"),
        ("    g = f.filter(pl.col(\"field\").is_in(fs))", "    g = f.filter(pl.col(\"field\") == 0)"),
        ('b = time.perf_counter()\n', 'b = time.perf_counter(); c1 = cpu()\n'),
        ("eval=round(b - a, 3),", "eval=b - a, eval_cpu=c1 - c0,"),
    ],
    "peer_duckdb.py": [
        ("EXCLUDE filename,", "EXCLUDE (filename, depth),"),
        ("sum(depth) sd", "sum(notional) sd"),
        ("oi / lag(oi) OVER (PARTITION BY symbol ORDER BY ts) - 1 AS chg", "chg"),
        (", max(peak) AS peak FROM (", " FROM ("),
        ("SELECT symbol, ts, {peak} AS peak,", "SELECT symbol, ts,"),
        ('"t0", "t1", "peak"]', '"t0", "t1"]'),
    ],
    "peer_chdb.py": [
        ("SELECT *, toLowCardinality(extract", "SELECT timestamp, percentage, notional, toLowCardinality(extract"),
        ("sum(depth) sd", "sum(notional) sd"),
        ("oi / nullIf(lagInFrame(oi) OVER (PARTITION BY symbol ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING"
         " AND UNBOUNDED FOLLOWING), 0) - 1 AS chg", "chg"),
        ('("oi", "ts, oi")', '("oi", "ts, oi, chg")'),
        (", max(peak) AS peak FROM (", " FROM ("),
        ("SELECT symbol, ts, peak, sum(brk)", "SELECT symbol, ts, sum(brk)"),
        ("SELECT symbol, ts, {peak} AS peak,", "SELECT symbol, ts,"),
        ('"t0", "t1", "peak"]', '"t0", "t1"]'),
    ],
    "peer_pandas.py": [
        ('"/bookDepth/*.csv"', '"/bookDepth/*"'),
        ('FB = dict(percentage="float64", depth="float64", notional="float64")',
         'FB = dict(percentage="float64", notional="float64")'),
        ("x = read(p, FB, \"timestamp\"); x[", "x = read(p, FB, \"timestamp\").drop(columns=\"depth\"); x["),
        ('n=("depth", "size"), sd=("depth", "sum")', 'n=("notional", "size"), sd=("notional", "sum")'),
        ('oz = o[["dt", "oi"]].copy(); oz["chg"] = oz["oi"] / oz["oi"].shift(1) - 1', 'oz = o[["dt", "oi", "chg"]].copy()'),
        ("                pk = np.maximum.reduceat(eval(peak, {}, F)[i], st)\n", ""),
        ("(name, s, int(x), int(y), float(z)) for x, y, z in zip(t0[k], t1[k], pk[k])",
         "(name, s, int(x), int(y)) for x, y in zip(t0[k], t1[k])"),
        ('"t0", "t1", "peak"]', '"t0", "t1"]'),
    ],
}


MAIN = 'if __name__ == "__main__":\n    main(dict('

# How the peers that can read the packed depth files.
PACKED = {
    "peer_polars.py": """def w1many(data, out, clock):
    with clock("book_scan"):
        ab = agg_b(lb(data + "/w1many")).collect(engine="streaming")
    put(ab, out + "/w1_book.csv", HB, ["symbol", "percentage"])
""",
    "peer_duckdb.py": """def w1many(data, out, clock):
    c = con()
    with clock("book_scan"):
        b = c.execute(AGG_B.format(src_b(data + "/w1many").replace("*.csv", "*.csv.gz"))).fetchall()
    write_rows(out + "/w1_book.csv", HB, b)
""",
    "peer_chdb.py": """def w1many(data, out, clock):
    s = ses()
    with clock("book_scan"):
        b = rows(s, AGG_B.format(fb(data + "/w1many").replace("*.csv", "*.csv.gz")))
    write_rows(out + "/w1_book.csv", HB, b)

""",
    "peer_pandas.py": """def w1many(data, out, clock, source="/w1many"):
    with clock("book_scan"):
        bb = ab(lb(data + source))
    put(bb, out + "/w1_book.csv", HB)


def w1zip(data, out, clock):
    w1many(data, out, clock, "/w1zip")
""",
}


def adapt(peers, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(peers, target)
    os.chmod(target, 0o755)
    for name, changes in CHANGES.items():
        path = os.path.join(target, name)
        os.chmod(path, 0o644)
        with open(path) as file:
            text = file.read()
        for old, new in changes:
            if old not in text:
                sys.exit(f"{name} no longer holds: {old}")
            text = text.replace(old, new)
        if name in PACKED:
            names = "w1many=w1many, w1zip=w1zip, " if "w1zip" in PACKED[name] else "w1many=w1many, "
            text = text.replace(MAIN, f"{PACKED[name]}\n\n{MAIN}{names}")
        with open(path, "w") as file:
            file.write(text)


def tables(data):
    """The tables of w2 as CSV, a time column of epoch seconds first."""
    import polars
    os.makedirs(f"{data}/w2/csv", exist_ok=True)
    for name in ("bars", "oi", "reserve", "depth", "funding"):
        frame = polars.read_parquet(f"{data}/w2/{name}.parquet").rename({"ts": "time"})
        if name == "bars":
            frame = frame.drop("close")
        frame.select("time", "symbol", *[c for c in frame.columns if c not in ("time", "symbol")]).write_csv(
            f"{data}/w2/csv/{name}.csv")


def pack(data):
    """The depth files, each as a gzip file and as a zip archive of one member."""
    for kind in ("many", "zip"):
        os.makedirs(f"{data}/w1{kind}/bookDepth", exist_ok=True)
    for path in sorted(glob.glob(f"{data}/w1/bookDepth/*.csv")):
        name = os.path.basename(path)
        with open(path, "rb") as file:
            content = file.read()
        with open(f"{data}/w1many/bookDepth/{name}.gz", "wb") as out:
            out.write(gzip.compress(content, 6, mtime=0))
        with zipfile.ZipFile(f"{data}/w1zip/bookDepth/{name[:-4]}.zip", "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def stream(data):
    """The events of w4 as one CSV for each field, and its rules in brink's words."""
    import numpy
    import polars
    os.makedirs(f"{data}/w4/csv", exist_ok=True)
    events = numpy.fromfile(f"{data}/w4/events.bin", dtype=[("ts", "<i8"), ("sym", "<i4"), ("field", "<i4"), ("value", "<f8")])
    for field, name in enumerate(FIELDS):
        own = events[events["field"] == field]
        polars.DataFrame({
            "time": numpy.ascontiguousarray(own["ts"]), "symbol": [f"K{k}" for k in own["sym"]],
            name: numpy.ascontiguousarray(own["value"]),
        }).write_csv(f"{data}/w4/csv/{name}.csv")
    with open(f"{data}/w4/rules.json") as file:
        rules = json.load(file)["rules"]
    with open(f"{data}/w4/w4.brink", "w") as out:
        out.write("brink 1\n# The hundred rules of the stream, decided at every minute.\n")
        for name in FIELDS:
            out.write(f"series {name}: gauge x by symbol every 1m stale 365d\n")
        for index, rule in enumerate(rules):
            hold = f" for {rule['for_s']}s" if rule["for_s"] else ""
            out.write(f"alert r{index} when {condition(rule)}{hold}\n")


FIELDS = ("trades", "oi", "reserve", "depth")


def condition(rule):
    """A rule of w4 in brink's words; `coverage` is as low as it goes, because the peers ask for none."""
    def window(statistic, field, more=""):
        return f"{statistic}({field}[{rule['win']}s, coverage 0.01%]{more})"
    kind = rule["t"]
    if kind == "drain":
        return f"oi / reserve > {rule['ratio']} and depth < {rule['frac']} * {window('max', 'depth')}"
    if kind == "burst":
        return f"trades > {rule['k']} * {window('quantile', 'trades', ', ' + str(rule['q']))}"
    if kind == "zburst":
        return f"(trades - {window('avg', 'trades')}) / {window('std', 'trades')} > {rule['k']}"
    if kind == "oimove":
        return f"oi > {rule['k']} * {window('min', 'oi')}"
    return f"depth < {rule['frac']} * {window('max', 'depth')} and trades > {rule['tk']} * {window('avg', 'trades')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peers")
    parser.add_argument("scratch")
    parser.add_argument("--scale", default="small")
    parser.add_argument("--only", default="w1,w2,w3,w4")
    options = parser.parse_args()
    target, data = f"{options.scratch}/peers", f"{options.scratch}/data-{options.scale}"
    adapt(options.peers, target)
    subprocess.run(
        [sys.executable, f"{target}/gen.py", data, "--scale", options.scale, "--only", options.only], check=True)
    if "w1" in options.only and not os.path.exists(f"{data}/w1zip/bookDepth"):
        pack(data)
    if "w2" in options.only and not os.path.exists(f"{data}/w2/csv/funding.csv"):
        tables(data)
    if "w4" in options.only and not os.path.exists(f"{data}/w4/w4.brink"):
        stream(data)
    print(data)


main()
