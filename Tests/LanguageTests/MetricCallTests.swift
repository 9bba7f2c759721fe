// Every metric can be called as its declaration says, and says what is wrong where it is not.

import Columns
import Diagnostics
import Functions
import Language
import Quantities
import Testing

@Suite("Metric calls")
struct MetricCallTests {
  /// What a desk brings beside the catalogue, for the examples.
  private static let series = """
    series size : gauge coin by venue, asset, symbol, position
    series liq_price_at : gauge USD/coin by venue, asset, symbol, position
    series bankruptcy : gauge USD/coin by venue, asset, symbol, position
    series inventory : gauge coin by venue, asset, instrument, strike, expiry, cp
    series is_call : gauge x by venue, asset, instrument, strike, expiry, cp
    series strike_price : gauge USD/coin by venue, asset, instrument, strike, expiry, cp
    series underlying : gauge USD/coin by venue, asset, instrument, strike, expiry, cp
    series mark_iv : gauge x by venue, asset, instrument, strike, expiry, cp
    series tenor : gauge s by venue, asset, instrument, strike, expiry, cp
    series opt_oi : gauge coin by venue, asset, instrument, strike, expiry, cp
    series liq_burst : gauge x by venue, asset, symbol
    series gamma : gauge coin/USD by venue, asset, instrument, strike, expiry, cp

    """

  private func mistakes(_ rule: String) -> [String] {
    let text = Self.series + rule
    let file = parse(SourceText(name: "example.brink", text: text))
    let program = check([file], in: CheckingContext())
    return program.diagnostics.filter(\.isError).map { "\($0.code) \($0.message)" }
  }

  @Test(arguments: MetricFunctions.all.map(\.name))
  func examplesCheck(name: String) throws {
    let function = try #require(MetricFunctions.function(named: name))
    let mistakes = mistakes("alert example when \(function.example)")
    #expect(mistakes.isEmpty, "\(function.example): \(mistakes.joined(separator: "; "))")
    #expect(function.example.contains(name), "the example of \(name) does not call it")
  }

  @Test func everyCallableIsInTheCatalogue() {
    for function in MetricFunctions.all {
      #expect(MetricCatalogue.metric(named: function.name) != nil, "\(function.name)")
    }
  }

  @Test(arguments: StandardLibrary.definitions.map(\.name))
  func theStandardLibraryChecks(name: String) throws {
    let text = try #require(StandardLibrary.text(of: name))
    guard text.hasPrefix("let") else { return }
    let found = mistakes("alert example when \(name) is known")
    #expect(found.isEmpty, "\(name): \(found.joined(separator: "; "))")
  }

  @Test(
    arguments: [
      ("runway(depth_1pct_ask, 3USD/s)", "E0206"), ("runway(depth_1pct_ask, 3, 4)", "E0310"),
      ("vpin(oi_usd, 3USD)", "E0504"), ("vpin(taker_net[1h], 3coin)", "E0310"),
      ("vpin(taker_net[1h], oi_usd)", "E0509"),
      ("liq_price(lng, 10coin, 60kUSD/coin, 50kUSD, 0.5%)", "E0310"),
      ("pctl(mark[1h]) over venue", "E0403"), ("venue_hhi(oi_usd) over vnue", "E0403"),
      ("new_position_rate(change(oi_usd[5m]), oi)", "E0310"),
    ])
  func mistakesAreTold(call: String, code: String) {
    let found = mistakes("alert example when \(call) > 1")
    #expect(found.contains { $0.hasPrefix(code) }, "\(call): \(found)")
    #expect(!found.contains { !$0.hasPrefix(code) }, "\(call): \(found)")
  }

  /// A coin of one asset is not one of another, whoever adds them and whatever he keeps.
  @Test(
    arguments: [
      "net_delta(inventory, is_call, underlying, strike_price, mark_iv, tenor)",
      "gex(opt_oi, is_call, underlying, strike_price, mark_iv, tenor)",
      "netting_benefit(inventory)", "concentration_topk(size) over (asset, position, symbol)",
      "cascade_coin(size, liq_price_at, bankruptcy, mark, depth_1pct_bid, -10%)",
    ])
  func coinsOfDifferentAssetsAreNoOneGroup(call: String) {
    let found = mistakes("alert example when \(call) is known")
    #expect(found.count == 1 && found[0].hasPrefix("E0404"), "\(call): \(found)")
    #expect(found[0].contains("different assets"), "\(call): \(found)")
  }

  @Test func whoKeepsTheAssetMayAddItsCoins() {
    let legs = "(inventory, is_call, underlying, strike_price, mark_iv, tenor)"
    let kept = "alert a when net_delta\(legs) over (instrument, strike, expiry, cp) is known"
    #expect(mistakes(kept).isEmpty)
    #expect(mistakes("alert a when netting_benefit(inventory{asset: BTC}) > 10%").isEmpty)
  }

  @Test func aFileMayGiveItsOwnMeaning() {
    let own = "fn runway(x) = x / 2\nalert a when runway(oi_usd) > 1M USD"
    #expect(mistakes(own).isEmpty)
    #expect(mistakes("let iei_up = 3\nalert a when iei_up > 2 and oi_usd > 1USD").isEmpty)
  }
}
