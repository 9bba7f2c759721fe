// A day on which a market runs out of inventory: invented, seeded, in the layouts of real files.

import Quantities

/// A file of a sample: its name and its bytes, which are made when they are asked for.
package struct SampleFile: Sendable {
  /// The name within the sample's directory.
  package let path: String
  /// Makes the bytes of the file, the same ones every time.
  package let contents: @Sendable () -> [UInt8]
}

/// A synthetic stress day: 36 hours of one coherent market, told in the files of two venues.
///
/// The seed decides every byte. Nothing in it was recorded anywhere; the directory, the tables and
/// the README say so. Writing to disk is the caller's business.
package struct StressDay: Sendable {
  /// What part of the day is told.
  package struct Options: Sendable {
    /// The venues whose files are made.
    package var venues: Set<Venue>
    /// The minutes told, from the start of the day.
    package var minutes: Range<Int>

    /// The whole day by default.
    package init(
      venues: Set<Venue> = Set(Venue.allCases), minutes: Range<Int> = 0..<Story.length
    ) {
      self.venues = venues
      self.minutes = minutes.clamped(to: 0..<Story.length)
    }
  }

  /// The seed that decides every byte.
  package let seed: UInt64
  /// What part of the day is told.
  package let options: Options
  /// When what happens.
  package let story: Story
  /// The markets of the chosen venues, in the order of the tables.
  let chosen: [LatentMarket]

  /// The stress day of a seed.
  package init(seed: UInt64, options: Options = Options()) {
    self.seed = seed
    self.options = options
    let story = Story(seed: seed)
    self.story = story
    chosen = Instrument.all.filter { options.venues.contains($0.venue) }.map {
      LatentMarket($0, story: story, seed: seed)
    }
  }

  /// A name for the directory of the sample that says what it is.
  package var directoryName: String { "SYNTHETIC-stress-day-\(seed)" }

  /// The files of the sample, in byte order of their names.
  package func files() -> [SampleFile] {
    var files = [
      SampleFile(path: "README.md") { readme() },
      SampleFile(path: "synthetic-liquidations.csv") { liquidationTable() },
      SampleFile(path: "synthetic-minutes.csv") { minuteTable() },
      SampleFile(path: "synthetic-reserves.csv") { reserveTable() },
    ]
    for market in chosen where market.instrument.venue == .binance {
      files += archive(of: market)
    }
    return files.sorted { $0.path < $1.path }
  }

  private func archive(of market: LatentMarket) -> [SampleFile] {
    let symbol = market.instrument.symbol
    var files: [SampleFile] = []
    for minutes in days {
      let date = moment(minutes.lowerBound).dateText
      files.append(
        SampleFile(path: "\(symbol)-metrics-\(date).csv") {
          metrics(of: market, minutes: minutes)
        })
      files.append(
        SampleFile(path: "\(symbol)-bookDepth-\(date).csv") {
          bookDepth(of: market, minutes: minutes)
        })
    }
    let month = Story.start.monthText
    files.append(
      SampleFile(path: "\(symbol)-fundingRate-\(month).csv") { fundingRates(of: market) })
    return files
  }

  /// The told minutes, cut at midnight UTC.
  private var days: [Range<Int>] {
    let midnight = Int((Story.start.roundedUp(to: .days(1)) - Story.start).seconds) / 60
    return [0..<midnight, midnight..<Story.length]
      .map { $0.clamped(to: options.minutes) }.filter { !$0.isEmpty }
  }

  /// The moment of a minute of the day.
  func moment(_ minute: Int) -> Timestamp { story.moment(minute) }
}
