"""An hour of one market, from a seed, and how much faster than real time the index of it is.

usage: index.py DIR BRINK

Makes in DIR a capture of 36,000 book updates (a thousand levels a side, forty changes each), a
table of ten trades a second and a table of slow series; runs rules/index.brink over them every
second, and prints seconds of processor time and of the clock against the hour they stand for.
"""
import json
import os
import random
import resource
import subprocess
import sys
import time

START = 1_723_161_600_000  # 2024-08-09T00:00:00Z in milliseconds


def price(tenths):
    return f"{tenths // 10}.{tenths % 10}"


def size(thousandths):
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def levels(side):
    return [[price(x), size(y)] for x, y in side]


def take(side, low, high):
    """Removes the levels of a side between two prices and gives them as deletions."""
    gone = {x: 0 for x in side if low <= x <= high}
    for x in gone:
        del side[x]
    return gone




def book(path, dice):
    mid = 600_000
    bids = {mid - 1 - i: dice.randint(1, 5000) for i in range(1000)}
    asks = {mid + 1 + i: dice.randint(1, 5000) for i in range(1000)}
    with open(path, "w") as out:
        snapshot = {
            "lastUpdateId": 100, "E": START, "T": START,
            "bids": levels(sorted(bids.items(), reverse=True)), "asks": levels(sorted(asks.items()))}
        out.write(f"{START * 1_000_000} {json.dumps(snapshot)}\n")
        last = 100
        for i in range(36_000):
            now = START + 100 * (i + 1)
            changed_bids, changed_asks = {}, {}
            step = dice.choice((-1, 0, 0, 0, 1))
            if step > 0:
                changed_asks |= take(asks, 0, mid + 1)
                mid += 1
                changed_bids[mid - 1] = bids[mid - 1] = dice.randint(1, 5000)
            elif step < 0:
                changed_bids |= take(bids, mid - 1, 10**9)
                mid -= 1
                changed_asks[mid + 1] = asks[mid + 1] = dice.randint(1, 5000)
            for _ in range(20):
                for side, changed, sign in ((bids, changed_bids, -1), (asks, changed_asks, 1)):
                    away = 1 + int(dice.expovariate(1 / 60))
                    at = mid + sign * away
                    amount = 0 if dice.random() < 0.15 and away > 1 else dice.randint(1, 5000)
                    changed[at] = amount
                    if amount:
                        side[at] = amount
                    else:
                        side.pop(at, None)
            event = {
                "e": "depthUpdate", "E": now, "T": now, "s": "BTCUSDT", "U": last + 1,
                "u": last + 50, "pu": last, "b": levels(changed_bids.items()),
                "a": levels(changed_asks.items())}
            last += 50
            line = json.dumps({"stream": "btcusdt@depth@100ms", "data": event})
            out.write(f"{now * 1_000_000} {line}\n")


def tables(folder, dice):
    market = "binance,BTC,BTCUSDT"
    with open(f"{folder}/flow.csv", "w") as out:
        out.write("time,venue,asset,symbol,taker_buy,taker_sell,taker_net,volume_usd\n")
        for i in range(36_000):
            usd = round(dice.expovariate(1 / 20_000), 2)
            buys = dice.random() < 0.5
            row = (usd, 0, usd, usd) if buys else (0, usd, -usd, usd)
            out.write(f"{START + 100 * i},{market}," + ",".join(map(str, row)) + "\n")
    with open(f"{folder}/slow.csv", "w") as out:
        out.write("time,venue,asset,symbol,oi,oi_usd,reserve_usd,funding,refill_1pct,liq_short_usd,"
                  "liq_long_usd\n")
        held = 80_000.0
        for i in range(0, 3600, 5):
            held += dice.gauss(0, 5)
            out.write(f"{START + 1000 * i},{market},{held:.3f},{held * 60_000:.0f},9e9,0.0000125,"
                      f"{dice.uniform(1e4, 9e4):.0f},{dice.choice((0, 0, 0, 40_000))},0\n")


def main(folder, brink):
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(f"{folder}/slow.csv"):
        dice = random.Random(7)
        book(f"{folder}/binance_usdm_btcusdt_hour.jsonl", dice)
        tables(folder, dice)
    rules = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rules", "index.brink")
    command = [brink, "run", rules, "--data", folder, "--every", "1s", "--quiet"]
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        values = [json.loads(x)["values"] for x in done.stdout.splitlines() if '"iei_hour"' in x]
        print(f"cpu {used:.2f} s ({3600 / used:.0f} x)  wall {wall:.2f} s ({3600 / wall:.0f} x)  "
              f"exit {done.returncode}  {len(values)} values of the index")
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
