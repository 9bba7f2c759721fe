#!/usr/bin/env python3
"""What each operator costs on its own: the rows of Limits.md.

    python3 operators.py BRINK SCRATCH_DIR [--rounds 5]

Minute data of twenty keys from a seed, 20,000 minutes. An operator's cost is what a rule with it costs more than the
same rule without it, in nanoseconds of evaluation (processor time of `brink run --timings`) per row, the least of the
rounds of each: other work of the machine only ever adds. Rounds are interleaved. With `--count` the instructions of
callgrind stand in place of the times: slower to get, and the same however busy the machine is.
"""
import argparse
import json
import os
import random
import re
import subprocess

START, MINUTES, KEYS = 1704067200, 20_000, 20


def table(path, name, jitter, every):
    if os.path.exists(path):
        return
    rng = random.Random(f"{name}{jitter}{every}")
    values = [rng.uniform(2e4, 9e4) for _ in range(KEYS)]
    with open(path, "w", buffering=1 << 20) as out:
        out.write(f"time,symbol,{name}\n")
        for minute in range(0, MINUTES, every):
            for key in range(KEYS):
                values[key] *= 1 + rng.gauss(0, 0.001)
                late = rng.randrange(jitter) if jitter else 0
                out.write(f"{START + 60 * minute + late},K{key}USDT,{values[key]:.3f}\n")


SERIES = """series x: gauge x by symbol every 1m stale 5m
series y: gauge x by symbol every 1m stale 5m
series z: gauge x by symbol every 5m stale 15m
"""
# A window for every statistic, so that its frame is there before it is asked for.
WINDOW = "{}(x[{}, coverage 0.01%]{})"


def window(statistic, width, more=""):
    return WINDOW.format(statistic, width, more)


def cases():
    """Name, condition with the operator, condition without it."""
    base = "x > 1B"
    yield "as-of, a row at every tick", "x > y + 1B", "x > x + 1B"
    yield "as-of, a row at every fifth tick", "x > z + 1B", "x > x + 1B"
    for width in ("1h", "1d"):
        yield f"frame and count, {width}", f"x > {window('count', width)} + 1B", "x > x + 1B"
    for statistic in ("first", "last", "avg", "min", "max", "std", "slope", "vol"):
        for width in ("1h", "1d", "7d"):
            less = f"x > {window('count', width)} + 1B"
            one = window(statistic, width) + (" * 1h" if statistic == "slope" else "")
            yield f"{statistic}, {width}", f"x > {one} + {window('count', width)} + 1B", less
    for width in ("1h", "1d", "7d"):
        less = f"x > {window('count', width)} + 1B"
        quantile = window("quantile", width, ", 0.95")
        yield f"quantile of 95 %, {width}", f"x > {quantile} + {window('count', width)} + 1B", less
    yield "lag (a value of an hour ago)", "x > x[1h ago] + 1B", "x > x + 1B"
    yield "delta, 1h", f"x > {window('change', '1h')} + 1B", "x > x + 1B"
    yield "addition", "x > x + 1B", base
    yield "division", "x / y > 1B and y > 1B", "x > 1B and y > 1B"
    yield "comparison and conjunction", "x > 1B and x > 2B", base
    yield "fold that stays quiet, and its comparison", "x > 1B\nalert b when x > 2B", base


def rules(path, condition):
    with open(path, "w") as out:
        out.write(SERIES + f"alert a when {condition}\n")


def run(brink, rule_file, data):
    done = subprocess.run([brink, "run", rule_file, "--data", data, "--format", "jsonl", "--quiet", "--timings"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1, 4):
        raise RuntimeError(done.stderr[-400:])
    return json.loads(done.stderr.splitlines()[-1]), done.stdout.count("\n")


def instructions(brink, rule_file, data, scratch):
    """Instructions of the whole run, by callgrind."""
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={scratch}/callgrind.out", brink, "run",
                           rule_file, "--data", data, "--format", "jsonl", "--quiet"], capture_output=True, text=True)
    found = re.search(r"refs:\s+([\d,]+)", done.stderr)
    if not found:
        raise RuntimeError(done.stderr[-400:])
    return int(found.group(1).replace(",", ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("brink")
    parser.add_argument("scratch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", action="store_true", help="instructions instead of time, by callgrind")
    options = parser.parse_args()
    data = f"{options.scratch}/operators"
    os.makedirs(data, exist_ok=True)
    for name, jitter, every in (("x", 0, 1), ("y", 25, 1), ("z", 0, 5)):
        table(f"{data}/{name}.csv", name, jitter, every)
    rows = MINUTES * KEYS
    conditions = {c for _, more, less in cases() for c in (more, less)}
    files = {}
    for index, condition in enumerate(sorted(conditions)):
        files[condition] = f"{options.scratch}/operator-{index}.brink"
        rules(files[condition], condition)
    if options.count:
        best = {c: instructions(options.brink, files[c], data, options.scratch) for c in sorted(conditions)}
        unit, scale = "instructions per row", 1
    else:
        best = {c: float("inf") for c in conditions}
        for _ in range(options.rounds):
            for c in sorted(conditions):
                best[c] = min(best[c], run(options.brink, files[c], data)[0]["eval_cpu"])
        unit, scale = "ns per row", 1e9
    print(f"| operator | {unit} |\n| --- | --: |")
    for name, more, less in cases():
        print(f"| {name} | {(best[more] - best[less]) * scale / rows:.1f} |", flush=True)
    if options.count:
        return
    rules(f"{options.scratch}/events.brink", "x > 1.0005 * avg(x[5m])")
    loud = [run(options.brink, f"{options.scratch}/events.brink", data) for _ in range(options.rounds)]
    events, line = loud[0][1], min(r["print_cpu"] for r, _ in loud)
    print(f"| event to its line of JSON, each of {events:,} | {line / events * 1e9:.0f} |")


main()
