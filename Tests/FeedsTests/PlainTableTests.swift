// The plain table: its columns, labels, units, and what it does with cells of every kind.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

@Suite struct PlainTableTests {
  let folder = DataFolder()

  @Test func loadsTheExampleOfTheManual() {
    let path = folder.write(
      "a.csv",
      """
      time,venue,asset,symbol,oi,reserve,depth_1pct
      2024-08-05T00:00:00Z,binance,BTC,BTCUSDT,95000,100000,4000000
      2024-08-05T00:01:00Z,binance,BTC,BTCUSDT,95100,,3900000
      """)
    let loading = loadAll([path])
    #expect(loading.diagnostics.isEmpty)
    let market = "asset=BTC,symbol=BTCUSDT,venue=binance"
    #expect(loading.samples("oi", market) == [95_000, 95_100])
    #expect(loading.samples("reserve", "asset=BTC,venue=binance") == [100_000])
    #expect(loading.samples("depth_1pct", market) == [4_000_000, 3_900_000])
    #expect(
      loading.times("oi", market) == [1_722_816_000_000_000_000, 1_722_816_060_000_000_000])
    #expect(loading.report.rows == 2)
    #expect(loading.store["oi"]?.schema.origin == .catalogue)
  }

  @Test func narrowsCatalogueKeysAndDerivesTheAsset() {
    let path = folder.write("a.csv", "time,symbol,oi,reserve\n2024-08-05,BTC-USDT-SWAP,1,2\n")
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.schema(named: "oi")?.keys == ["asset", "symbol"])
    #expect(found.schema(named: "reserve")?.keys == ["asset"])
    let loading = load(found)
    #expect(loading.samples("reserve", "asset=BTC") == [2])
  }

  @Test func headerUnitsScaleToTheDeclaration() {
    let path = folder.write("a.csv", "time,funding [%/8h],x [bps],oi [coin]\n2024-08-05,0.01,5,2\n")
    let loading = loadAll([path])
    #expect(loading.samples("funding") == [0.0001 / 28_800])
    #expect(loading.samples("x") == [0.0005])
    #expect(loading.samples("oi") == [2])
  }

  @Test func anotherDimensionIsAnError() {
    let path = folder.write("a.csv", "time,oi [USD]\n2024-08-05,1\n")
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["E713"])
    #expect(found.schema(named: "oi") == nil)
  }

  @Test func cellsOfEveryKind() {
    let path = folder.write(
      "a.csv",
      """
      time,oi,x
      2024-08-05T00:00:00,NaN,1
      2024-08-05T00:01:00,inf,2
      2024-08-05T00:02:00,1e999,
      2024-08-05T00:03:00,null,-
      2024-08-05T00:04:00,NA,4
      2024-08-05T00:05:00,seven,5
      2024-08-05T00:06:00,"7",6
      2024-08-05T00:07:00,8
      yesterday,9,9
      """)
    let loading = loadAll([path])
    let oi = loading.samples("oi")
    #expect(oi.count == 4)
    #expect(oi[0].isNaN && oi[1].isNaN && oi[2].isNaN && oi[3] == 7)
    #expect(loading.samples("x") == [1, 2, 4, 5, 6])
    let file = loading.report.files[0]
    #expect(file.rows == 9)
    #expect(file.rejects.rows == 2)
    #expect(file.rejects.cells == 1)
    #expect(file.nan == 3)
    #expect(file.rejects.first.map(\.line) == [7, 9, 10])
    #expect(file.rejects.first.map(\.column) == [21, 1, 1])
  }

  @Test func gaugesKeepTheLastOfEqualTimes() {
    let path = folder.write("a.csv", "t,price\n2024-08-06,3\n2024-08-05,1\n2024-08-05,2\n")
    let loading = loadAll([path])
    #expect(loading.samples("price") == [2, 3])
    #expect(loading.report.files[0].duplicates == 1)
    #expect(loading.report.files[0].inversions == 1)
    #expect(loading.report.files[0].late == 2)
  }

  @Test func eventsAreKeptButEqualRowsOnce() {
    let path = folder.write(
      "a.csv",
      """
      time,symbol,liq_usd
      2024-08-05T00:00:00,BTC,10
      2024-08-05T00:00:00,BTC,10
      2024-08-05T00:00:00,BTC,20
      2024-08-05T00:01:00,BTC,
      """)
    let loading = loadAll([path])
    #expect(loading.samples("liq_usd", "asset=BTC,symbol=BTC") == [10, 20])
    #expect(loading.report.files[0].duplicates == 1)
    #expect(loading.store["liq_usd"]?.pulse.count == 2)
  }

  @Test func declarationsWin() {
    let path = folder.write("a.csv", "time,symbol,depot,oi\n2024-08-05,BTC,7,5\n")
    let oi = SeriesSchema(name: "oi", kind: .counter, unit: .usd, keys: ["symbol"])
    let depot = SeriesSchema(name: "depot", unit: .coin, keys: ["desk"])
    let found = survey(FeedRequest(paths: [path], declarations: [oi, depot]))
    #expect(found.schema(named: "oi")?.unit == .usd)
    #expect(found.schema(named: "oi")?.kind == .counter)
    #expect(found.diagnostics.map(\.code) == ["W713"])
    let loading = load(found)
    #expect(loading.samples("oi", "symbol=BTC") == [5])
    #expect(loading.samples("depot").isEmpty)
    #expect(loading.report.rejectedCells == 1)
  }

  @Test func labelsBeyondTheKeysCollideOnlyWithOtherValues() {
    let text = "time,venue,symbol,reserve\n2024-08-05,a,BTCUSDT,1\n2024-08-05,a,BTCUSDC,"
    let same = loadAll([folder.write("same.csv", text + "1\n")])
    #expect(same.diagnostics.isEmpty)
    let other = loadAll([folder.write("other.csv", text + "2\n")])
    #expect(other.diagnostics.map(\.code) == ["E718"])
    #expect(other.diagnostics[0].message.contains("`symbol` (BTCUSDT, BTCUSDC)"))
  }

  @Test func jsonLinesReadTheSame() {
    let path = folder.write(
      "a.jsonl",
      """
      {"time":"2024-08-05T00:00:00Z","venue":"binance","symbol":"BTCUSDT","oi":95000}
      {"time":1722816060000,"venue":"binance","symbol":"BTCUSDT","oi":"95100","note":"x"}
      {"time":"2024-08-05T00:02:00Z","venue":"binance","symbol":"BTCUSDT","oi":null}
      """)
    let loading = loadAll([path])
    #expect(
      loading.samples("oi", "asset=BTC,symbol=BTCUSDT,venue=binance") == [95_000, 95_100])
    #expect(loading.report.rows == 3)
  }

  @Test func readsOnlyWhatIsWanted() {
    let path = folder.write("a.csv", "time,oi,reserve\n2024-08-05,1,x\n")
    let loading = load(survey(FeedRequest(paths: [path])), wanted: ["oi"])
    #expect(loading.store.all.map(\.schema.name) == ["oi"])
    #expect(loading.report.rejectedCells == 0)
  }
}
