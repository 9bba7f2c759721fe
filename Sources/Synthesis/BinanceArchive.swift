// The same market in the layouts of the Binance USD-M archive: metrics, bookDepth, fundingRate.

import Quantities

extension StressDay {
  /// One day of `BTCUSDT-metrics`: every five minutes, a few rows out of order or twice, as there.
  func metrics(of market: LatentMarket, minutes: Range<Int>) -> [UInt8] {
    let stream = market.instrument.stream("metrics/\(moment(minutes.lowerBound).dateText)")
    var chance = Xoshiro256(seed: seed, stream: stream)
    var rows: [String] = []
    for minute in minutes where minute % 5 == 0 {
      rows.append(metricsRow(of: market, at: minute, &chance))
    }
    disorder(&rows, &chance)
    var text = TableText()
    text.append("create_time,symbol,sum_open_interest,sum_open_interest_value,")
    text.append("count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,")
    text.append("count_long_short_ratio,sum_taker_long_short_vol_ratio\n")
    for row in rows { text.append(row) }
    return text.bytes
  }

  private func metricsRow(
    of market: LatentMarket, at minute: Int, _ chance: inout Xoshiro256
  ) -> String {
    let state = market[minute]
    var text = "\(moment(minute).archiveText),\(market.instrument.symbol)"
    text += "," + fixed(state.openInterest, decimals: 3, width: 16)
    text += "," + fixed(state.openInterest * state.price, decimals: 4, width: 16)
    let crowding = 1.1 + 0.9 * story.build(minute) - 0.8 * story.agitation(minute)
    let takers = 1 + 0.15 * story.progress(minute) - 0.45 * story.agitation(minute)
    for level in [crowding, crowding * 1.15, crowding * 0.95, takers] {
      text += "," + fixed(max(0.05, level + 0.04 * chance.normal()), decimals: 8)
    }
    return text + "\n"
  }

  private func disorder(_ rows: inout [String], _ chance: inout Xoshiro256) {
    guard rows.count > 20 else { return }
    for _ in 0..<3 {
      let row = rows.remove(at: chance.whole(0, rows.count - 9))
      rows.insert(row, at: chance.whole(rows.count - 8, rows.count))
    }
    for _ in 0..<2 {
      let place = chance.whole(0, rows.count - 9)
      rows.insert(rows[place], at: place + chance.whole(1, 8))
    }
  }

  /// One day of `BTCUSDT-bookDepth`: cumulative bands about every thirty seconds, bids negative.
  func bookDepth(of market: LatentMarket, minutes: Range<Int>) -> [UInt8] {
    let stream = market.instrument.stream("bookDepth/\(moment(minutes.lowerBound).dateText)")
    var chance = Xoshiro256(seed: seed, stream: stream)
    var text = TableText()
    text.append("timestamp,percentage,depth,notional\n")
    for half in (minutes.lowerBound * 2)..<(minutes.upperBound * 2) {
      let second = Int64(half * 30 + 6 + chance.whole(0, 2))
      let isLost = chance.uniform() < 0.004
      let bands = DepthBands(of: market[half / 2], &chance)
      guard !isLost else { continue }
      let time = (Story.start + .seconds(second)).archiveText
      for row in bands.rows {
        text.append(time)
        text.cell(String(row.percent))
        text.cell(fixed(row.coins, decimals: 3, width: 8))
        text.cell(fixed(row.dollars, decimals: 4, width: 8))
        text.endRow()
      }
    }
    return text.bytes
  }

  /// `BTCUSDT-fundingRate` of the month: all settlements of the day, with the archive's jitter.
  /// An excerpt holds them too: a file of a month is not cut to minutes.
  func fundingRates(of market: LatentMarket) -> [UInt8] {
    var chance = Xoshiro256(seed: seed, stream: market.instrument.stream("fundingRate"))
    var text = TableText()
    text.append("calc_time,funding_interval_hours,last_funding_rate\n")
    for minute in 0..<Story.length where isFundingMinute(minute) {
      let jitter = chance.whole(0, 9)
      text.append(String(Int(moment(minute).nanoseconds / 1_000_000) + jitter))
      text.append(",8," + fixed(fundingRate(market, at: minute), decimals: 8))
      text.endRow()
    }
    return text.bytes
  }

  /// Venues settle at 00, 08 and 16 hours UTC.
  func isFundingMinute(_ minute: Int) -> Bool {
    moment(minute).nanoseconds % TimeSpan.hours(8).nanoseconds == 0
  }

  /// The funding paid at a minute, a fraction per eight hours.
  func fundingRate(_ market: LatentMarket, at minute: Int) -> Double {
    let stream = market.instrument.stream("funding/\(minute)")
    var chance = Xoshiro256(seed: seed, stream: stream)
    return rounded(story.funding(minute) * (1 + 0.04 * chance.normal()), to: 6)
  }
}

/// The cumulative depth of one snapshot, five bands to a side.
struct DepthBands {
  /// One band: coins and USD from the mid out to `percent` of it; bids are negative.
  struct Row {
    let percent: Int
    let coins: Double
    let dollars: Double
  }

  /// -5 … -1, then 1 … 5.
  let rows: [Row]

  init(of state: MarketState, _ chance: inout Xoshiro256) {
    let tilt = 0.06 * chance.normal()
    let wobble = 1 + 0.02 * chance.normal()
    let bids = Self.side(-1, state: state, share: 0.5 * (1 - tilt) * wobble, &chance)
    let asks = Self.side(1, state: state, share: 0.5 * (1 + tilt) * wobble, &chance)
    rows = bids.reversed() + asks
  }

  private static func side(
    _ sign: Int, state: MarketState, share: Double, _ chance: inout Xoshiro256
  ) -> [Row] {
    var coins = 0.0
    var dollars = 0.0
    return [1, 0.8, 0.62, 0.5, 0.4].enumerated().map { index, weight in
      let distance = (Double(index) + 0.5) / 100 * Double(sign)
      let quoted = state.depth * share * weight * (index == 0 ? 1 : chance.uniform(0.85, 1.15))
      coins += quoted / (state.price * (1 + distance))
      dollars += quoted
      return Row(percent: sign * (index + 1), coins: coins, dollars: dollars)
    }
  }
}
