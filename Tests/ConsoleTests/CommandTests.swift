// Settings, the table of commands, their completion, plots as they are asked for, and how results
// choose their form.
import CTerminal
import Diagnostics
import Sinks
import Testing

@testable import Console

@Suite struct CommandTests {
  init() { terminal_use_utf8() }

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
    #expect(texts(".plot b") == ["bar"])
    #expect(texts(".pager ") == ["auto", "on", "off"])
  }

  @Test func whyNamesARuleItsKeysAndAMoment() {
    let shell = Shell(engine: FakeEngine(), options: ShellOptions())
    func answer(_ line: String) -> Answer? {
      let call = CommandCall(.init(name: "t", text: line))
      return DotCommand.named(call.name)?.action(shell, call)
    }
    #expect(answer(".why thin")?.text == "thin  now")
    #expect(answer(".why thin BTC binance")?.text == "thin BTC+binance now")
    #expect(
      answer(".why thin BTC at 2024-08-05T00:15Z")?.text == "thin BTC 2024-08-05T00:15:00Z")
    #expect(answer(".why thin at soon")?.diagnostics.map(\.code) == ["E0952"])
    #expect(answer(".why thin at")?.diagnostics.map(\.code) == ["E0952"])
    #expect(answer(".why")?.isFailed == true)
  }

  @Test func definitionsOfTheSessionComplete() {
    let engine = FakeEngine()
    let shell = Shell(engine: engine, options: ShellOptions())
    #expect(shell.completions("cov", 3).candidates.isEmpty)
    _ = engine.evaluate(.init(name: "t", text: "let cover = oi"), .init())
    #expect(shell.completions("cov", 3).candidates.map(\.text) == ["cover"])
  }

  private func plot(_ words: String...) -> PlotRequest? {
    var mistake = 0
    return PlotRequest(words, mistake: &mistake)
  }

  @Test func plotsAreAskedForInWords() {
    #expect(plot()?.kind == .line)
    #expect(plot("bar", "BTC", "h=20", "w=100", "log")?.names == ["BTC"])
    #expect(plot("bar", "h=20")?.height == 20)
    #expect(plot("hist", "bar")?.names == ["bar"])
    var mistake = 0
    let refused = PlotRequest(["line", "h=tall"], mistake: &mistake)
    #expect(refused == nil && mistake == 1)
  }

  @Test func watchesAreAskedForInWords() {
    var mistake = 0
    let asked = WatchRequest(["i=0.5", "n=3"], mistake: &mistake)
    #expect(asked?.seconds == 0.5 && asked?.times == 3)
    let refused = WatchRequest(["i=1", "n=0"], mistake: &mistake)
    #expect(refused == nil && mistake == 1)
  }

  private let column = Table(
    [.init("n", side: .right)], rows: (1...10).map { [.number(Double($0))] })

  @Test func aLongResultIsReadAtItsEndsAndSaysSo() {
    let column = column
    let result = ResultSet(rowCount: 10) { style in
      guard style.isForPeople, let limit = style.maximumRows else { return column }
      return Table(
        column.columns,
        rows: column.rows.prefix(limit / 2) + column.rows.suffix(limit - limit / 2))
    }
    var style = TableStyle.terminal(width: 80, ink: .plain, charset: .utf8)
    style.maximumRows = 4
    let text = result.text(style)
    #expect(text.contains("4 of 10 rows"))
    let numbers = text.split(separator: "\n").compactMap { Int($0.filter(\.isNumber)) }
    #expect(numbers.contains(2) && numbers.contains(9) && !numbers.contains(3))
    #expect(text.contains("⋮"))
    #expect(result.text(TableStyle(.csv)).split(separator: "\n").count == 11)
  }

  @Test func eventsKeepTheirOwnForms() {
    var result = ResultSet(column)
    result.prose = { _ in "FIRE\n" }
    result.jsonLines = { ["{}", "{}"] }
    #expect(result.text(TableStyle(.table)) == "FIRE\n")
    #expect(result.text(TableStyle(.jsonl)) == "{}\n{}\n")
    #expect(result.text(TableStyle(.json)) == "[{},\n {}]\n")
    #expect(result.text(TableStyle(.csv)).hasPrefix("n\n1\n"))
  }

  @Test func scalarOffsetsOfBytes() {
    var offsets = ScalarOffsets("aé日😀b")
    let found = [0, 1, 3, 6, 10, 11].map { offsets.scalar(at: $0) }
    #expect(found == [0, 1, 2, 3, 4, 5])
  }

  @Test func theWordAtTheCursor() {
    #expect(wordAround("sum(oi) over", 5) == "oi")
    #expect(wordAround("sum(oi) over", 3) == "sum")
    #expect(wordAround(".mode csv", 2) == "mode" || wordAround(".mode csv", 0) == ".mode")
  }

  @Test func lengthsOfTime() {
    #expect(secondsText(0.00042) == "0.4 ms")
    #expect(secondsText(0.0123) == "12 ms")
    #expect(secondsText(1.23) == "1.2 s")
    #expect(secondsText(73.4) == "73 s")
  }
}
