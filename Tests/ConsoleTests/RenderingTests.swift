// Results as text, in every mode; and the settings and scripts around them.
import CTerminal
import Diagnostics
import Quantities
import Testing

@testable import Console

@Suite struct RenderingTests {
  init() { terminal_use_utf8() }

  private let table = ResultTable(
    columns: [
      ResultColumn("time"), ResultColumn("symbol"), ResultColumn("depth_1pct", unit: "USD"),
      ResultColumn("thin"),
    ],
    rows: [
      [.time(Timestamp(seconds: 0)), .text("BTC, \"x\""), .number(4_523_100.25), .flag(true)],
      [.time(Timestamp(seconds: 60)), .text("a\tb"), .unknown("stale depth 3m > 2m"), .empty],
    ])

  @Test func csvKeepsEveryDigitAndQuotes() {
    #expect(
      table.rendered(.csv) == """
        time,symbol,depth_1pct [USD],thin
        1970-01-01T00:00:00Z,"BTC, ""x\""",4523100.25,true
        1970-01-01T00:01:00Z,a\tb,,

        """)
  }

  @Test func tsvTurnsTabsIntoSpaces() {
    #expect(table.rendered(.tsv).hasSuffix("1970-01-01T00:01:00Z\ta b\t\t\n"))
  }

  @Test func jsonHasNullForUnknown() {
    #expect(
      table.rendered(.jsonl) == """
        {"time":"1970-01-01T00:00:00Z","symbol":"BTC, \\"x\\"","depth_1pct":4523100.25,"thin":true}
        {"time":"1970-01-01T00:01:00Z","symbol":"a\\tb","depth_1pct":null,"thin":null}

        """)
    #expect(ResultTable(columns: [ResultColumn("a")]).rendered(.json) == "[]\n")
  }

  @Test func aTableAlignsNumbersRightAndSaysWhatIsUnknown() {
    let target = RenderTarget(columns: 80, units: .si)
    let rows = table.rendered(.table, for: target).split(separator: "\n")
    #expect(rows.count == 6)
    #expect(rows[3].hasSuffix("4.523M  true"))
    #expect(rows[4].hasSuffix("unknown{stale depth 3m > 2m}"))
    #expect(rows[5] == "2 rows")
  }

  private func column(_ count: Int) -> ResultTable {
    ResultTable(columns: [ResultColumn("n")], rows: (1...count).map { [.number(Double($0))] })
  }

  @Test func longTablesKeepTheirEnds() {
    let rows = column(10).rendered(.table, for: RenderTarget(columns: 80, maxRows: 4))
      .split(separator: "\n").map { $0.filter { $0 != " " } }
    #expect(rows == ["n", "──", "1", "2", "…", "9", "10", "4of10rows·.lastallshowseveryrow"])
  }

  @Test func filesAreNeverCut() {
    let rows = column(500).rendered(.table).split(separator: "\n")
    #expect(rows.count == 502)
    #expect(!rows.contains { $0.contains("…") })
  }

  @Test func narrowTerminalsCutTextAndThenColumns() {
    let wide = ResultTable(
      columns: [ResultColumn("a"), ResultColumn("b"), ResultColumn("c")],
      rows: [[.text(String(repeating: "x", count: 60)), .number(1), .number(2)]])
    let cut = wide.rendered(.table, for: RenderTarget(columns: 30)).split(separator: "\n")
    #expect(cut.allSatisfy { cellWidth($0) <= 30 })
    #expect(cut[2].contains("…") && cut[2].hasSuffix("1  2"))
    let narrow = wide.rendered(.table, for: RenderTarget(columns: 11)).split(separator: "\n")
    #expect(narrow.last?.contains("hidden for width: b") == true)
  }

  @Test func controlCharactersOfDataCannotDriveTheTerminal() {
    let table = ResultTable(columns: [ResultColumn("a")], rows: [[.text("x\u{1B}[2Jy")]])
    #expect(!table.rendered(.table).contains("\u{1B}"))
  }

  @Test func markdownAndLines() {
    let small = ResultTable(
      columns: [ResultColumn("k"), ResultColumn("v", unit: "x")],
      rows: [[.text("a|b"), .number(0.5)]])
    #expect(small.rendered(.md) == "| k | v [x] |\n| --- | ---: |\n| a\\|b | 0.5 |\n")
    #expect(small.rendered(.line) == "    k = a|b\nv [x] = 0.5\n")
  }

  @Test(arguments: [
    (0.931234, "0.93123"), (9_999, "9999"), (12_346, "12.35k"), (4_523_100, "4.523M"),
    (999_960, "1M"), (-2.5e9, "-2.5B"), (0, "0"), (1e15, "1e15"),
  ])
  func readableNumbers(_ value: Double, _ text: String) {
    #expect(readableNumber(value) == text)
  }

  @Test func countsHaveTheirThousandsApart() {
    #expect(grouped(12_345_678) == "12,345,678")
    #expect(grouped(999) == "999")
  }

  @Test func theWorstExitCodeWins() {
    #expect(worse(1, 4) == 1)
    #expect(worse(4, 2) == 2)
    #expect(worse(2, 5) == 5)
    #expect(worse(3, 0) == 3)
  }

  @Test func settingsReadAndWrite() {
    var settings = ShellSettings()
    let isTaken = SettingDeclaration.named("mode")?.write(&settings, "md")
    #expect(isTaken == true && settings.mode == .md)
    let isNegativeTaken = SettingDeclaration.named("maxrows")?.write(&settings, "-1")
    #expect(isNegativeTaken == false)
    _ = SettingDeclaration.named("timer")?.write(&settings, "on")
    #expect(SettingDeclaration.named("timer")?.read(settings) == "on")
  }

  @Test func everyCommandIsFoundAndExplainsItself() {
    let shell = Shell(engine: FakeEngine(), options: ShellOptions())
    for command in DotCommand.all {
      #expect(DotCommand.named(command.name)?.name == command.name)
      #expect(shell.help(for: command.name)?.contains(command.help) == true)
    }
    #expect(Set(DotCommand.all.map(\.name)).count == DotCommand.all.count)
  }

  @Test func commandsCompleteTheirArguments() {
    let shell = Shell(engine: FakeEngine(), options: ShellOptions())
    func texts(_ line: String) -> [String] {
      shell.completions(line, line.unicodeScalars.count).candidates.map(\.text)
    }
    #expect(texts(".mo") == [".mode"])
    #expect(texts(".mode j") == ["json", "jsonl"])
    #expect(texts(".mode json c").isEmpty)
    #expect(texts(".describe dep") == ["depth_1pct", "depth_2pct"])
    #expect(texts(".explain oi > med") == ["median"])
    #expect(texts(".pager ") == ["auto", "on", "off"])
  }

  @Test func definitionsOfTheSessionComplete() {
    let engine = FakeEngine()
    let shell = Shell(engine: engine, options: ShellOptions())
    #expect(shell.completions("cov", 3).candidates.isEmpty)
    _ = engine.evaluate(.init(name: "t", text: "let cover = oi"), .init())
    #expect(shell.completions("cov", 3).candidates.map(\.text) == ["cover"])
  }
}
