"""brink's output in the form of the peers' result files, so that one program compares them all. Never timed."""
import csv
import json
from datetime import datetime, timezone

METRICS = ["oi", "oi_usd", "top_account_ratio", "top_position_ratio", "long_short_ratio", "taker_ratio"]
HOUR = 3600


def seconds(text):
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def statistics(text, out):
    """`describe --statistics` as w1_metrics.csv and, where depth was asked for, w1_book.csv.

    Open interest is told in coins, where the files of 1000PEPEUSDT and the like count thousands.
    """
    rows = list(csv.DictReader(text.splitlines()))
    by = {(r["symbol"], r["series"]): r for r in rows}
    metrics = []
    for symbol in sorted({r["symbol"] for r in rows if r["series"] == "oi"}):
        own = [by[symbol, name] for name in METRICS]
        coins = 1000 if symbol.startswith("1000") else 1
        cells = [x for r in own for x in (r["count"], r["sum"], r["min"], r["max"])]
        cells[1:4] = [float(x) / coins for x in cells[1:4]]
        metrics.append([symbol, own[0]["count"], *cells, seconds(own[0]["first"]), seconds(own[0]["last"])])
    head = ["symbol", "n"] + [f"{x}{i}" for i in range(6) for x in ("k", "s", "lo", "hi")] + ["t0", "t1"]
    write(f"{out}/w1_metrics.csv", head, metrics)
    book = []
    for r in rows:
        if not r["series"].startswith("depth_"):
            continue
        _, band, side = r["series"].split("_")
        percent = 0.2 if band == "20bps" else float(band.removesuffix("pct"))
        percent = -percent if side == "bid" else percent
        book.append([r["symbol"], percent, r["count"], r["sum"], r["max"], seconds(r["first"]), seconds(r["last"])])
    if book:
        write(f"{out}/w1_book.csv", ["symbol", "percentage", "n", "sd", "mn", "t0", "t1"], book)


def episodes(text, step, end):
    """The episodes told by events: (rule, symbol) to a list of (first, last true tick); one still firing lasts to `end`."""
    found = {}
    for line in text.splitlines():
        event = json.loads(line)
        if event["event"] not in ("fire", "flapping", "clear"):
            continue
        own = found.setdefault((event["rule"], event["key"]["symbol"]), {})
        since = seconds(event["since"])
        own[since] = seconds(event["at"]) - step if event["event"] == "clear" else own.get(since, end)
    return {key: sorted(own.items()) for key, own in found.items()}


def told(rows, holds, step, end):
    """The peers' episodes as brink tells them: more than five FIREs of one identity within an hour become one flapping
    event, and FIREs and CLEARs are withheld while the trailing hour holds more; an episode whose CLEAR is withheld is,
    as far as anybody was told, still firing."""
    groups = {}
    for rule, symbol, first, last in rows:
        groups.setdefault((rule, symbol), []).append((int(first), int(last)))
    kept = []
    for (rule, symbol), own in groups.items():
        fires, flapping = [], False
        for first, last in sorted(own):
            fire, clear = first + holds[rule], last + step
            fires = [t for t in fires if t > fire - HOUR] + [fire]
            is_fire_told = len(fires) <= 5 or not flapping
            flapping = len(fires) > 5
            is_clear_told = clear <= end and not (
                flapping and len([t for t in fires if t > clear - HOUR]) > 5)
            if is_clear_told:
                flapping = False
            if is_fire_told or is_clear_told:
                kept.append((rule, symbol, first, last if is_clear_told else end))
    return kept


def events(text, out, step, end, name):
    rows = [(rule, symbol, *pair) for (rule, symbol), own in episodes(text, step, end).items() for pair in own]
    write(f"{out}/{name}", ["rule", "symbol", "t0", "t1"], sorted(rows))
