// The files as a reader sees them: order, gaps, sums and the shapes of the venue's own archive.

import Testing

@testable import Synthesis

@Suite struct LayoutTests {
  @Test(arguments: seeds) func minutesAreSortedAndHaveTheOutage(seed: UInt64) {
    let day = StressDay(seed: seed)
    let rows = cells(day, "synthetic-minutes.csv").dropFirst()
    #expect(rows.allSatisfy { $0.count == 10 })
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0[0] <= $1[0] })
    let demo = Set(rows.filter { $0[1] == "demo" }.map { $0[0] })
    #expect(demo.count == Story.length - 55)
    #expect(!demo.contains(day.story.moment(day.story.outage.lowerBound).description))
    #expect(demo.contains(day.story.moment(day.story.outage.upperBound).description))
    for row in rows.filter({ $0[1] == "demo" && $0[2] == "BTC" }) {
      let value = number(row[4]) * number(row[8])
      #expect(abs(number(row[5]) - value) <= 0.51)
    }
    #expect(rows.filter { !$0[9].isEmpty }.count == 4 + 4 * 3, "at the start, then four times")
  }

  @Test(arguments: seeds) func reservesHaveTheStaleStretch(seed: UInt64) {
    let day = StressDay(seed: seed)
    let rows = cells(day, "synthetic-reserves.csv").dropFirst()
    #expect(rows.allSatisfy { $0.count == 4 && number($0[3]) > 0 })
    let ether = rows.filter { $0[2] == "ETH" }.map { $0[0] }
    let stuck = day.story.staleReserve
    let inside = stuck.map { day.story.moment($0).description }
    #expect(Set(inside).isDisjoint(with: ether))
    #expect(ether.contains(day.story.moment(stuck.lowerBound - 1).description))
    #expect(ether.contains(day.story.moment(stuck.upperBound).description))
  }

  @Test(arguments: seeds) func liquidationsAddUpAndNeverFallSilent(seed: UInt64) {
    let rows = cells(StressDay(seed: seed), "synthetic-liquidations.csv").dropFirst()
    #expect(rows.allSatisfy { number($0[4]) == number($0[5]) + number($0[6]) })
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0[0] <= $1[0] })
    #expect(Set(rows.map { $0.joined(separator: ",") }).count == rows.count, "no exact twins")
  }

  @Test(arguments: seeds) func metricsLookLikeTheArchive(seed: UInt64) {
    let day = StressDay(seed: seed)
    var times: [String] = []
    for date in ["2030-08-04", "2030-08-05"] {
      let rows = cells(day, "BTCUSDT-metrics-\(date).csv").dropFirst()
      for row in rows {
        #expect(row.count == 8 && row[1] == "BTCUSDT" && row[0].hasPrefix(date))
        #expect(row[2].hasSuffix("0000000000000") && decimals(row[2]) == 16)
        #expect(row[3].hasSuffix("000000000000") && decimals(row[3]) == 16)
        #expect(row[4...].allSatisfy { decimals($0) == 8 && number($0) > 0 })
        let price = number(row[3]) / number(row[2])
        #expect(price > 50_000 && price < 70_000)
      }
      let column = rows.map { $0[0] }
      #expect(column != column.sorted(), "a few rows are out of order")
      #expect(Set(column).count == column.count - 2, "two rows are there twice")
      times += column
    }
    #expect(Set(times).count == Story.length / 5)
  }

  @Test(arguments: seeds) func bandsAreCumulative(seed: UInt64) {
    let day = StressDay(seed: seed)
    let rows = Array(cells(day, "BTCUSDT-bookDepth-2030-08-05.csv").dropFirst())
    let percents = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]
    #expect(rows.count % 10 == 0 && rows.count > 2_800 * 10)
    for first in stride(from: 0, to: rows.count - 9, by: 10) {
      let band = rows[first..<first + 10]
      #expect(band.map { Int($0[1]) } == percents)
      #expect(Set(band.map { $0[0] }).count == 1)
      let coins = band.map { number($0[2]) }
      let dollars = band.map { number($0[3]) }
      for values in [coins, dollars] {
        #expect(zip(values[..<5], values[1..<5]).allSatisfy { $0 > $1 })
        #expect(zip(values[5...], values[6...]).allSatisfy { $0 < $1 })
      }
      #expect(dollars[4] / coins[4] < dollars[5] / coins[5], "bids lie below asks")
    }
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0[0] <= $1[0] })
  }

  @Test(arguments: seeds) func archiveDepthIsTheMarketsDepth(seed: UInt64) {
    let day = StressDay(seed: seed)
    let market = LatentMarket(.binanceBTC, story: day.story, seed: seed)
    let rows = cells(day, "BTCUSDT-bookDepth-2030-08-05.csv").dropFirst()
    var total: [String: Double] = [:]
    for row in rows where ["-1", "1"].contains(row[1]) {
      total[row[0], default: 0] += number(row[3])
    }
    for minute in stride(from: 720, to: Story.length, by: 60) {
      let hour = day.story.moment(minute).description.dropFirst(11).prefix(5)
      let seen = total.filter { $0.key.dropFirst(11).hasPrefix(hour) }.map(\.value)
      for value in seen { #expect(abs(value / market[minute].depth - 1) < 0.15) }
    }
  }

  @Test(arguments: seeds) func fundingClimbsThenTurns(seed: UInt64) {
    let rows = cells(StressDay(seed: seed), "BTCUSDT-fundingRate-2030-08.csv")
    #expect(rows[0] == ["calc_time", "funding_interval_hours", "last_funding_rate"])
    let rates = rows.dropFirst().map { number($0[2]) }
    #expect(rates.count == 4)
    #expect(rates[0] < rates[1] && rates[1] < rates[2] && rates[3] < 0)
    #expect(rows.dropFirst().allSatisfy { $0[0].count == 13 && $0[1] == "8" })
    // 2030-08-04T16:00:00Z is 1 912 089 600 s after 1970.
    #expect(rows[1][0].hasPrefix("191208960000"))
  }
}
