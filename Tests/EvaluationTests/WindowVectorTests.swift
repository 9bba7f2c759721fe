// The numeric vectors of metrics that take windows or groups, through the language.
import Foundation
import Quantities
import Testing

@testable import Evaluation

private let windowVectors: [SampledCall] = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../FunctionTests/Vectors").standardized
  let families = [
    "margin", "composite", "streaming", "spreads_flow", "breakers", "manipulation", "options",
    "price_impact", "liquidation", "contracts_oi", "carry",
  ]
  return families.flatMap { family -> [SampledCall] in
    guard let data = try? Data(contentsOf: folder.appending(path: family + ".json")),
      let file = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = file["cases"] as? [[String: Any]]
    else { return [] }
    return cases.flatMap(called)
  }
}()

/// A result by its key, or by a path of keys whose parts may hold dots of their own.
private func value(of key: String, in expected: [String: Any]) -> Any? {
  if let whole = expected[key] { return whole }
  let parts = key.split(separator: ".").map(String.init)
  if let word = expected[parts[0]] as? String { return word == parts.last ? 1 : 0 }
  if parts.count == 3, let rows = expected[parts[0]] as? [[Any]], let row = Int(parts[1]),
    let column = Int(parts[2])
  {
    return rows[row][column]
  }
  for (head, inner) in expected where key.hasPrefix(head + ".") {
    guard let inner = inner as? [String: Any] else { continue }
    return value(of: String(key.dropFirst(head.count + 1)), in: inner)
  }
  return nil
}

private func called(_ one: [String: Any]) -> [SampledCall] {
  guard let id = one["id"] as? String, let metric = one["metric"] as? String,
    let inputs = one["inputs"] as? [String: Any], let expected = one["expected"] as? [String: Any]
  else { return [] }
  let given = (one["params"] as? [String: Any] ?? [:]).merging(inputs) { _, own in own }
  let tolerance = one["tolerance"] as? [String: Any] ?? [:]
  return WindowCalls.questions(metric, given).compactMap { question in
    guard let wanted = value(of: question.key, in: expected) else { return nil }
    var call = SampledCall(
      id: "\(id) \(question.key)", vector: id, call: question.call,
      series: question.series, at: question.at,
      expected: (wanted as? NSNumber).map { shortestDecimal($0.doubleValue * question.scale) }
        ?? (wanted as? [String: String])?["undefined"] ?? "")
    // Prices are made of returns here, and returns of prices again.
    call.relative = max(1e-9, (tolerance["rel"] as? NSNumber)?.doubleValue ?? 1e-9)
    call.absolute = ((tolerance["abs"] as? NSNumber)?.doubleValue ?? 0) * question.scale
    return call
  }
}

@Suite struct WindowVectorTests {
  /// Vectors no expression stands for, and why.
  private static let apart: [String: String] = [
    "oi.linear": "contracts are converted where they are loaded",
    "oi.inverse": "contracts are converted where they are loaded",
    "oi.quanto": "contracts are converted where they are loaded",
    "oi.both_sides": "sides are counted where they are loaded",
    "reserve.haircut": "haircuts are a table beside the loaded holdings",
    "oi_velocity.warmup": "asks for 82 s; the library's is of five minutes",
    "depth_drain.series": "asks for 90 s; the library's are of five minutes and an hour",
    "depth_drain.zero": "asks for 90 s; the library's are of five minutes and an hour",
    "resilience.t50": "states the depth before the shock, which the metric finds itself",
    "resilience.rate": "states the depth before the shock, which the metric finds itself",
    "replenish_rate.basic": "states two depths, which the metric takes of a book",
    "spreads.trades": "states the mid of each trade, which the metric takes of a series",
    "signed_flow.window": "asks for 30 s; the library's is of a minute",
    "taker_imbalance.no_trades": "asks for 30 s; the library's is of a minute",
    "ofi.best": "a book of snapshots alone", "mlofi.3": "a book of snapshots alone",
    "ofi.bid_vanishes": "a book of snapshots alone",
    "ofi.bid_appears": "a book of snapshots alone",
    "ofi_integrated.weights": "states the weights, which the metric takes of the hour before",
    "vpin.bvc": "classifies bars without sides; a rule has the sides",
    "funding_realized.mixed_intervals": "asks for five days; the library's is of a week",
    "implied_forward.coin.0": "premia in coin are multiplied by the index first",
    "implied_forward.coin.1": "premia in coin are multiplied by the index first",
    "cascade_sim.book.0": "a ladder against a book: a rule gives the depth",
    "var_evt.0": "states the fitted tail, which the metric fits itself",
    "var_evt.1": "states the fitted tail, which the metric fits itself",
    "scan_loss.16": "holds futures beside the options",
    "inventory_var.portfolio": "a matrix of correlations is no series",
    "venue_hhi.1": "a single member is no group",
    "spoof_score.basic": "states the least size, which the metric takes of the window",
    "iei_pool.1": "weights of its own: the language's are equal",
    "iei_pool.2": "three pillars: the language's are seven",
    "iei_ciss.quadratic": "states the correlations, which the metric takes of the window",
    "iei_ciss.ewma_corr": "asks for the matrix",
    "eval.scores": "states the labels, which the metric makes of events",
    "eval.threshold": "states the labels, which the metric makes of events",
    "eval.episodes": "its events are closer than half an hour, which makes them one",
    "rolling.time_window": "statistics of windows are the language's own",
    "variance.large_offset": "a building block", "sum.cancellation": "a building block",
    "rolling_ols.window": "a building block",
    "state.empty": "a file without a row has no book",
  ]

  /// Every vector is asked for in the language, or is in the table above; books are asked for where
  /// files are loaded.
  @Test func everyVectorIsAskedForOrSaidWhyNot() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../FunctionTests/Vectors").standardized
    let index = try String(contentsOf: folder.appending(path: "index.csv"), encoding: .utf8)
    let asked = Set(windowVectors.map(\.vector) + calledVectors.map(\.id))
    for line in index.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",").map(String.init)
      let isBook = cells[0] == "book_depth.json" && Self.apart[cells[1]] == nil
      #expect(
        isBook || asked.contains(cells[1]) != (Self.apart[cells[1]] != nil), "\(cells[1])")
    }
  }

  @Test func thereAreVectors() { #expect(windowVectors.count >= 30, "\(windowVectors.count)") }

  @Test(arguments: windowVectors) func answers(vector: SampledCall) throws { try vector.check() }
}
