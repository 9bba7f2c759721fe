// The catalogue of metrics names everything the kernels and the vectors do.

import Foundation
import Functions
import Testing

@Suite("Metric catalogue")
struct CatalogueTests {
  /// Building blocks of streams, which are no metrics.
  private let blocks: Set<String> = [
    "ewma_event", "ewma_state", "rolling", "rolling_ols", "neumaier_sum", "welford",
  ]

  /// Metrics that vectors name without the side they come in.
  private let twoSided: Set<String> = ["squeeze_ratio"]

  @Test func namesAreUniqueAndFound() {
    let names = MetricCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count && names == names.sorted())
    for name in names { #expect(MetricCatalogue.metric(named: name)?.name == name) }
    #expect(MetricCatalogue.metric(named: "nonsense") == nil)
  }

  @Test func theWordsOfStatesAreThoseOfAllMetrics() {
    #expect(MetricFunctions.stateWords == Set(MetricFunctions.all.flatMap(\.unit.words)))
  }

  @Test func everyVectorIsOfAMetricInIt() throws {
    for row in try Vectors.index() where !blocks.contains(row[2]) && !twoSided.contains(row[2]) {
      #expect(MetricCatalogue.metric(named: row[2]) != nil, "\(row[2])")
    }
  }

  @Test func everyMetricIsDocumentedAtItsKernelOrDeclaration() throws {
    let kernels = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Functions").standardized
    let files = FileManager.default.enumerator(at: kernels, includingPropertiesForKeys: nil)
    var text = ""
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift", !file.path().contains("/Catalogue/") else { continue }
      text += try String(contentsOf: file, encoding: .utf8)
    }
    for metric in MetricCatalogue.all {
      #expect(
        text.contains("`\(metric.name)`") || text.contains("`\(metric.name)(")
          || ["as:", "gives:"].contains { text.contains("\"\(metric.name)\", \($0)") }
          || text.contains("\"\(metric.name)\",\n"),
        "\(metric.name) has no kernel that names it")
    }
  }

  @Test func entriesAreWholeLines() {
    for metric in MetricCatalogue.all {
      #expect(!metric.unit.isEmpty && !metric.formula.isEmpty && !metric.formula.hasSuffix("."))
    }
    #expect(Set(Undefined.allCases.map(\.explanation)).count == Undefined.allCases.count)
    let entry = MetricCatalogue.metric(named: "mid")?.description
    #expect(entry?.contains("(best ask + best bid)/2") ?? false)
  }
}
