// The vectors of books through the language: each book as a file of a vendor, each metric as a
// rule reads it.
import Diagnostics
import Foundation
import Language
import Quantities
import Sessions
import Testing

/// One vector of a book, as far as a rule can ask for it.
struct BookVector: Sendable, CustomTestStringConvertible {
  let id: String
  let bids: [[Double]]
  let asks: [[Double]]
  /// The USD of a contract of an inverse book; nil for sizes in coins.
  let face: Double?
  /// What to ask, and the number in the unit asked in, or the word of the reason.
  let questions: [(text: String, answer: Answer)]

  enum Answer: Sendable {
    case number(Double)
    case reason(String)
  }

  var testDescription: String { id }
}

@Suite struct BookVectorTests {
  static let vectors: [BookVector] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("FunctionTests/Vectors/book_depth.json")
    guard let data = try? Data(contentsOf: path),
      let whole = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = whole["cases"] as? [[String: Any]]
    else { return [] }
    return cases.compactMap(BookVector.init)
  }()

  @Test func vectorsAreThere() { #expect(Self.vectors.count >= 25) }

  @Test(arguments: vectors) func answersAsARule(vector: BookVector) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("brink-vector-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("book.csv")
    try vector.table.write(to: file, atomically: true, encoding: .utf8)
    let session = InteractiveSession()
    let problems = session.open([file.path])
    #expect(!problems.hasErrors)
    for question in vector.questions {
      let answer = session.answer(SourceText(name: "<query>", text: question.text))
      guard case .values(let result) = answer.result, let line = result.lines.first,
        let value = line.values.last
      else {
        Issue.record("\(question.text): \(answer.diagnostics.map(\.message))")
        continue
      }
      switch question.answer {
      case .number(let wanted):
        let shown = (result.unit ?? .ratio).value(ofBase: value)
        #expect(
          abs(shown - wanted) <= max(1e-12, 1e-9 * abs(wanted)), "\(question.text): \(shown)")
      case .reason(let word):
        let reasons = result.reasons(line, line.values.count - 1)
        #expect(reasons.contains { $0.hasPrefix(word + " ") }, "\(question.text): \(reasons)")
      }
    }
  }
}

extension BookVector {
  init?(_ json: [String: Any]) {
    guard let id = json["id"] as? String, let metric = json["metric"] as? String,
      let inputs = json["inputs"] as? [String: Any], let book = inputs["book"] as? [String: Any],
      let bids = book["bids"] as? [[Double]], let asks = book["asks"] as? [[Double]],
      let expected = json["expected"] as? [String: Any]
    else { return nil }
    let params = (json["params"] as? [String: Any] ?? [:]).merging(inputs) { own, _ in own }
    self.id = id
    self.bids = bids
    self.asks = asks
    face = inputs["kind"] as? String == "inverse" ? inputs["mult"] as? Double ?? 1 : nil
    questions = expected.keys.sorted().compactMap { key in
      guard let text = Self.question(key, metric, params) else { return nil }
      if let number = expected[key] as? Double { return (text, .number(number)) }
      guard let none = expected[key] as? [String: Any], let reason = none["undefined"] as? String
      else { return nil }
      // What the loader itself writes of every book has no sample where there is none.
      return ["mid", "spread_bps"].contains(key) ? nil : (text, .reason(reason))
    }
    // A book without a level is a file without a row.
    if questions.isEmpty || bids.isEmpty && asks.isEmpty { return nil }
  }

  /// A result of a vector as an expression; nil where it is none of a rule's.
  private static func question(
    _ key: String, _ metric: String, _ params: [String: Any]
  ) -> String? {
    let band = params["bps"].map { "\($0)bps" } ?? "1%"
    let amount = "\(params["notional_usd"] ?? 100_000) USD"
    let side = params["side"] as? String ?? "buy"
    switch key {
    case "mid", "spread", "spread_bps", "microprice": return key
    case "book_imbalance": return "book_imbalance(\(params["levels"] ?? 5))"
    case "depth_usd": return "depth(\(band))"
    case "depth_bid_usd": return "depth(\(band), bid)"
    case "depth_ask_usd": return "depth(\(band), ask)"
    case "depth_min_usd": return "depth(\(band), min)"
    case "depth_bid_coin": return "depth(\(band), bid, coin)"
    case "depth_ask_coin": return "depth(\(band), ask, coin)"
    case "band_imbalance": return "band_imbalance(\(band))"
    case "slippage_bps", "impact_bps": return "\(key)(\(amount), \(side))"
    case "absorbable_notional": return "absorbable_notional(\(band), \(side))"
    default: return nil
    }
  }

  /// The book as a vendor writes it, from a venue that tells every level.
  var table: String {
    // A contract of Deribit's inverse perpetual is 1 USD, so faces become sizes.
    let symbol = face == nil ? "BTC_USDC-PERPETUAL" : "BTC-PERPETUAL"
    var text = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
    let moment = "2024-01-01T00:00:00Z,2024-01-01T00:00:00Z,true"
    for (side, levels) in [("bid", bids), ("ask", asks)] {
      for level in levels where level.count == 2 {
        text += "deribit,\(symbol),\(moment),\(side),\(level[0]),\(level[1] * (face ?? 1))\n"
      }
    }
    return text
  }
}
