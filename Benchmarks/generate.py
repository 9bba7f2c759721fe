#!/usr/bin/env python3
"""Writes the seeded benchmark inputs: one plain minute table, and 5-minute metrics in the archive layout.

    python3 generate.py OUT_DIR [--minutes 43200] [--symbols 20] [--seed 7]

Only the standard library; the same seed writes the same bytes.
"""
import argparse
import os
import random
import time


def stamp(second):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


def minute_table(path, minutes, symbols, rng):
    start = 1717200000  # 2024-06-01T00:00:00Z
    oi = [rng.uniform(2e4, 9e4) for _ in range(symbols)]
    depth = [rng.uniform(2e6, 9e6) for _ in range(symbols)]
    mark = [rng.uniform(10, 60000) for _ in range(symbols)]
    with open(path, "w", encoding="ascii", buffering=1 << 20) as out:
        out.write("time,venue,asset,symbol,oi,reserve,depth_1pct,spread_bps,mark,liq_usd\n")
        for minute in range(minutes):
            at = stamp(start + 60 * minute)
            for s in range(symbols):
                oi[s] *= 1 + rng.gauss(0, 0.001)
                depth[s] = max(1e5, depth[s] * (1 + rng.gauss(0, 0.02)))
                mark[s] *= 1 + rng.gauss(0, 0.0008)
                reserve = f"{1e5 + 500 * s:.3f}" if minute % 60 == 0 else ""
                liq = f"{rng.expovariate(1e-4):.2f}" if rng.random() < 0.1 else ""
                out.write(
                    f"{at},binance,A{s:03d},A{s:03d}USDT,{oi[s]:.3f},{reserve},{depth[s]:.2f},"
                    f"{rng.uniform(0.1, 3):.3f},{mark[s]:.4f},{liq}\n")


def metrics(path, rows, rng):
    start = 1717200000
    oi = 80000.0
    with open(path, "w", encoding="ascii", buffering=1 << 20) as out:
        out.write(
            "create_time,symbol,sum_open_interest,sum_open_interest_value,"
            "count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,"
            "count_long_short_ratio,sum_taker_long_short_vol_ratio\n")
        for row in range(rows):
            at = stamp(start + 300 * row).replace("T", " ").replace("Z", "")
            oi *= 1 + rng.gauss(0, 0.001)
            ratios = ",".join(f"{rng.uniform(0.6, 2.2):.8f}" for _ in range(4))
            out.write(f"{at},BTCUSDT,{oi:.16f},{oi * 61234.5:.16f},{ratios}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--minutes", type=int, default=43200)
    parser.add_argument("--symbols", type=int, default=20)
    parser.add_argument("--metrics-rows", type=int, default=500000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    rng = random.Random(options.seed)
    minute_table(os.path.join(options.out, "minutes.csv"), options.minutes, options.symbols, rng)
    metrics(os.path.join(options.out, "BTCUSDT-metrics-2024-06-01.csv"), options.metrics_rows, rng)


main()
