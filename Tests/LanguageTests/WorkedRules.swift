// The rules the language was designed with, as texts for tests.

enum WorkedRules {
  static let whole = #"""
    brink 1
    param max_ratio = 85% per asset { BTC: 92%, ETH: 90% }
    let cover = sum(oi) over (symbol) / reserve

    # open interest against reserves while the book is thin (total form: no quotient)
    alert thin_and_full when sum(oi) over symbol > max_ratio * reserve and
      sum(depth_1pct) over symbol < 5M USD for 15m

    # levels, own clear condition, blind policy
    alert exhaustion {
      level warn when cover > max_ratio      for 15m until cover < max_ratio - 5% for 10m
      level crit when cover > max_ratio + 6% for 5m  until cover < max_ratio
      on unknown hold 30m then report
      say "{asset}: OI is {cover:.1%} of reserves, limit {max_ratio}"
    }
    # position-establishment rate: minutes until new positions exceed the book
    alert fills_book when depth_1pct < 10m * rate(oi_usd[5m]) for 3 of 5 ticks
    # order-flow velocity against market-maker absorption capacity
    alert absorption_gap when abs(sum(taker_net[1m])) / 1m > 3 * median(refill_1pct[6h]) for 3m
    # cost of carry; funding per hour compares with per year directly
    alert crowded_carry when avg(funding[1d]) > 40%/y and oi > 1.3 * avg(oi[7d, 1d ago]) for 1h
      until avg(funding[1d]) < 25%/y
    # cascade: forced selling, then the book collapses
    halt cascade every 10s {
      when sum(liq_usd[5m]) > 2% * oi_usd and drop(mark[5m]) > 1.5%
      then depth_1pct < 40% * avg(depth_1pct[1h, 1h ago]) within 2m
      on unknown hold 1m then fire
    }
    # dynamic maintenance margin, published as a series
    record margin_floor = clamp(4 * vol(mark[1h]) * sqrt(15m / 1h), 2%, 50%)
    # the feed itself
    alert reserve_blind when reserve is stale for 30m
      say "{asset}: reserves unseen for {age(reserve)}"

    label crash = drop(mark[next 4h]) > 8%
    backtest exhaustion vs crash { match within 6h report precision, recall, lead, alerts_per_day }

    """#

  static let smallest = """
    param X = 5M USD
    alert when oi/reserve > 0.9 and depth_1pct < X

    """

  static let everyItem = #"""
    brink 1
    import "margins.brink"
    import "lib/books.brink" as books
    series oi : gauge USD by symbol every 1m stale 30s
    series funding : gauge %/8h by venue, symbol every 8h stale 1d lag 5m
    series liq : event USD by symbol
    series index_level : gauge x
    param r : % = 85% per symbol { BTC: 92%, "ETH-PERP": 90% }
    param floor = 5_000_000 USD
    let ratio = if oi > 0 USD then oi / reserve else 0
    fn pressure(a: USD, b: USD, c) = (a - b) / a + c ^ 2
    record calm : x by symbol, venue = -ratio ?? 0.5
    alert when not (ratio > 0.9 or oi is not known) and symbol in {BTC, "ETH-PERP"}
    alert a when 80% < ratio <= 95% for 80% of 15m until ratio < 70% for 5m keep 10m
      by symbol severity page say "{symbol} {{x}} {ratio:.1%}\n"
    halt b by symbol every 10s {
      when oi{symbol: BTC}[5m, 1d ago, age <= 2h, coverage 100%] -> USD > 1.5k USD
      on unknown hold 0s then clear
      except symbol == "PEPE" until 2026-12-01 because "relisting"
      severity page
      say "x"
    }
    label crash by symbol = drop(mark[next 4h]) > 8% or books.depth < -1 USD
    backtest b vs crash { from 2026-01-01 to 2026-02-01T08:00:00Z match within 6h
      report precision, recall }
    test "fires" {
      given oi{symbol: BTC} every 1m = 95M USD x8 _ x2 95M+1M x13 -5 stale
      given index_level every 1m = 1 x3
      expect a fires BTC at 15m
      expect a quiet at 0m
      expect a message "BTC" at 15m
      expect error E0301
    }

    """#
}
