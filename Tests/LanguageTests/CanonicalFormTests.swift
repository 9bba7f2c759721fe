// One crowded file and its canonical form, read by eye: tables, blocks, comments, long lines.
import Diagnostics
import Language
import Testing

@Suite struct CanonicalFormTests {
  static let crowded = #"""
    #!/usr/bin/env brink
    # Copyright: nobody


    # head



    param max_ratio:%=85% per asset{BTC:92%,ETH:90%,# the usual two
    "SOL-PERP":70%,XRP:60%,DOGE:55%,ADA:50%,LTC:50%,BCH:50%,DOT:50%,LINK:50%,AVAX:45%,} # end
    let long_expression = (sum(oi) over (symbol, venue) * mark + reserve_usd * 3 -
    clamp(taker_net / depth_1pct, 5%, 95%) * reserve_usd) / (reserve_usd + oi_usd)
    let choice=if oi>5 coin and reserve is not stale then max(oi,reserve)/2 else if oi<1
    coin then -oi else 0 coin
    alert a{ # opening
    # first
    when oi>5 coin # the condition
    and depth_1pct<5M USD
    or symbol in{BTC,ETH}


    # before for
    for 5m
    say "x" # said
    # last
    }
    # between
    alert b by symbol every 10s{level warn when oi>1 coin until oi<0.5 coin for 5m level
    crit when oi>2 coin severity page on unknown hold 5m then fire except symbol=="PEPE"
    until 2026-12-01 because "relisting of a very long name at length"}
    test "t"{given oi{venue:demo,asset:BTC,symbol:BTCUSDT} every 1m=95M x8 _ x2 95M+1M x13
    stale x3 1 coin 2 coin 3 coin 4 coin 5 coin 6 coin 7_777_777 coin 8 coin 9 coin # points
    expect b fires BTC at 15m

    expect b quiet at 0m}
    """#

  static let canonical = #"""
    #!/usr/bin/env brink
    brink 1
    # Copyright: nobody

    # head

    param max_ratio : % = 85% per asset {
      BTC: 92%,
      ETH: 90%, # the usual two
      "SOL-PERP": 70%,
      XRP: 60%,
      DOGE: 55%,
      ADA: 50%,
      LTC: 50%,
      BCH: 50%,
      DOT: 50%,
      LINK: 50%,
      AVAX: 45%
    } # end
    let long_expression = (sum(oi) over (symbol, venue) * mark
            + reserve_usd * 3
            - clamp(taker_net / depth_1pct, 5%, 95%) * reserve_usd)
        / (reserve_usd + oi_usd)
    let choice = if oi > 5 coin and reserve is not stale
      then max(oi, reserve) / 2
      else if oi < 1 coin
      then -oi
      else 0 coin
    alert a { # opening
      # first
      when oi > 5 coin # the condition
            and depth_1pct < 5M USD
          or symbol in {BTC, ETH}
        # before for
        for 5m
      say "x" # said
      # last
    }
    # between
    alert b by symbol every 10s {
      level warn when oi > 1 coin until oi < 0.5 coin for 5m
      level crit when oi > 2 coin
      severity page
      on unknown hold 5m then fire
      except symbol == "PEPE" until 2026-12-01 because "relisting of a very long name at length"
    }
    test "t" {
      given oi{venue: demo, asset: BTC, symbol: BTCUSDT}
        every 1m = 95M x8 _ x2 95M +1M x13 stale x3 1 coin 2 coin 3 coin 4 coin 5 coin 6 coin
            7_777_777 coin 8 coin 9 coin # points
      expect b fires BTC at 15m

      expect b quiet at 0m
    }

    """#

  @Test func crowdedFileIsLaidOut() {
    #expect(formatted(Self.crowded) == Self.canonical)
    #expect(formatted(Self.canonical) == Self.canonical)
  }

  @Test func theVersionLineComesFirst() {
    #expect(formatted("") == "brink 1\n")
    #expect(formatted("# head\nlet a = b") == "brink 1\n# head\nlet a = b\n")
    #expect(formatted("# head\nbrink 1\nlet a = b") == "# head\nbrink 1\nlet a = b\n")
    #expect(
      formatted("#!/usr/bin/env brink\nlet a=b") == "#!/usr/bin/env brink\nbrink 1\nlet a = b\n")
  }

  @Test func filesWithMistakesStayAsTheyAre() {
    #expect(formatted("let a = (b") == nil)
    #expect(formatted("brink 2\nlet a = b") == nil)
  }

  @Test func lineEndingsAreOneKind() {
    #expect(
      formatted("let a = b # x \r\n\r\n\r\n# y\r\nlet c = d\r\n")
        == "brink 1\nlet a = b # x\n\n# y\nlet c = d\n")
    #expect(formatted("\u{FEFF}let a = b") == "brink 1\nlet a = b\n")
  }

  @Test func adoptedUnitsAreWrittenIn() {
    let text = "brink 1\nalert a when depth_1pct < 5M and oi/reserve > 0.9\n"
    let file = parse(SourceText(name: "rules.brink", text: text))
    let start = text.utf8.count - text.drop { $0 != "5" }.utf8.count
    let units = [
      AdoptedUnit(source: "rules.brink", range: SourceRange(start, start + 2), unit: "USD"),
      AdoptedUnit(source: "other.brink", range: SourceRange(6, 7), unit: "USD"),
    ]
    #expect(
      format(file, adopting: units)
        == "brink 1\nalert a when depth_1pct < 5M USD and oi / reserve > 0.9\n")
    #expect(!isCanonical(file, adopting: units))
  }
}
