// The declarations of the statistics that are only taken over a window.

private let warmup = "unknown while fewer than 80 % of the window's ticks are known"
private let single = "unknown (domain) of a single sample"

/// Statistics of `x[w]` that have no other form.
let windowDeclarations: [FunctionDeclaration] = [
  FunctionDeclaration(
    name: "twavg", signatures: ["twavg(x[w])"], unit: "that of x",
    summary: "The mean of a gauge, each value weighted by how long it held in the window.",
    formula: "Σ xᵢ·Δtᵢ / Σ Δtᵢ over the steps of (T−w, T]",
    edges: [warmup, "refused for event series"],
    example: "alert thin when twavg(depth_1pct[1h]) < 5M USD",
    source: "time-weighted mean of a step function"),
  FunctionDeclaration(
    name: "std", signatures: ["std(x[w])"], unit: "that of x",
    summary: "The sample standard deviation of the samples.",
    formula: "sqrt(Σ (xᵢ − mean)² / (n − 1))",
    edges: [warmup, single],
    example: "alert far when abs(mark - avg(mark[1h])) > 4 * std(mark[1h])",
    source: "sample standard deviation, ddof 1"),
  FunctionDeclaration(
    name: "quantile", signatures: ["quantile(x[w], q)"], unit: "that of x",
    summary: "The value below which the share q of the samples lies.",
    formula: "h = (n − 1)·q; x[⌊h⌋] + (h − ⌊h⌋)·(x[⌊h⌋+1] − x[⌊h⌋]), sorted, from 0",
    edges: [warmup, "q is a constant from 0 to 1"],
    example: "alert thin when depth_1pct < quantile(depth_1pct[7d], 5%)",
    source: "Hyndman and Fan 1996, type 7"),
  FunctionDeclaration(
    name: "first", signatures: ["first(x[w])"], unit: "that of x",
    summary: "The oldest sample of the window.", formula: "x₁", edges: [warmup],
    example: "last(mark[1h]) / first(mark[1h])", source: "brink"),
  FunctionDeclaration(
    name: "last", signatures: ["last(x[w])"], unit: "that of x",
    summary: "The newest sample of the window.", formula: "xₙ",
    edges: [warmup, "not limited by `stale`, only by the window"],
    example: "last(mark[1h]) / first(mark[1h])", source: "brink"),
  FunctionDeclaration(
    name: "slope", signatures: ["slope(x[w])"], unit: "that of x per time",
    summary: "The trend of the samples: the slope of their least-squares line.",
    formula: "Σ (tᵢ − t̄)(xᵢ − x̄) / Σ (tᵢ − t̄)²",
    edges: [warmup, single, "refused for event series"],
    example: "alert draining when slope(reserve_usd[7d]) < -1M USD/d",
    source: "ordinary least squares"),
  FunctionDeclaration(
    name: "rate", signatures: ["rate(x[w])"], unit: "that of x per time",
    summary: "How fast a value changed over the window.",
    formula: "gauge: (x at T − x at T−w) / w; counter: its increments / w; event: sum / w",
    edges: ["unknown (warmup) while T−w is unknown", "a fall of a counter is a reset to zero"],
    example: "alert fills_book when depth_1pct < 10m * rate(oi_usd[5m])", source: "brink"),
  FunctionDeclaration(
    name: "change", signatures: ["change(x[w])"], unit: "that of x",
    summary: "How much a value changed over the window.",
    formula: "gauge: x at T − x at T−w; counter: the sum of its increments",
    edges: [
      "unknown (warmup) while T−w is unknown", "a fall of a counter is a reset to zero",
      "refused for event series",
    ],
    example: "alert leaving when change(reserve_usd[1d]) < -50M USD", source: "brink"),
  FunctionDeclaration(
    name: "drop", signatures: ["drop(x[w])", "drop(x[next d])"], unit: "ratio",
    summary: "How far a value lies below its highest in the window.",
    formula: "1 − x(T) / max x; with next: 1 − min x / x(T)",
    edges: [warmup, "unknown (div0) where the highest is zero", "refused for event series"],
    example: "label crash = drop(mark[next 4h]) > 8%", source: "drawdown"),
  FunctionDeclaration(
    name: "vol", signatures: ["vol(x[w])"], unit: "ratio",
    summary: "The realised volatility over the window, not annualised.",
    formula: "sqrt(Σ ln(xᵢ / xᵢ₋₁)²) over consecutive samples",
    edges: [warmup, single, "unknown (domain) where a value is not above zero"],
    example: "record margin_floor = clamp(4 * vol(mark[1h]) * sqrt(15m / 1h), 2%, 50%)",
    source: "Andersen and Bollerslev 1998"),
]
