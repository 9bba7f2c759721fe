// Every recognised format with bits flipped, bytes changed and ends cut: no input traps.
import Columns
import Feeds
import Testing

@Suite struct FormatsFuzzTests {
  private static let seeds: [(name: String, text: String)] = moreSeeds + [
    ("BTCUSDT-1m-2020-01-01.csv", "1577836800000,7,8,6,7,5,1577836859999,3,4,1,1,0\n"),
    ("BTCUSDT-aggTrades-2026.csv", "3449,78153.0,0.001,807,807,1789430400003,false\n"),
    ("BTCUSDT-trades-2026.csv", "34,78153.0,0.001,78.1,1789430400003,false\n"),
    ("big.csv", "1737897220002, BTCUSDT, 2541, 104943.5, 0.15, 1737897219873, False\n"),
    ("liqs.csv", "LRC,SELL,LIMIT,IOC,226,0.16,0.17,FILLED,226,226,1737908829829,38.0\n"),
    (
      "snap.csv",
      "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,"
        + "bids[0].amount\nbinance,BTCUSDT,1598918403696000,1598918403810979,11,1.7,10,1\n"
    ),
    (
      "inc.csv",
      "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
        + "deribit,BTC-PERPETUAL,1585699200245000,1585699200355684,true,ask,6421.5,18640\n"
    ),
    (
      "ticker.csv",
      "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,open_interest,"
        + "mark_price\nbitmex,XBTUSD,1583020803145000,1583020803307160,1583020800000000,0.1,5,9\n"
    ),
    (
      "chain.csv",
      "instrument_name,timestamp,mark_iv,mark_price,underlying_price,greeks\n"
        + "BTC-22MAY20-9250-P,1590103193775,85.05,0.02,9096,\"{'vega': 0.9, 'delta': -0.7}\"\n"
    ),
    (
      "diff.csv",
      "EventTime,TransactionTime,Symbol,FirstUpdateId,FinalUpdateId,FinalUpdateIdInLastStream,"
        + "IsAsk,Price,Quantity\n1741046400083,1741046400049,TRXUSDT,69,70,68,0,0.23,17.0\n"
    ),
    ("okx_por-2024-01-01.csv", "coin,snapshot height,amount\nETH(ALL),-,6\nBTC,76,449.5\n"),
    ("AAPL_2012-06-21_1_2_message_1.csv", "34200.004241176,4,16113575,18,5853300,1\n"),
    ("AAPL_2012-06-21_1_2_orderbook_1.csv", "5859400,200,5853300,18\n"),
    (
      "tiers-2024-01-01.csv",
      "token,asset_usdt_price,collateral_margin_ratio_tiers\nbtc,60000,\"[0-3:100, 3-4:90]\"\n"
    ),
    (
      "cap.txt",
      "1723161255030314667 {\"stream\":\"btcusdt@depth@0ms\",\"data\":{\"e\":\"depthUpdate\","
        + "\"E\":1723161256299,\"T\":1723161256298,\"s\":\"BTCUSDT\",\"U\":5,\"u\":9,\"pu\":4,"
        + "\"b\":[[\"58710.20\",\"0.014\"]],\"a\":[]}}\n"
        + "1723161255319702566 {\"lastUpdateId\":7,\"E\":1723161256501,\"T\":1723161256493,"
        + "\"bids\":[[\"61800.20\",\"2.909\"]],\"asks\":[[\"61800.30\",\"1\"]]}\n"
    ),
    (
      "d.jsonl",
      "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"ticker.BTC\","
        + "\"data\":{\"instrument_name\":\"BTC-28JUN24-70000-C\",\"timestamp\":1626993723632,"
        + "\"mark_iv\":60.1,\"greeks\":{\"delta\":0.1},\"mark_price\":0.01,"
        + "\"underlying_price\":65000,\"open_interest\":5}}}\n"
    ),
    (
      "b.jsonl",
      "{\"topic\":\"orderbook.50.XRPUSDT\",\"type\":\"snapshot\",\"ts\":1733011200691,\"data\":"
        + "{\"s\":\"XRPUSDT\",\"b\":[[\"1.9\",\"6\"]],\"a\":[[\"2\",\"4\"]],\"u\":1,\"seq\":2}}\n"
    ),
    (
      "m.jsonl",
      "1626993370.1: {\"table\":\"orderBookL2\",\"action\":\"partial\",\"data\":[{\"symbol\":"
        + "\"XBTUSD\",\"id\":1,\"side\":\"Buy\",\"size\":5,\"price\":32206.5}]}\n"
    ),
    (
      "f.json",
      "[{\"symbol\":\"X\",\"fundingRate\":\"0.1\",\"fundingTime\":1570608000000},"
        + "{\"symbol\":\"X\",\"fundingRate\":\"0.1\",\"fundingTime\":1570636800000}]"
    ),
    (
      "t.json",
      "{\"topic\":\"tickers.X\",\"ts\":1673272861686,\"data\":{\"symbol\":\"BTCUSDT\","
        + "\"markPrice\":\"17\",\"openInterest\":\"6\",\"openInterestValue\":\"1\","
        + "\"fundingRate\":\"-0.1\",\"fundingIntervalHour\":\"8\"}}"
    ),
  ]

  @Test func changedBytesNeverTrap() {
    let folder = DataFolder()
    var random = SeededGenerator()
    let inserted = Array("9999999999\"',.-:{}[]\n e".utf8)
    for round in 0..<1_200 * FuzzBudget.times {
      let (name, text) = Self.seeds[round % Self.seeds.count]
      var bytes = Array(text.utf8)
      for _ in 0...random.below(5) where bytes.count > 1 {
        let place = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = inserted[random.below(inserted.count)]
        case 2: bytes.insert(inserted[random.below(inserted.count)], at: place)
        case 3: bytes.remove(at: place)
        default:
          let span = bytes[place..<min(bytes.count, place + 12)]
          bytes.insert(contentsOf: span, at: random.below(bytes.count))
        }
      }
      let loading = loadAll([folder.write(name, bytes)])
      for series in loading.store.all {
        for track in series.tracks {
          #expect(
            zip(track.times, track.times.dropFirst()).allSatisfy { $0 <= $1 },
            "seed \(random.seed) round \(round)")
        }
      }
    }
  }

  // Cuts at every byte, for the readers whose seeds are small: nothing traps, the order holds.
  @Test func everyCutIsAnswered() {
    let folder = DataFolder()
    for (name, text) in Self.seeds {
      let bytes = Array(text.utf8)
      let step = max(1, bytes.count / (40 * FuzzBudget.times))
      for end in stride(from: 1, to: bytes.count, by: step) {
        let found = survey(FeedRequest(paths: [folder.write(name, Array(bytes.prefix(end)))]))
        let loading = load(found)
        #expect(loading.report.rejectedRows <= loading.report.rows, "\(name) cut at \(end)")
      }
    }
  }

  @Test func everySeedIsRecognised() {
    for seed in Self.seeds {
      let folder = DataFolder()
      let found = survey(FeedRequest(paths: [folder.write(seed.name, seed.text)]))
      let confidence = found.files.first?.recognition.confidence ?? .fallback
      #expect(confidence >= .likely, "\(seed.name)")
    }
  }
}
