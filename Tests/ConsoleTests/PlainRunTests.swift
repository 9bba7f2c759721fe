// `brink run` in plain words means what the argument parser reads from the same words.
import Testing

@Suite(.enabled(if: builtBinary != nil, "the binary is not built"))
struct PlainRunTests {
  private let home = TemporaryFolder()
  private let brink = builtBinary ?? ""

  /// A rule file and a table on which every option below makes a difference.
  private func inputs() -> (rules: String, data: [String]) {
    let rules = home.file(
      "limit.brink",
      """
      brink 1
      param limit: x = 5
      series alpha: gauge x by symbol every 1m stale 2m
      alert high when alpha > limit for 2m
      """)
    var texts = ["time,symbol,alpha\n", "time,symbol,alpha\n"]
    for minute in 0..<30 {
      let at = 1_704_067_200 + 60 * minute
      texts[0] += "\(at),AUSDT,\(minute % 10)\n"
      texts[1] += "\(at),BUSDT,\(minute % 7)\n"
    }
    return (rules, [home.file("a.csv", texts[0]), home.file("b.csv", texts[1])])
  }

  /// The same words, the first option with a value joined to it: no longer plain.
  private func unusual(_ words: [String]) -> [String] {
    guard let place = words.firstIndex(where: { $0.hasPrefix("--") && $0 != "--data" }),
      place + 1 < words.count, !words[place + 1].hasPrefix("--")
    else { return ["--color=auto"] + words }
    return words[..<place] + [words[place] + "=" + words[place + 1]] + words[(place + 2)...]
  }

  @Test(arguments: [
    [], ["--quiet"], ["--pending", "--quiet"], ["--every", "5m"], ["--replay"],
    ["--from", "2024-01-01T00:10:00Z", "--to", "2024-01-01T00:20:00Z"],
    ["--now", "1704068000"], ["--set", "limit=3"], ["--set", "limit=3", "--set", "limit=4"],
    ["--format", "text", "--color", "always"], ["--progress", "never", "--format", "jsonl"],
  ])
  func meansTheSame(options: [String]) {
    let (rules, data) = inputs()
    let words = [rules, "--data"] + data + options
    let plain = runToEnd([brink, "run"] + words, in: home)
    let parsed = runToEnd([brink, "run"] + unusual(words), in: home)
    #expect(plain.status <= 1 && plain.output.isEmpty == parsed.output.isEmpty)
    #expect(plain.output == parsed.output)
    #expect(plain.error == parsed.error)
    #expect(plain.status == parsed.status)
  }

  /// Data may be told in one list or piece by piece, before the rules or behind them.
  @Test func dataIsToldInAnyOrder() {
    let (rules, data) = inputs()
    let forms = [
      [rules, "--data"] + data, [rules, "--data", data[0], "--data", data[1]],
      ["--quiet", rules, "--data"] + data, ["--data"] + data + ["--quiet", rules],
    ]
    let outputs = forms.map { runToEnd([brink, "run"] + $0, in: home).output }
    #expect(Set(outputs).count == 1 && !outputs[0].isEmpty)
  }

  /// Mistakes are told by the argument parser, as for every other command.
  @Test(arguments: [
    ["--evry", "1m"], ["--every"], ["--every", "soon"], ["--from", "yesterday"], ["--data"],
    ["--format", "csv"], ["--set", "limit"], ["--color", "red"], ["--every", "1m", "--bogus"],
  ])
  func mistakesAreTold(options: [String]) {
    let (rules, _) = inputs()
    let ending = runToEnd([brink, "run", rules] + options, in: home)
    #expect(ending.status == 2 && ending.output.isEmpty)
    #expect(ending.error.contains("Usage: brink run"))
  }
}
