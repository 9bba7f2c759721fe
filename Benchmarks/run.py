#!/usr/bin/env python3
"""Measures brink beside the peers on the same files, rounds interleaved, answers compared first.

    python3 run.py BRINK --scratch DIR [--scale small] [--rounds 5] [--only w1,w1scan,w1gz,w1many,w1zip,w2,w3,w4] [--peers polars,duckdb,...]

DIR is what prepare.py filled; without peers there (or with --peers none) brink is measured alone on data found there.
PEER_PYTHON names the interpreter of the peers' environment. Prints one Markdown table for each workload: the seconds of
the work as the engine tells them where it does (brink's W2), else of the whole process, the CPU seconds of the same,
the peak memory of the process, and how many times brink's these are.
"""
import argparse
import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import answers

HERE = os.path.dirname(os.path.abspath(__file__))
PHASES = {
    "w1": ["metrics_load", "metrics_agg", "book_load", "book_agg"], "w1scan": ["metrics_scan", "book_scan"],
    "w1gz": ["gz_load", "gz_agg"], "w1many": ["book_scan"], "w1zip": ["book_scan"], "w2": ["eval"],
    "w4": ["stream", "eval"],
}
FILES = {"w1scan": ["w1_metrics.csv", "w1_book.csv"], "w1gz": ["w1_metrics.csv"],
         "w1many": ["w1_book.csv"], "w1zip": ["w1_book.csv"], "w2": ["w2.csv"], "w3": ["stdout"], "w4": ["w4.csv"]}
# What is read, for rates in bytes of text; packed files count as their content.
INPUTS = {"w1": ["w1/metrics.csv", "w1/bookDepth/*"], "w1scan": ["w1/metrics.csv", "w1/bookDepth/*"],
          "w1gz": ["w1/metrics.csv"], "w1many": ["w1/bookDepth/*"], "w1zip": ["w1/bookDepth/*"]}
START = 1704067200


def spawn(command, out, environment=None, directory=None):
    """Runs a command; its wall and CPU seconds and its peak in MB. Exit codes 1 and 4 are brink's verdicts."""
    with open(out, "wb") as target, open(out + ".err", "wb") as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=target, stderr=errors, env=environment, cwd=directory)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 4):
        with open(out + ".err") as errors:
            raise RuntimeError(f"{command[:3]}: exit {process.returncode}: {errors.read()[-400:]}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024}


def stamp_at_the_end(path):
    """The first cell of a table's last row, or 0 where there is no table."""
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as file:
        file.seek(-100, os.SEEK_END)
        return int(file.read().splitlines()[-1].split(b",")[0])


class Bench:
    def __init__(self, options):
        self.brink = os.path.abspath(options.brink)
        self.peers_directory = f"{options.scratch}/peers"
        self.data = f"{options.scratch}/data-{options.scale}"
        self.python = os.environ.get("PEER_PYTHON", sys.executable)
        self.peers = [] if options.peers == "none" else options.peers.split(",")
        self.work = tempfile.mkdtemp(prefix="brink-bench-")
        self.environment = dict(os.environ, PYTHONPYCACHEPREFIX=self.work + "/pyc", TZ="UTC")

    def ours(self, workload):
        d, rules = self.data, f"{HERE}/rules"
        table = [f"{d}/w1/metrics.csv", f"{d}/w1/bookDepth"]
        return [self.brink] + {
            "w1": ["describe", "--format", "json", *table],
            "w1scan": ["describe", "--statistics", *table],
            "w1gz": ["describe", "--statistics", f"{d}/w1/metrics.csv.gz"],
            "w1many": ["describe", "--statistics", f"{d}/w1many/bookDepth"],
            "w1zip": ["describe", "--statistics", f"{d}/w1zip/bookDepth"],
            "w2": ["run", f"{rules}/w2.brink", "--data", f"{d}/w2/csv", "--from", str(START), "--to", str(self.end(d)),
                   "--format", "jsonl", "--quiet", "--timings"],
            "w3": ["run", f"{rules}/w3.brink", "--data", f"{d}/w3/metrics.csv", "--every", "5m", "--format", "jsonl",
                   "--quiet"],
            "w4": ["run", f"{d}/w4/w4.brink", "--data", f"{d}/w4/csv", "--from", str(START), "--to", str(self.last(d)),
                   "--format", "jsonl", "--quiet", "--timings", "--replay"],
        }[workload]

    @staticmethod
    def last(data):
        """The last minute of the stream; 0 without data of w4."""
        return stamp_at_the_end(f"{data}/w4/csv/trades.csv")

    @staticmethod
    def end(data):
        """The last bar: the last tick that is asked of everybody; 0 without data of w2."""
        return stamp_at_the_end(f"{data}/w2/csv/bars.csv")

    def theirs(self, workload, peer, out):
        if workload == "w4":
            return [self.python, "w4_polars.py", self.data, out] if peer == "polars" else None
        if workload != "w3":
            # Polars and DuckDB read no zip, and chDB is built without the library for it.
            if (peer, workload) in (("pandas", "w1scan"), *((peer, "w1zip") for peer in ("polars", "duckdb", "chdb"))):
                return None
            return [self.python, f"peer_{peer}.py", workload, self.data, out]
        if peer == "duckdb":
            script = subprocess.run([self.python, "w3_duckdb_cli.sql.py", self.data], capture_output=True, check=True,
                                    cwd=self.peers_directory).stdout
            with open(f"{self.work}/w3.sql", "wb") as file:
                file.write(script)
            return [os.path.join(os.path.dirname(self.python), "duckdb"), "-csv", "-f", f"{self.work}/w3.sql"]
        return [self.python, f"w3_{peer}.py", self.data]

    def engines(self, workload):
        engines = {"brink": self.ours(workload)}
        for peer in self.peers:
            command = self.theirs(workload, peer, f"{self.work}/{workload}-{peer}")
            if command:
                engines["duckdb (CLI)" if (workload, peer) == ("w3", "duckdb") else peer] = command
        return engines

    def once(self, workload, engine, command):
        out = f"{self.work}/{workload}-{engine.split()[0]}"
        os.makedirs(out, exist_ok=True)
        run = spawn(command, f"{out}/stdout", self.environment, None if engine == "brink" else self.peers_directory)
        phases = {}
        if engine == "brink" and workload in ("w2", "w4"):
            with open(f"{out}/stdout.err") as file:
                phases = json.loads(file.read().splitlines()[-1])
        elif engine != "brink" and workload != "w3":
            with open(f"{out}/stdout") as file:
                phases = json.loads(file.read().splitlines()[-1])
        names = [name for name in PHASES.get(workload, []) if name in phases]
        run["phases"] = phases
        run["work"] = sum(phases[name] for name in names) if names else run["wall"]
        run["work_cpu"] = sum(phases[name + "_cpu"] for name in names) if names else run["cpu"]
        return run

    def agree(self, workload, engines):
        """Engines whose answers differ from brink's, with the first differences."""
        sys.path.insert(0, self.peers_directory)
        from check import compare, rows
        own = f"{self.work}/{workload}-brink"
        with open(f"{own}/stdout") as file:
            text = file.read()
        if workload in ("w1scan", "w1gz", "w1many", "w1zip"):
            answers.statistics(text, own)
        elif workload == "w2":
            answers.events(text, own, 60, self.end(self.data), "w2.csv")
        elif workload == "w4":
            answers.events(text, own, 60, self.last(self.data), "w4.csv")
        elif workload == "w3":
            days = 4
            answers.events(text, own, 300, START + 86400 * days, "stdout")
        bad = {}
        for engine in engines:
            other = f"{self.work}/{workload}-{engine.split()[0]}"
            for name in FILES.get(workload, []):
                if engine == "brink":
                    continue
                path = f"{other}/{name}"
                if workload in ("w2", "w3", "w4"):
                    path = self.filtered(path, workload, rows)
                differences = compare(f"{own}/{name}", path)
                if differences:
                    bad[engine] = differences
                print(f"agree {workload} {name}: brink = {engine}: {'yes' if not differences else differences}",
                      file=sys.stderr)
        return bad

    def filtered(self, path, workload, rows):
        step, end = (60, self.end(self.data)) if workload == "w2" else (300, START + 86400 * 4)
        holds = {"drain": 900, "oi_surge": 0, "burst": 0, "crowded": 300, "calm": 1800}
        if workload == "w3":
            with open(f"{self.data}/w3/rules.json") as file:
                holds = {rule["name"]: 60 * rule["for_m"] for rule in json.load(file)}
        if workload == "w4":
            step, end = 60, self.last(self.data)
            with open(f"{self.data}/w4/rules.json") as file:
                holds = {f"r{i}": rule["for_s"] for i, rule in enumerate(json.load(file)["rules"])}
        _, found = rows(path)
        if workload == "w4":
            found = [(f"r{rule}", f"K{symbol}", first, last) for rule, symbol, first, last in found]
        answers.write(path + ".told", ["rule", "symbol", "t0", "t1"], answers.told(found, holds, step, end))
        return path + ".told"

    def measure(self, workload, rounds):
        engines = self.engines(workload)
        runs = {engine: [] for engine in engines}
        order = list(engines)
        for number in range(rounds + 1):
            turned = order[number % len(order):] + order[:number % len(order)]
            for engine in turned:
                for _ in range(5 if workload == "w3" else 1):
                    run = self.once(workload, engine, engines[engine])
                    if number > 0:
                        runs[engine].append(run)
            print(f"{workload} round {number}", file=sys.stderr, flush=True)
        bad = self.agree(workload, engines) if len(engines) > 1 else {}
        self.table(workload, {e: r for e, r in runs.items() if e not in bad})
        return bad

    def table(self, workload, runs):
        def middle(engine, name):
            return statistics.median(run[name] for run in runs[engine])
        size = sum(os.path.getsize(path) for name in INPUTS.get(workload, []) for path in glob.glob(f"{self.data}/{name}"))
        rate = f", {size / 1e9 / middle('brink', 'cpu'):.2f} GB/s of CPU, {size / 1e9 / middle('brink', 'wall'):.2f} of wall"
        print(f"\n### {workload}{f': {size / 1e6:.0f} MB, brink ' + rate[2:] if size else ''}\n\n| engine | wall s | CPU s | peak MB | wall ÷ brink | CPU ÷ brink |")
        print("| --- | --: | --: | --: | --: | --: |")
        for engine in runs:
            wall, cpu, peak = middle(engine, "work"), middle(engine, "work_cpu"), middle(engine, "peak")
            if workload == "w4" and engine == "brink":
                told = runs[engine][-1]["phases"]
                print(f"events {told['rows']:.0f}, {told['rows'] / cpu / 1e6:.2f} M a second of one core; latency at a tenth "
                      f"of it: median {told['p50_us']:.2f} us, 99 % {told['p99_us']:.2f} us, 99.9 % {told['p999_us']:.1f} us",
                      file=sys.stderr)
            print(f"| {engine} | {wall:.4g} | {cpu:.4g} | {peak:.0f} | {wall / middle('brink', 'work'):.2f} "
                  f"| {cpu / middle('brink', 'work_cpu'):.2f} |", flush=True)


def limits(path):
    """What this machine's memory and page cache allow one thread, in GB/s: the best of seven."""
    size = min(os.path.getsize(path), 256 << 20)
    source, target = bytearray(os.urandom(1 << 20) * 64), bytearray(64 << 20)
    block = bytearray(1 << 20)
    copies, reads = [], []
    for _ in range(7):
        begin = time.process_time()
        memoryview(target)[:] = source
        copies.append(len(source) / (time.process_time() - begin))
        begin = time.process_time()
        with open(path, "rb", buffering=0) as file:
            done = 0
            while done < size and (count := file.readinto(block)):
                done += count
        reads.append(done / (time.process_time() - begin))
    print(f"limits of one thread: memcpy {max(copies) / 1e9:.1f} GB/s, read of cached files {max(reads) / 1e9:.1f} GB/s, "
          f"load {os.getloadavg()[0]:.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("brink")
    parser.add_argument("--scratch", required=True)
    parser.add_argument("--scale", default="small")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="w1,w1scan,w1gz,w1many,w1zip,w2,w3,w4")
    parser.add_argument("--peers", default="polars,duckdb,chdb,pandas")
    options = parser.parse_args()
    bench = Bench(options)
    bad = {}
    if "w1" in options.only:
        # In a process of its own: what this one holds would count as its children's peak.
        subprocess.run([sys.executable, __file__, "limits", f"{bench.data}/w1/metrics.csv"], check=True)
    for workload in options.only.split(","):
        bad.update(bench.measure(workload, options.rounds))
    sys.exit(1 if bad else 0)


if sys.argv[1:2] == ["limits"]:
    limits(sys.argv[2])
else:
    main()
