// The README of a sample: what it is not, what happens when, and what each file holds.

import Quantities

extension StressDay {
  /// The notice that goes with the files.
  func readme() -> [UInt8] {
    Array((heading + episodes + contents).utf8)
  }

  private var heading: String {
    """
    # SYNTHETIC: a stress day that never happened

    Made by a program from the seed \(seed); no row of it was recorded on any market. The date lies
    in the future so that nobody takes it for history, the venue `demo` does not exist, and files in
    the layout of the Binance archive hold invented numbers too. Keep this page beside the files.

    Minutes \(moment(options.minutes.lowerBound)) to \(last), times UTC.


    """
  }

  private var last: String { moment(options.minutes.upperBound - 1).description }

  private var episodes: String {
    let rows: [(Range<Int>, String)] = [
      (0..<story.crash, "open interest builds faster than reserves; funding climbs"),
      (story.staleReserve, "the ETH reserve of `demo` is not updated"),
      (story.withdrawal..<(story.withdrawal + 25), "a market maker withdraws from the books"),
      (story.outage, "outage: `demo` sends nothing at all"),
      (story.bursts[0]..<(story.bursts[0] + 15), "a burst of new positions fills the book"),
      (story.bursts[1]..<(story.bursts[1] + 15), "another burst of new positions"),
      (story.crash..<(story.crash + 36), "the cascade: liquidations, BTC falls \(fall) %"),
      ((story.crash + 45)..<(story.crash + 300), "the book returns; positions stay reduced"),
    ]
    let table = rows.map { minutes, episode in
      "| \(moment(minutes.lowerBound)) | \(moment(minutes.upperBound)) | \(episode) |\n"
    }
    return "## What happens\n\n| from | to | episode |\n| --- | --- | --- |\n"
      + table.joined() + "\n"
  }

  private var fall: String { fixed(story.drop * 100, decimals: 1) }

  private var contents: String {
    var text = """
      ## The files

      | file | holds |
      | --- | --- |
      | `synthetic-minutes.csv` | a plain table, one row per minute and symbol |
      | `synthetic-reserves.csv` | coins held per venue and asset, every ten minutes |
      | `synthetic-liquidations.csv` | USD closed by force, one row per event |

      """
    if options.venues.contains(.binance) {
      text += """
        | `BTCUSDT-metrics-*.csv` | open interest every 5 minutes; a few rows unsorted or twice |
        | `BTCUSDT-bookDepth-*.csv` | cumulative bands about every 30 s; bids are negative |
        | `BTCUSDT-fundingRate-*.csv` | settlements, a fraction per 8 hours |

        """
    }
    return text
  }
}
