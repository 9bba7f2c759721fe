// Imports: names with and without a space of their own, circles, clashes.
import Columns
import Diagnostics
import Language
import Quantities
import Testing

@Suite struct CheckingImportTests {
  private func context(_ files: [String: String]) -> CheckingContext {
    CheckingContext { path, _ in
      guard let text = files[path] else { return .failure(ImportFailure(reason: "no such file")) }
      return .success(SourceText(name: path, text: text))
    }
  }

  private let library = """
    series desk : gauge USD by symbol every 1m stale 5m
    param floor = 5M USD
    let half = desk / 2
    fn twice(x: USD) = 2 * x
    """

  @Test func plainImportBringsNames() {
    let context = context(["lib.brink": library])
    let text = "import \"lib.brink\"\nalert a when twice(half) < floor for 5m by symbol\n"
    #expect(codes(text, context) == [])
    #expect(checked(text, context).alerts.first?.valuesRead.map(\.name) == ["half", "desk"])
  }

  @Test func namespacedImportBringsDottedNames() {
    let context = context(["lib.brink": library])
    let rule = "alert a when lib.twice(lib.half) < lib.floor for 5m by symbol\n"
    #expect(codes("import \"lib.brink\" as lib\n" + rule, context) == [])
    let bare = "import \"lib.brink\" as lib\nalert a when half < 5M USD for 5m by symbol\n"
    #expect(errors(bare, context) == ["E0201"])
  }

  @Test func overridesReachImportedParameters() {
    var context = context(["lib.brink": library])
    context.overrides = [ParameterOverride(name: "floor", key: nil, value: "7M USD")]
    let text = "import \"lib.brink\"\nalert a when half < floor for 5m by symbol\n"
    let program = checked(text, context)
    #expect(program.diagnostics.map(\.code) == [])
    guard case .compare(_, _, let right)? = program.alerts.first?.levels[0].trigger.kind,
      case .parameter(let parameter) = right.kind
    else {
      Issue.record("no parameter")
      return
    }
    #expect(parameter.fallback.value == 7_000_000)
    context.overrides = [ParameterOverride(name: "lib.floor", key: nil, value: "7M USD")]
    let dotted = "import \"lib.brink\" as lib\n"
      + "alert a when lib.half < lib.floor for 5m by symbol\n"
    #expect(codes(dotted, context) == [])
  }

  @Test func clashesAreErrors() {
    let context = context(["a.brink": "let x = oi_usd", "b.brink": "let x = reserve_usd"])
    let both = "import \"a.brink\"\nimport \"b.brink\"\n"
    #expect(errors(both, context) == ["E0203"])
    #expect(errors("import \"a.brink\"\nlet x = mark\n", context) == ["E0203"])
    #expect(errors("import \"a.brink\"\nimport \"b.brink\" as b\n", context) == [])
    #expect(errors("import \"a.brink\"\nimport \"a.brink\"\n", context) == [])
  }

  @Test func fileGivenAndImportedIsReadOnce() {
    let text = "import \"lib.brink\"\nalert a when half < floor for 5m by symbol\n"
    let context = context(["lib.brink": library + "\nlet bad = dpeth_1pct"])
    let files = [("rules.brink", text), ("lib.brink", library + "\nlet bad = dpeth_1pct")].map {
      parse(SourceText(name: $0.0, text: $0.1))
    }
    #expect(check(files, in: context).diagnostics.map(\.code) == ["E0201"])
    #expect(check(files.reversed(), in: context).diagnostics.map(\.code) == ["E0201"])
  }

  @Test func circlesAreErrors() {
    let context = context([
      "a.brink": "import \"b.brink\"\nlet x = oi_usd",
      "b.brink": "import \"a.brink\"\nlet y = mark",
    ])
    #expect(errors("import \"a.brink\"\n", context) == ["E0707"])
  }

  @Test func unreadableAndBrokenFilesAreTold() {
    #expect(errors("import \"gone.brink\"\n", context([:])) == ["E0706"])
    let broken = context(["a.brink": "let x = oi_usd +"])
    #expect(errors("import \"a.brink\"\nalert a when x > 5M for 5m", broken).contains("E0706"))
  }

  @Test func mistakeInAnImportedLetIsToldWhereItIs() {
    let context = context(["a.brink": "let x = dpeth_1pct"])
    let found = checked("import \"a.brink\"\nalert a when x > 5M USD for 5m", context)
      .diagnostics.filter(\.isError)
    #expect(found.map(\.place.text) == ["a.brink:1:9"])
  }

  @Test func declaredSeriesFollowImports() {
    let context = context(["lib.brink": library])
    let file = parse(
      SourceText(name: "rules.brink", text: "import \"lib.brink\"\nseries own : event USD\n"))
    #expect(declaredSeries(in: [file], context: context).map(\.name) == ["desk", "own"])
  }
}
