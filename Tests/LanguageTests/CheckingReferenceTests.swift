// What the reference says must hold: examples check, codes are unique and used.
import Diagnostics
import Functions
import Language
import Testing

@Suite struct CheckingReferenceTests {
  @Test(arguments: FunctionCatalogue.all.map(\.name))
  func exampleOfFunctionChecks(name: String) throws {
    let function = try #require(FunctionCatalogue.function(named: name))
    let example = function.example
    let isItem = ["alert ", "record ", "label "].contains { example.hasPrefix($0) }
    let text = isItem ? example : "let example = \(example)"
    #expect(errors(text) == [], "\(told(text))")
  }

  @Test func codesAreUniqueAndSorted() {
    let codes = checkingCodes.map(\.code)
    #expect(codes == codes.sorted())
    #expect(Set(codes).count == codes.count)
    let taken = Set(SyntaxCode.allCases.map(\.rawValue))
    #expect(taken.isDisjoint(with: codes))
    #expect(checkingCodes.allSatisfy { !$0.title.isEmpty && $0.explanation.hasSuffix(".") })
  }
}
