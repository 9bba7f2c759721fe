#!/usr/bin/env bash
# The main job in a minute: rules over a synthetic stress day, why one fired, and the chart.
# usage: Samples/demo.sh PATH/TO/brink
set -uo pipefail
cd "$(dirname "$0")/.."
brink=$1
export LC_ALL=C.UTF-8

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); fi
say() { printf '\n%s$ brink %s%s\n' "$bold" "$*" "$plain"; }
run() { say "$@"; "$brink" "$@"; }

echo "A synthetic stress day: open interest outgrows the reserves, the book thins, then a cascade."
run run Rules/exhaustion.brink --data Samples/stress-day --format text
status=$?
echo "exit code $status: 0 quiet at the end of the day, 1 firing, 4 unknown"
run query 'sum(oi) over symbol / reserve' --data Samples/stress-day --plot
run explain Rules/exhaustion.brink --data Samples/stress-day \
  --rule exhaustion --key asset=BTC --at 2030-08-05T09:06:00Z
run backtest Rules/exhaustion.brink --data Samples/stress-day --quiet
echo
echo "Next: brink Samples/stress-day opens the shell; README.md has the tour."
