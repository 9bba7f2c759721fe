// Files whose ideas of one series do not go together: nothing of the later ones is taken.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

@Suite struct MisfitTests {
  let folder = DataFolder()

  /// Liquidations by asset, a day long.
  private var buckets: String {
    folder.write(
      "a_BTC.csv",
      "timestamp,longUsd,shortUsd\n2024-08-05T00:00:00Z,5,7\n2024-08-05T01:00:00Z,6,8\n")
  }

  @Test func rowsOfAnotherKeyAreNotAdded() {
    let other = folder.write(
      "b.csv", "LRC,SELL,LIMIT,IOC,2,10,10,FILLED,2,2,1722816000000,20\n")
    let loading = loadAll([buckets, other])
    #expect(loading.diagnostics.map(\.code) == ["E714"])
    let words = loading.diagnostics[0].message
    #expect(words.hasPrefix("`liq_long_usd`, `liq_short_usd`, `liq_usd`: each is by asset in "))
    #expect(words.hasSuffix("the rows here are not taken"))
    #expect(loading.samples("liq_long_usd", "asset=BTC") == [5, 6])
    #expect(loading.store["liq_long_usd"]?.sampleCount == 2)
  }

  // The misfit speaks for weeks after the other has fallen silent: its signs of life are its own.
  @Test func aMisfitKeepsNoFeedAlive() throws {
    let quiet = "1722816000000,1\n1725494400000,\n".split(separator: "\n")
    let text = "time,venue,liq_long_usd\n" + quiet.map { row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return "\(cells[0]),binance,\(cells[1])\n"
    }.joined()
    let loading = loadAll([buckets, folder.write("b.csv", text)])
    #expect(loading.diagnostics.map(\.code) == ["E714"])
    let series = try #require(loading.store["liq_long_usd"])
    let last = try #require(Timestamp(parsing: "2024-08-05T01:00:00Z"))
    #expect(series.pulse.last == last.nanoseconds)
    #expect(series.pulse.count == 2)
  }

  // An empty cell says that a feed is alive, but not in a row that lacks the series' labels.
  @Test func aRowWithoutItsLabelsIsNoSignOfLife() throws {
    let path = folder.write(
      "a.csv",
      "time,symbol,liq_usd\n2024-08-05,BTCUSDT,5\n2024-08-06,,\n"
        + "2024-08-07,BTCUSDT,\n2024-08-08,,\n")
    let series = try #require(loadAll([path]).store["liq_usd"])
    let days = series.pulse.map { Timestamp(nanoseconds: $0).description.prefix(10) }
    #expect(days == ["2024-08-05", "2024-08-07"])
    let lines = folder.write(
      "b.jsonl",
      "{\"time\":\"2024-08-05\",\"symbol\":\"BTCUSDT\",\"liq_usd\":5}\n"
        + "{\"time\":\"2024-08-06\",\"symbol\":\"\",\"liq_usd\":null}\n")
    #expect(loadAll([lines]).store["liq_usd"]?.pulse.count == 1)
  }

  @Test func otherKindsDoNotFitEither() {
    folder.write("a.csv", "time,x [USD]\n2024-08-05,1\n")
    folder.write("b.csv", "time,x [coin]\n2024-08-06,2\n")
    let loading = loadAll([folder.path])
    #expect(loading.diagnostics.map(\.code) == ["E715"])
    #expect(loading.samples("x") == [1])
  }

  // BTCUSDT is a spot market and a perpetual of one venue: neither's trades are the other's.
  @Test func twoMarketsOfOneSymbolAreNotMixed() {
    let spot = folder.write(
      "spot-a/BTCUSDT-trades-2024-08-05.csv",
      "1,100,2,200,1722816000000,False,True\n2,100,3,300,1722816001000,False,True\n")
    let perpetual = folder.write(
      "um-b/BTCUSDT-trades-2024-08-05.csv",
      "id,price,qty,quote_qty,time,is_buyer_maker\n7,101,5,505,1722816000500,false\n")
    let place = "asset=BTC,symbol=BTCUSDT,venue=binance"
    let both = loadAll([spot, perpetual])
    #expect(both.diagnostics.map(\.code) == ["E745"])
    let words = both.diagnostics[0].message
    #expect(words.hasPrefix("{\(place)} is a perpetual here and a spot market in"))
    #expect(both.samples("taker_net", place) == [200, 300])
    #expect(loadAll([perpetual]).samples("taker_net", place) == [505])

    folder.write(
      "um-b/BTCUSDT-trades-2024-08-05.csv.brink-schema.json", #"{"symbol": "BTCUSDT-PERP"}"#)
    let parted = loadAll([spot, perpetual])
    #expect(parted.diagnostics.isEmpty)
    #expect(
      parted.samples("taker_net", "asset=BTC,symbol=BTCUSDT-PERP,venue=binance") == [505])
  }
}
