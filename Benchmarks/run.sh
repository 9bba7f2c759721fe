#!/usr/bin/env bash
# Measures a brink binary: CSV ingest and rule evaluation in rows per second, peak memory, start-up.
# usage: Benchmarks/run.sh PATH/TO/brink [SCRATCH_DIR]     (prints a table; needs python3 and GNU time)
set -euo pipefail
binary=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
scratch=${2:-${TMPDIR:-/tmp}/brink-bench}
[ -f "$scratch/minutes.csv" ] || python3 "$here/generate.py" "$scratch"

# Median wall and CPU seconds and the largest peak of five runs after a warm-up.
measure() {
  local name=$1 rows=$2; shift 2
  for i in 0 1 2 3 4 5; do
    /usr/bin/time -f '%e %U %S %M' -o "$scratch/time.$i" "$@" >/dev/null 2>&1 || true
  done
  tail -q -n 1 "$scratch"/time.[1-5] | python3 -c '
import sys, statistics
rows = [[float(x) for x in line.split()] for line in sys.stdin]
wall = statistics.median(r[0] for r in rows); cpu = statistics.median(r[1] + r[2] for r in rows)
peak = max(r[3] for r in rows) / 1024
n = int(sys.argv[2])
rate = f"{n / cpu / 1e6:.2f} M" if n else "-"
print(f"| {sys.argv[1]} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {rate} |")' "$name" "$rows"
}

minutes=$(($(wc -l <"$scratch/minutes.csv") - 1))
metrics=$(($(wc -l <"$scratch/BTCUSDT-metrics-2024-06-01.csv") - 1))
echo "| work | wall s | CPU s | peak MB | rows per CPU second |"
echo "| --- | --: | --: | --: | --: |"
measure "start-up (\`brink --version\`)" 0 "$binary" --version
measure "ingest, plain minute table" "$minutes" "$binary" describe "$scratch/minutes.csv"
measure "ingest, archive metrics" "$metrics" "$binary" describe "$scratch/BTCUSDT-metrics-2024-06-01.csv"
measure "ingest + 7 rules, minute table" "$minutes" \
  "$binary" run "$here/rules.brink" --data "$scratch/minutes.csv" --format jsonl
