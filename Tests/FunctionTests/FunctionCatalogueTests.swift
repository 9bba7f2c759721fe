// Every built-in is declared once, and says everything a reader needs.
import Functions
import Testing

@Suite struct FunctionCatalogueTests {
  @Test func everyBuiltInIsDeclaredOnce() {
    var names = Set(WindowStatistic.allCases.map(\.rawValue))
    names.formUnion(KeyReduction.allCases.map(\.rawValue))
    names.formUnion(ScalarFunction.allCases.map(\.rawValue))
    names.insert("age")
    #expect(FunctionCatalogue.all.map(\.name) == names.sorted())
  }

  @Test(arguments: FunctionCatalogue.all.map(\.name))
  func declarationIsComplete(name: String) throws {
    let function = try #require(FunctionCatalogue.function(named: name))
    #expect(function.signatures.allSatisfy { $0.hasPrefix(name + "(") })
    #expect(function.summary.hasSuffix("."))
    #expect(function.example.contains(name + "("))
    let texts = [function.unit, function.formula, function.source] + function.edges
    #expect(texts.allSatisfy { !$0.isEmpty })
    #expect(function.description.contains(function.summary))
  }

  @Test func formsFollowTheLanguage() {
    for function in FunctionCatalogue.all {
      let takesWindow = function.signatures.contains { $0.contains("[w]") }
      #expect(takesWindow == (WindowStatistic(rawValue: function.name) != nil), "\(function.name)")
      let takesKeys = function.signatures.contains { $0.contains(" over k") }
      #expect(takesKeys == (KeyReduction(rawValue: function.name) != nil), "\(function.name)")
    }
  }
}
