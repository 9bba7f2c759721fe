// The rules that ship pass their own tests, and metrics agree with other programs on real data.
import Diagnostics
import Foundation
import Language
import Quantities
import Sessions
import Testing

@Suite struct ShippedTestBlocks {
  private static let root = ShippedRunTests.root

  /// Every rule file with its own tests: those that ship, and those of the standard library.
  static let files: [URL] =
    ShippedRunTests.rules.filter { !$0.path.contains("/Standard/") }
    + [root.appendingPathComponent("Sources/Language/Standard/examples.brink")]

  @Test(arguments: files) func pass(file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let program = check(
      [parse(SourceText(name: file.lastPathComponent, text: text))], in: CheckingContext())
    #expect(program.diagnostics.filter(\.isError).map { $0.drawing(.plain) } == [])
    let outcomes = runTests(of: program)
    #expect(!outcomes.isEmpty, "\(file.lastPathComponent) has no test")
    for outcome in outcomes {
      #expect(outcome.failures.map(\.actual) == [], "\(outcome.test.name)")
    }
  }
}

private let dataPath = ProcessInfo.processInfo.environment["BRINK_DATA"]

@Suite(.enabled(if: dataPath != nil, "set BRINK_DATA to a directory of real files"))
struct MetricsOnRealData {
  private func values(_ question: String, _ rules: String, beside data: [String]) -> [[Double]] {
    var request = RunRequest()
    request.data = data
    request.every = .hours(1)
    request.hasExplicitGrid = true
    var pool = DataPool(paths: data)
    let files = [
      parse(SourceText(name: "rules.brink", text: rules)),
      parse(SourceText(name: "<query>", text: question), mode: .interactive),
    ]
    guard let prepared = try? Preparation.make(request, files, &pool, { _ in true }),
      let result = QueryResult.make(prepared.run)
    else { return [] }
    return result.lines.map(\.values)
  }

  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-6 * abs(b) }

  /// An inventory of eight options, short but for one, through the fall of February 2026; the
  /// figures are those of a Python program over the same files.
  @Test func solvencyThroughTheSellOff() throws {
    let root = URL(fileURLWithPath: dataPath ?? "")
    let folder = root.appendingPathComponent("deribit_options")
    let moments = ["20260203T155826Z", "20260205T212937Z"]
    let owed = [2_709_493.3948, 11_233_383.8337]
    let stress = [8_017_500.5451, 11_022_620.9746]
    let delta = [171.947365, 614.961671]
    let held = """
      series option_position : gauge coin by instrument every 1h stale 1d
      let held = option_position ?? 0 coin
      """
    let legs = "(held, is_call, underlying, strike_price, mark_iv, tenor)"
      + " over (instrument, strike, expiry, cp)"
    for (index, moment) in moments.enumerated() {
      let chain = folder.appendingPathComponent("deribit_options_snapshot_\(moment).csv.gz")
      let table = try Self.inventory(on: moment)
      defer { try? FileManager.default.removeItem(at: table) }
      let data = [chain.path, table.path]
      func bitcoin(_ metric: String) -> Double {
        values("\(metric)\(legs)", held, beside: data).first?.last ?? .nan
      }
      #expect(near(bitcoin("option_liability"), owed[index]))
      #expect(near(bitcoin("stress_loss"), stress[index]))
      #expect(near(bitcoin("net_delta"), delta[index]))
    }
  }

  private static func inventory(on moment: String) throws -> URL {
    let positions = [
      ("BTC-27MAR26-60000-P", -400), ("BTC-27MAR26-65000-P", -350), ("BTC-27MAR26-70000-P", -300),
      ("BTC-27MAR26-75000-P", -200), ("BTC-27MAR26-50000-P", 150), ("BTC-27MAR26-90000-C", -250),
      ("BTC-27MAR26-100000-C", -150), ("BTC-24APR26-65000-P", -100),
    ]
    let (year, month) = (moment.prefix(4), moment.dropFirst(4).prefix(2))
    let day = "\(year)-\(month)-\(moment.dropFirst(6).prefix(2))"
    var text = "time,instrument,option_position\n"
    for hour in ["00", "23"] {
      for (name, size) in positions { text += "\(day)T\(hour):00:00Z,\(name),\(size)\n" }
    }
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("brink-\(UUID().uuidString).csv")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file
  }

  /// Half an hour of orders of one share: what was withdrawn, how fast, and what looks like bait,
  /// in the ten minutes before 10:00 as a Python program has them.
  @Test func ordersOfAShare() {
    let file = URL(fileURLWithPath: dataPath ?? "")
      .appendingPathComponent("lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz")
    let figures: [(String, Double)] = [
      ("spoof_score(order_bait[10m], orders_submitted[10m])", 0.12434551798096846),
      ("fleeting_ratio(sum(fleeting_orders[10m]), sum(cancelled_orders[10m]))", 0.2617252931323283),
      ("cancel_ratio(sum(orders_cancelled[10m]), sum(orders_submitted[10m]))", 0.9278868783330665),
    ]
    for (question, wanted) in figures {
      let got = values(question, "", beside: [file.path]).first?.last ?? .nan
      #expect(near(got, wanted), "\(question): \(got)")
    }
  }

  /// Bitcoin put up on a lending protocol, shocked: final price, coin sold and amplification as a
  /// Python program has them, for 300M USD of depth.
  @Test func cascadeOfLoans() throws {
    let source = URL(fileURLWithPath: dataPath ?? "")
      .appendingPathComponent("defi_positions/collateral_open_positions.csv.gz")
    let copy = FileManager.default.temporaryDirectory
      .appendingPathComponent("aave-\(UUID().uuidString)-2026-02-06.csv.gz")
    try FileManager.default.copyItem(at: source, to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    let stable = "{USDC, USDT, DAI, GHO, USDS, LUSD, FRAX, crvUSD, PYUSD, USDe, RLUSD}"
    let rules = """
      let held = max(position_collateral * 1 USD/coin) over asset / 1 USD/coin
      let debt = sum(if asset in \(stable) then position_debt * 1 USD/coin else 0 USD) over asset
      let liq_at = if held > 0 coin then debt / (held * 78%) else 0 USD/coin
      let gone_at = if held > 0 coin then debt / held else 0 USD/coin
      """
    let call = "(held, liq_at, gone_at, 65_000 USD/coin, 300M USD, -10%) over (owner, version)"
    func wrapped(_ metric: String) -> Double {
      values("\(metric)\(call)", rules, beside: [copy.path]).last?.last ?? .nan
    }
    #expect(near(wrapped("cascade_price"), 56_820.1595))
    #expect(near(wrapped("cascade_coin"), 11_927.86153651))
    #expect(near(wrapped("cascade_sim"), 1.258437))
    #expect(wrapped("cascade_rounds") == 4)
  }
}
