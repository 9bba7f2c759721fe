// Every numeric vector of every family, each named in the output, none skipped.

import Foundation
import Functions
import Testing

/// How a family's cases are computed with the kernels.
typealias Evaluator = @Sendable (VectorCase) throws -> [String: Answer]

/// The vectors on disk.
enum Vectors {
  struct File: Decodable {
    let family: String
    let cases: [VectorCase]
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Vectors")

  static func cases(_ family: String) -> [VectorCase] {
    guard let data = try? Data(contentsOf: folder.appending(path: family + ".json")),
      let file = try? JSONDecoder().decode(File.self, from: data)
    else { return [] }
    return file.cases
  }

  /// The rows of the index: file, id, metric, relative and absolute tolerance.
  static func index() throws -> [[String]] {
    let text = try String(contentsOf: folder.appending(path: "index.csv"), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Every family and how it is computed.
  static let families: [String: Evaluator] = [
    "contracts_oi": contracts, "book_depth": books, "spreads_flow": flow,
    "price_impact": impact, "absorption": absorption, "carry": carry,
    "liquidation": liquidation, "margin": margin, "breakers": breakers, "options": options,
    "inventory": inventory, "manipulation": manipulation, "composite": composite,
    "streaming": streaming,
  ]

  /// Every difference between the kernels' answers and a case's expectations.
  static func failures(_ vector: VectorCase, _ family: String) throws -> [String] {
    guard let evaluate = families[family] else { return ["no evaluator for \(family)"] }
    let answers = try evaluate(vector)
    let wanted = vector.expected.object ?? [:]
    guard !wanted.isEmpty else { return ["nothing is expected"] }
    return wanted.sorted { $0.key < $1.key }.compactMap { key, value in
      guard let answer = answers[key] else { return "\(key) has no answer" }
      return difference(answer, value, vector.tolerance).map { "\(key): \($0)" }
    }
  }
}

private func verify(_ vector: VectorCase, _ family: String) throws {
  let failures = try Vectors.failures(vector, family)
  #expect(failures.isEmpty, "\(vector.id): \(failures.joined(separator: "; "))")
}

@Suite("Vectors")
struct VectorSuite {
  @Test(arguments: Vectors.cases("contracts_oi"))
  func contractsAndOpenInterest(vector: VectorCase) throws { try verify(vector, "contracts_oi") }

  @Test(arguments: Vectors.cases("book_depth"))
  func bookDepth(vector: VectorCase) throws { try verify(vector, "book_depth") }

  @Test(arguments: Vectors.cases("spreads_flow"))
  func spreadsAndFlow(vector: VectorCase) throws { try verify(vector, "spreads_flow") }

  @Test(arguments: Vectors.cases("price_impact"))
  func priceImpact(vector: VectorCase) throws { try verify(vector, "price_impact") }

  @Test(arguments: Vectors.cases("absorption"))
  func absorption(vector: VectorCase) throws { try verify(vector, "absorption") }

  @Test(arguments: Vectors.cases("carry"))
  func carry(vector: VectorCase) throws { try verify(vector, "carry") }

  @Test(arguments: Vectors.cases("liquidation"))
  func liquidation(vector: VectorCase) throws { try verify(vector, "liquidation") }

  @Test(arguments: Vectors.cases("margin"))
  func margin(vector: VectorCase) throws { try verify(vector, "margin") }

  @Test(arguments: Vectors.cases("breakers"))
  func breakers(vector: VectorCase) throws { try verify(vector, "breakers") }

  @Test(arguments: Vectors.cases("options"))
  func options(vector: VectorCase) throws { try verify(vector, "options") }

  @Test(arguments: Vectors.cases("inventory"))
  func inventory(vector: VectorCase) throws { try verify(vector, "inventory") }

  @Test(arguments: Vectors.cases("manipulation"))
  func manipulation(vector: VectorCase) throws { try verify(vector, "manipulation") }

  @Test(arguments: Vectors.cases("composite"))
  func composite(vector: VectorCase) throws { try verify(vector, "composite") }

  @Test(arguments: Vectors.cases("streaming"))
  func streaming(vector: VectorCase) throws { try verify(vector, "streaming") }

  /// The index names 211 cases; each must be found in its file, run and pass, at the tolerance
  /// the index states.
  @Test func everyCaseOfTheIndexPasses() throws {
    let rows = try Vectors.index()
    #expect(rows.count == 211)
    var passed = 0
    for family in Vectors.families.keys.sorted() {
      let wanted = rows.filter { $0[0] == family + ".json" }
      let cases = Vectors.cases(family)
      #expect(cases.map(\.id) == wanted.map { $0[1] }, "cases of \(family)")
      for (vector, row) in zip(cases, wanted) {
        #expect(vector.metric == row[2])
        #expect(vector.tolerance.rel == Double(row[3]))
        #expect(vector.tolerance.abs == Double(row[4]))
        if try Vectors.failures(vector, family).isEmpty { passed += 1 }
      }
    }
    #expect(passed == rows.count)
    print("vectors: \(passed) of \(rows.count) cases of the index pass")
  }
}
