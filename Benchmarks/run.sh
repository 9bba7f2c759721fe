#!/usr/bin/env bash
# Measures a brink binary; beside the peers where they are given.
# usage: [BRINK_PEERS=DIR PEER_PYTHON=VENV/bin/python SCALE=small ROUNDS=5] Benchmarks/run.sh BRINK [SCRATCH_DIR]
# Without peers: ingest, evaluation, start-up and scaling of brink alone (needs python3 and GNU time).
set -euo pipefail
binary=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
scratch=${2:-${TMPDIR:-/tmp}/brink-bench}
mkdir -p "$scratch"

if [ -n "${BRINK_PEERS:-}" ]; then
  python=${PEER_PYTHON:-python3}
  "$python" "$here/prepare.py" "$BRINK_PEERS" "$scratch" --scale "${SCALE:-small}"
  PEER_PYTHON=$python exec python3 "$here/run.py" "$binary" --scratch "$scratch" \
    --scale "${SCALE:-small}" --rounds "${ROUNDS:-5}"
fi

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
rate = f"{n / cpu / 1e6:.2f} M" if n and cpu else "-"
print(f"| {sys.argv[1]} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {rate} |")' "$name" "$rows"
}

minutes=$(($(wc -l <"$scratch/minutes.csv") - 1))
metrics=$(($(wc -l <"$scratch/BTCUSDT-metrics-2024-06-01.csv") - 1))
echo "| work | wall s | CPU s | peak MB | rows per CPU second |"
echo "| --- | --: | --: | --: | --: |"
measure "start-up (\`brink --version\`)" 0 "$binary" --version
measure "load, plain minute table" "$minutes" "$binary" describe "$scratch/minutes.csv"
measure "scan, plain minute table" "$minutes" "$binary" describe --statistics "$scratch/minutes.csv"
measure "scan, archive metrics" "$metrics" \
  "$binary" describe --statistics "$scratch/BTCUSDT-metrics-2024-06-01.csv"
measure "load + 7 rules, minute table" "$minutes" \
  "$binary" run "$here/rules.brink" --data "$scratch/minutes.csv" --format jsonl
python3 "$here/scaling.py" "$binary" "$scratch/scaling"
