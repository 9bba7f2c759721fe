// The small corpus of the fuzz tests, and how long they run.

/// How many times over the fuzz tests run: 1, or what `BRINK_FUZZ` says.
enum FuzzBudget {
  static let times = environment("BRINK_FUZZ").flatMap(Int.init).map { max(1, $0) } ?? 1
}

extension FormatsFuzzTests {
  /// Files whose readers came later.
  static let moreSeeds: [(name: String, text: String)] = [
    (
      "BTC-USDT-SWAP-trades-2024-08-05.csv",
      "trade_id/x,side/x,size/x,price/x,created_time/x\n1,buy,3,30000,1722816000000\n"
    ),
    ("gate_por_2024-08-05.csv", "index,e_btc,d_btc,btc\n0,5,1,4\n1,2,0,2\n"),
    (
      "coinglass_BTC_open_interest_1h.json",
      "{\"code\":\"0\",\"data\":[{\"time\":1722816000000,\"open\":\"1\",\"high\":\"9\","
        + "\"low\":\"1\",\"close\":\"5\"},{\"time\":1722819600000,\"open\":\"1\",\"high\":\"9\","
        + "\"low\":\"1\",\"close\":\"5\"}]}"
    ),
    (
      "binance.json",
      "{\"name\":\"Binance CEX\",\"chainTvls\":{},\"tvl\":[{\"date\":1722816000,"
        + "\"totalLiquidityUSD\":100.5}],\"tokens\":[{\"date\":1722816000,\"tokens\":{\"BTC\":5}}]}"
    ),
    (
      "okx_BTC_oi_volume.json",
      "{\"code\":\"0\",\"data\":[[\"1722816300000\",\"3.8\",\"1.1\"],"
        + "[\"1722816000000\",\"3\",\"1\"]]}"
    ),
    (
      "BTCUSDT_k.json",
      "[[1722816000000,\"1\",\"3\",\"1\",\"2\",\"50\",1722816059999,\"100\",9,\"30\",\"60\",\"0\"]]"
    ),
    ("BTC_balance.json", "[{\"t\":1722816000,\"v\":2752454.5},{\"t\":1722902400,\"v\":null}]"),
    (
      "export.json",
      "[{\"type\":\"header\",\"comment\":\"x\"},{\"type\":\"table\",\"name\":\"t\",\"data\":["
        + "{\"symbol\":\"BTC/USDT\",\"timestamp\":\"1722816000000\",\"bids\":\"[[100,2]]\","
        + "\"asks\":\"[[101,3]]\"}]}]"
    ),
    (
      "t.jsonl",
      "{\"type\":\"book_change\",\"symbol\":\"XBTUSD\",\"exchange\":\"bitmex\",\"isSnapshot\":true,"
        + "\"bids\":[{\"price\":100,\"amount\":5}],\"asks\":[{\"price\":102,\"amount\":5}],"
        + "\"timestamp\":\"2024-08-05T00:00:00Z\"}\n"
    ),
    (
      "instruments.json",
      "{\"code\":\"0\",\"data\":[{\"instId\":\"ABC-USDT-SWAP\",\"ctVal\":\"50\",\"ctMult\":\"1\","
        + "\"ctValCcy\":\"ABC\"}]}"
    ),
  ]
}
