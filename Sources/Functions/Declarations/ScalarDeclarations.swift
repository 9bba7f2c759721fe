// The declarations of functions of values at one tick.

private let unknown = "unknown where an argument is"

private func scalar(_ name: String, _ unit: String, _ summary: String, _ formula: String)
  -> (_ edges: [String], _ example: String) -> FunctionDeclaration
{
  { edges, example in
    FunctionDeclaration(
      name: name, signatures: ["\(name)(x)"], unit: unit, summary: summary, formula: formula,
      edges: [unknown] + edges, example: example, source: "IEEE 754 double")
  }
}

/// Functions of values at one tick.
let scalarDeclarations: [FunctionDeclaration] = [
  scalar("abs", "that of x", "The size of a value without its sign.", "|x|")(
    [], "abs(sum(taker_net[1m])) / 1m"),
  scalar("sqrt", "the root of that of x", "The square root.", "√x")(
    ["unknown (domain) below zero", "every exponent of the unit must be even"],
    "4 * vol(mark[1h]) * sqrt(15m / 1h)"),
  scalar("exp", "ratio, of a ratio", "The exponential function.", "eˣ")(
    ["unknown (domain) on overflow"], "exp(-age(reserve) / 1h)"),
  scalar("ln", "ratio, of a ratio", "The natural logarithm.", "ln x")(
    ["unknown (domain) at or below zero"], "ln(mark / mark[1h ago])"),
  scalar("log10", "ratio, of a ratio", "The decimal logarithm.", "log₁₀ x")(
    ["unknown (domain) at or below zero"], "log10(oi_usd / 1 USD)"),
  scalar("floor", "that of x", "The largest whole number of base units not above.", "⌊x⌋")(
    ["base units are USD, coin, contract, seconds and one"], "floor(oi_usd / 1M USD)"),
  scalar("ceil", "that of x", "The smallest whole number of base units not below.", "⌈x⌉")(
    ["base units are USD, coin, contract, seconds and one"], "ceil(oi_usd / 1M USD)"),
  scalar("round", "that of x", "The nearest whole number of base units.", "x to the nearest")(
    ["halves are rounded away from zero"], "round(oi_usd / 1M USD)"),
  scalar("sign", "ratio", "Which way a value points: -1, 0 or 1.", "x / |x|, 0 of 0")(
    [], "sign(change(mark[5m])) * change(oi_usd[5m])"),
  FunctionDeclaration(
    name: "clamp", signatures: ["clamp(x, low, high)"], unit: "that of x",
    summary: "The value, kept between two bounds.", formula: "min(max(x, low), high)",
    edges: [unknown, "unknown (domain) where low is above high"],
    example: "record margin_floor = clamp(4 * vol(mark[1h]), 2%, 50%)", source: "brink"),
]
