// Depth bands: a column that says which series a row is of, and sums of both sides.
import Columns
import Feeds
import Testing

@Suite struct DepthBandTests {
  let folder = DataFolder()
  private let market = "asset=BTC,symbol=BTCUSDT,venue=binance"

  @Test func bandsSidesAndTheirSum() {
    let path = folder.write(
      "BTCUSDT-bookDepth-2025-05-19.csv",
      """
      timestamp,percentage,depth,notional
      2025-05-19 11:07:31,-1,2,100
      2025-05-19 11:07:31,1.00,2,30.5
      2025-05-19 11:08:01,-1.00,2,200
      2025-05-19 11:08:31,-0.20,2,7
      2025-05-19 11:08:31,0.20,2,
      2025-05-19 11:08:31,2.5,2,9
      2025-05-19 11:09:01,1,2,NaN
      2025-05-19 11:09:01,-1,2,300
      2025-05-19 11:09:01,-1,2,400
      """)
    let loading = loadAll([path])
    #expect(loading.samples("depth_1pct_bid", market) == [100, 200, 400])
    #expect(loading.samples("depth_1pct", market).first == 130.5)
    #expect(loading.samples("depth_1pct", market).count == 2)
    #expect(loading.samples("depth_1pct", market)[1].isNaN)
    #expect(loading.samples("depth_20bps_bid", market) == [7])
    #expect(loading.samples("depth_20bps", market).isEmpty)
    let file = loading.report.files[0]
    #expect(file.rows == 9 && file.rejects.rows == 1 && file.nan == 1 && file.duplicates == 1)
    #expect(file.rejects.first[0].line == 7 && file.rejects.first[0].column == 21)
  }
}
