// The plain tables of the desk: a minute table, reserves, and liquidations as they happen.

import Quantities

extension StressDay {
  /// time,venue,asset,symbol and the gauges; the archive's venue sends mark and spread only here.
  func minuteTable() -> [UInt8] {
    var text = TableText()
    text.append("time,venue,asset,symbol,oi,oi_usd,depth_1pct,spread_bps,mark,funding [%/8h]\n")
    for minute in options.minutes {
      for market in chosen where isHeard(market, at: minute) {
        text.append(labels(of: market, at: moment(minute)))
        text.cell(market.instrument.symbol)
        appendGauges(of: market, at: minute, to: &text)
        text.endRow()
      }
    }
    return text.bytes
  }

  private func appendGauges(of market: LatentMarket, at minute: Int, to text: inout TableText) {
    let state = market[minute]
    let decimals = market.instrument.decimals
    let spread = fixed(state.spread, decimals: 2)
    let mark = fixed(state.price, decimals: decimals.price)
    // The archive tells settlements only; the first row of the day says which rate is in force.
    let isArchived = market.instrument.venue == .binance
    let tellsFunding = minute == 0 || (!isArchived && isFundingMinute(minute))
    let funding = tellsFunding ? fixed(fundingRate(market, at: minute) * 100, decimals: 4) : ""
    guard !isArchived else {
      text.append(",,,,\(spread),\(mark),\(funding)")
      return
    }
    text.cell(fixed(state.openInterest, decimals: decimals.coin))
    text.cell(fixed(state.openInterest * state.price, decimals: 0))
    text.cell(fixed(state.depth, decimals: 0))
    text.cell(spread)
    text.cell(mark)
    text.cell(funding)
  }

  /// time,venue,asset,reserve every ten minutes; one stretch of it never arrives.
  func reserveTable() -> [UInt8] {
    var text = TableText()
    text.append("time,venue,asset,reserve\n")
    for minute in options.minutes where minute % 10 == 0 {
      for market in chosen where isHeard(market, at: minute) {
        let instrument = market.instrument
        let isStuck = instrument.venue == .demo && instrument.asset == "ETH"
        if isStuck && story.staleReserve.contains(minute) { continue }
        text.append(labels(of: market, at: moment(minute)))
        text.cell(fixed(market[minute].reserve, decimals: instrument.decimals.coin))
        text.endRow()
      }
    }
    return text.bytes
  }

  /// time,venue,asset,symbol and the USD liquidated; long and short add up to the total.
  func liquidationTable() -> [UInt8] {
    var rows: [Liquidation] = []
    for (order, market) in chosen.enumerated() {
      rows += Liquidation.all(of: market, order: order).filter { row in
        options.minutes.contains(row.minute) && isHeard(market, at: row.minute)
      }
    }
    rows.sort { ($0.second, $0.order) < ($1.second, $1.order) }
    var text = TableText()
    text.append("time,venue,asset,symbol,liq_usd,liq_long_usd,liq_short_usd\n")
    for row in rows {
      let market = chosen[row.order]
      text.append(labels(of: market, at: Story.start + .seconds(Int64(row.second))))
      text.cell(market.instrument.symbol)
      text.cell(String(row.dollars))
      text.cell(String(row.isLong ? row.dollars : 0))
      text.cell(String(row.isLong ? 0 : row.dollars))
      text.endRow()
    }
    return text.bytes
  }

  private func labels(of market: LatentMarket, at moment: Timestamp) -> String {
    "\(moment),\(market.instrument.venue.rawValue),\(market.instrument.asset)"
  }

  private func isHeard(_ market: LatentMarket, at minute: Int) -> Bool {
    !(market.instrument.venue == .demo && story.outage.contains(minute))
  }
}
