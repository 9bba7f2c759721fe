// The declarations of functions with two or three forms: over a window, over keys, of two values.

private let members = "over keys, unknown where a member is unknown"
private let warmup = "over a window, unknown while fewer than 80 % of its ticks are known"

/// Functions that are statistics of a window and reductions over keys.
let sharedDeclarations: [FunctionDeclaration] = [
  FunctionDeclaration(
    name: "sum", signatures: ["sum(x[w])", "sum(x) over k"], unit: "that of x",
    summary: "The total of the events of a window, or of a value over keys.",
    formula: "Σ xᵢ",
    edges: [
      "an empty event window is 0 while its feed is alive, else unknown (lag)",
      "refused over the samples of a gauge: they depend on how often it is sampled", members,
      "coins add only where asset or symbol is kept, contracts where symbol is",
    ],
    example: "alert forced when sum(liq_usd[5m]) > 2% * oi_usd", source: "brink"),
  FunctionDeclaration(
    name: "avg", signatures: ["avg(x[w])", "avg(x) over k"], unit: "that of x",
    summary: "The plain mean of the samples, or of a value over keys.",
    formula: "Σ xᵢ / n", edges: [warmup, members],
    example: "alert crowded when avg(funding[1d]) > 40%/y", source: "arithmetic mean"),
  FunctionDeclaration(
    name: "median", signatures: ["median(x[w])", "median(x) over k"], unit: "that of x",
    summary: "The middle of the sorted values, the mean of the two middle ones of an even count.",
    formula: "quantile at 0.5", edges: [warmup, members],
    example: "alert gap when abs(sum(taker_net[1m])) / 1m > 3 * median(refill_1pct[6h])",
    source: "Hyndman and Fan 1996, type 7"),
  FunctionDeclaration(
    name: "count", signatures: ["count(x[w])", "count(x) over k"], unit: "ratio",
    summary: "How many samples the window holds, or how many members are known.",
    formula: "n",
    edges: [
      warmup, "1 where a window holds no sample but a value that still holds",
      "over keys never unknown: the known are counted, 0 of none",
    ],
    example: "alert blind when count(mark) over venue < 3", source: "brink"),
  FunctionDeclaration(
    name: "min", signatures: ["min(x[w])", "min(x) over k", "min(a, b, …)"], unit: "that of x",
    summary: "The smallest sample, member or argument.", formula: "min xᵢ",
    edges: [warmup, members, "of values, unknown where one is"],
    example: "alert thin when min(depth_1pct[1m]) < 5M USD", source: "brink"),
  FunctionDeclaration(
    name: "max", signatures: ["max(x[w])", "max(x) over k", "max(a, b, …)"], unit: "that of x",
    summary: "The largest sample, member or argument.", formula: "max xᵢ",
    edges: [warmup, members, "of values, unknown where one is"],
    example: "alert wide when max(spread_bps[5m]) > 20bps", source: "brink"),
]

/// Functions that are only reductions over keys, or read a stored series.
let keyDeclarations: [FunctionDeclaration] = [
  FunctionDeclaration(
    name: "hhi", signatures: ["hhi(x) over k"], unit: "ratio",
    summary: "How concentrated a total is: 1 for a single holder, 1/n for n equal ones.",
    formula: "Σ (xᵢ / Σ x)²", edges: [members, "unknown (div0) where the total is zero"],
    example: "alert one_venue when hhi(depth_1pct) over venue > 0.5",
    source: "Herfindahl–Hirschman index"),
  FunctionDeclaration(
    name: "share", signatures: ["share(x) over k"], unit: "ratio; keeps its keys",
    summary: "Each member's part of the total of its group.", formula: "xᵢ / Σ x",
    edges: [members, "unknown (div0) where the total is zero"],
    example: "alert dominant when share(oi_usd) over venue > 60%", source: "brink"),
  FunctionDeclaration(
    name: "topk", signatures: ["topk(n, x) over k"], unit: "yes or no; keeps its keys",
    summary: "Whether a member is among the n largest of its group.",
    formula: "fewer than n members are larger than xᵢ",
    edges: [
      members, "all that tie with the n-th count as among them", "n is a constant from 1 to 1000",
    ], example: "alert hot when topk(3, oi_usd) over (venue, symbol) and oi_usd > 1B USD",
    source: "after PromQL's topk, which drops the others"),
  FunctionDeclaration(
    name: "age", signatures: ["age(x)"], unit: "time",
    summary: "How old the latest visible row of a stored series is.", formula: "T − event time",
    edges: ["unknown (missing) only while nothing was ever seen", "a stale value still has an age"],
    example: "alert old when age(reserve) > 2h", source: "brink"),
]
