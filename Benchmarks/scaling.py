#!/usr/bin/env python3
"""Scaling curves: what a row costs as rules, keys, rows and windows grow.

    python3 scaling.py BRINK SCRATCH_DIR [--most-rows 10000000] [--only rules,keys,rows,windows]

Minute data of one series, `oi`, a random walk from a seed: each key goes through a walk of its own, to its end and back
again. A table of 100,000,000 rows takes 2.8 GB and half a minute to write; it is written only where --most-rows asks for
it. CPU seconds are those that `brink run --timings` tells for the evaluation, the median of three runs; a row is one key
at one tick. The peak is that of the process.
"""
import argparse
import json
import os
import random
import statistics
import subprocess

START = 1704067200
# Longer than any window here, so that none sees a value twice.
WALK = 100_000


def walks(keys, steps):
    """What follows the stamp in a key's rows: a list a key."""
    rng = random.Random(keys * 1_000_003 + steps)
    found = []
    for key in range(keys):
        value, cells = rng.uniform(2e4, 9e4), []
        for _ in range(steps):
            value *= 1 + rng.gauss(0, 0.001)
            cells.append(f",K{key}USDT,{value:.3f}\n")
        found.append(cells)
    return found


def table(path, keys, minutes):
    """Writes a table where there is none, in a process of its own: what this one held would count as the peak of those
    it starts."""
    if not os.path.exists(path):
        writer = os.fork()
        if writer == 0:
            write(path, keys, minutes)
            os._exit(0)
        os.waitpid(writer, 0)
    return path


def write(path, keys, minutes):
    cells = walks(keys, min(minutes, WALK))
    there_and_back = [own + own[::-1] for own in cells]
    # What a minute writes, but for its stamps, which go where the parts are joined.
    minute_parts = [[""] + list(parts) for parts in zip(*there_and_back)]
    with open(path + ".part", "w", buffering=1 << 20) as out:
        out.write("time,symbol,oi\n")
        for minute in range(minutes):
            parts = minute_parts[minute % len(minute_parts)]
            stamp = str(START + 60 * minute)
            out.write(stamp.join(parts))
    os.rename(path + ".part", path)


def rules(path, lines):
    with open(path, "w") as out:
        out.write("series oi: gauge x by symbol every 1m stale 5m\n" + "\n".join(lines) + "\n")
    return path


def cost(brink, rule_file, data):
    runs = []
    for _ in range(3):
        process = subprocess.Popen([brink, "run", rule_file, "--data", data, "--format", "jsonl", "--quiet", "--timings"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        told = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        runs.append(json.loads(told.splitlines()[-1]) | {"peak": usage.ru_maxrss / 1024})
    return {name: statistics.median(run[name] for run in runs) for name in ("load_cpu", "eval_cpu", "peak")}


def show(title, head, rows):
    print(f"\n{title}\n\n| {head} | load CPU s | peak MB | evaluation CPU s | ns per row | ns per row and rule |")
    print("| --: | --: | --: | --: | --: | --: |")
    for name, rows_evaluated, rule_count, found in rows:
        each = found["eval_cpu"] / rows_evaluated * 1e9
        print(f"| {name} | {found['load_cpu']:.3f} | {found['peak']:.0f} | {found['eval_cpu']:.3f} | {each:.1f} | "
              f"{each / rule_count:.1f} |", flush=True)


ONE = "alert a when oi > 1.2 * avg(oi[1h]) for 5m"
WINDOWS = (("average", "oi > 1.2 * avg(oi[{}, coverage 1%])"), ("maximum", "oi < 0.8 * max(oi[{}, coverage 1%])"),
           ("deviation", "oi > 5 * std(oi[{}, coverage 1%])"),
           ("95 % quantile", "oi > 1.2 * quantile(oi[{}, coverage 1%], 0.95)"))


def rule_curve(brink, here):
    found = []
    data = table(f"{here}/k10.csv", 10, 10_000)
    for count in (1, 10, 100, 1_000):
        lines = [f"alert a{i} when oi > {1.05 + i / 1000:.3f} * avg(oi[1h]) for 5m" for i in range(count)]
        found.append((count, 100_000, count, cost(brink, rules(f"{here}/r{count}.brink", lines), data)))
    show("Rules that differ in a constant, 10 keys, 100,000 rows", "rules", found)


def key_curve(brink, here):
    found = []
    for keys in (10, 100, 1_000, 10_000):
        data = table(f"{here}/keys{keys}.csv", keys, 200_000 // keys if keys < 10_000 else 100)
        rows = 200_000 if keys < 10_000 else 1_000_000
        found.append((keys, rows, 1, cost(brink, rules(f"{here}/one.brink", [ONE]), data)))
    show("Keys, one rule", "keys", found)


def row_curve(brink, here, most):
    found, count = [], 100_000
    while count <= most:
        data = table(f"{here}/rows{count}.csv", 10, count // 10)
        found.append((f"{count:,}", count, 1, cost(brink, rules(f"{here}/one.brink", [ONE]), data)))
        count *= 10
    show("Rows, 10 keys, one rule", "rows", found)


def window_curve(brink, here):
    data = table(f"{here}/long.csv", 4, 100_000)
    for name, rule in WINDOWS:
        found = []
        for width in ("5m", "1h", "1d", "7d", "30d"):
            lines = ["alert a when " + rule.format(width)]
            found.append((width, 400_000, 1, cost(brink, rules(f"{here}/w.brink", lines), data)))
        show(f"Windows of the {name}, 4 keys, 400,000 rows", "window", found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("brink")
    parser.add_argument("scratch")
    parser.add_argument("--most-rows", type=int, default=10_000_000)
    parser.add_argument("--only", default="rules,keys,rows,windows")
    options = parser.parse_args()
    os.makedirs(options.scratch, exist_ok=True)
    wanted = options.only.split(",")
    if "rules" in wanted:
        rule_curve(options.brink, options.scratch)
    if "keys" in wanted:
        key_curve(options.brink, options.scratch)
    if "rows" in wanted:
        row_curve(options.brink, options.scratch, options.most_rows)
    if "windows" in wanted:
        window_curve(options.brink, options.scratch)


main()
