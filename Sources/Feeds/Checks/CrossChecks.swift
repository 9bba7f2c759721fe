// What the series of a load say of each other: units that cannot be right, bands that are none.
import Columns
import Diagnostics
import Quantities

/// Checks of the loaded series against each other and against what markets can do.
struct CrossChecks {
  private let store: SeriesStore

  /// How many samples of a track are looked at, evenly spread.
  static let looks = 512
  /// Open interest in USD over open interest in coins is a price, give or take this share.
  static let priceTolerance = 0.05

  init(_ store: SeriesStore) { self.store = store }

  /// Complaints, in a fixed order.
  var findings: [Diagnostic] {
    [interest].compactMap(\.self) + bands + [funding].compactMap(\.self)
  }

  private func complaint(_ code: String, _ words: String, _ help: String) -> Diagnostic {
    Diagnostic(code, .warning, words, at: .run).suggesting(Suggestion(help))
  }

  // MARK: Open interest against a price

  private var interest: Diagnostic? {
    guard let coins = store["oi"], let worth = store["oi_usd"] else { return nil }
    for track in coins.tracks {
      guard let usd = worth.tracks.first(where: { $0.labels == track.labels }),
        let (name, price) = price(for: track.labels),
        let ratio = Self.middleRatio(track, usd, price), abs(ratio - 1) > Self.priceTolerance
      else { continue }
      let shown = rounded(ratio, digits: 3)
      return complaint(
        "W731",
        "`oi_usd` by `oi` of \(track.labels) is \(shown) times `\(name)`: one of them is not in "
          + "the unit it is taken for" + Self.guess(ratio),
        "look at the unit in the source and pin `contract_size` or `unit` in a schema file")
    }
    return nil
  }

  private static func guess(_ ratio: Double) -> String {
    if abs(ratio - 2) < 0.1 { return "; the USD may count both sides" }
    if abs(ratio - 0.5) < 0.025 { return "; the coins may count both sides" }
    let power = ratio > 0 ? tenth(of: ratio) : nil
    return power.map { "; it looks like contracts of \(shortestDecimal($0)) coin" } ?? ""
  }

  /// The power of ten a ratio is within the tolerance of.
  private static func tenth(of ratio: Double) -> Double? {
    let powers = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 10, 100, 1e3, 1e4, 1e5, 1e6]
    return powers.first { abs(ratio / $0 - 1) <= priceTolerance }
  }

  /// The nearest price of a market: its mark, the asset's price, its index.
  private func price(for labels: Labels) -> (String, Track)? {
    for name in ["mark", "price", "index"] {
      guard let series = store[name] else { continue }
      let wanted = labels.restricted(to: series.schema.keys)
      if let track = series.tracks.first(where: { $0.labels == wanted }) { return (name, track) }
    }
    return nil
  }

  private static func middleRatio(_ coins: Track, _ usd: Track, _ price: Track) -> Double? {
    var ratios: [Double] = []
    let stride = max(1, coins.times.count / looks)
    for index in Swift.stride(from: 0, to: coins.times.count, by: stride) {
      let time = coins.times[index]
      let other = usd.count(through: time) - 1
      let spot = price.count(through: time) - 1
      guard other >= 0, usd.times[other] == time, spot >= 0,
        time &- price.times[spot] <= TimeSpan.days(1).nanoseconds
      else { continue }
      let ratio = usd.values[other] / coins.values[index] / price.values[spot]
      if ratio.isFinite { ratios.append(ratio) }
    }
    guard !ratios.isEmpty else { return nil }
    return ratios.sorted()[ratios.count / 2]
  }

  // MARK: Bands of depth

  private var bands: [Diagnostic] {
    let suffixes = ["", "_bid", "_ask"]
    return suffixes.compactMap(shrinkingBand) + [frozenBand].compactMap(\.self)
  }

  /// A wider band that holds less than a narrower one.
  private func shrinkingBand(_ suffix: String) -> Diagnostic? {
    let series = Catalogue.depthBands.compactMap { store["depth_\($0)\(suffix)"] }
    for (inner, outer) in zip(series, series.dropFirst()) {
      for track in inner.tracks {
        guard let wide = outer.tracks.first(where: { $0.labels == track.labels }),
          let found = BandCheck(track, wide), found.shrinking > 0
        else { continue }
        let at = Timestamp(nanoseconds: found.first)
        return complaint(
          "W732",
          "`\(outer.schema.name)` of \(track.labels) is below `\(inner.schema.name)` at "
            + "\(found.shrinking) of \(found.looks) looks, first at \(at): bands from the mid hold "
            + "what narrower ones do",
          "do not trust these bands at those times")
      }
    }
    return nil
  }

  /// A band that stays the same to the last digit, look after look.
  private var frozenBand: Diagnostic? {
    let names = store.all.map(\.schema.name).filter { $0.hasPrefix("depth_") }.sorted()
    var count = 0
    var first: (name: String, labels: Labels, run: FrozenRun)?
    for name in names {
      for track in store[name]?.tracks ?? [] {
        guard let run = FrozenRun(track) else { continue }
        count += 1
        if first == nil { first = (name, track.labels, run) }
      }
    }
    guard let first else { return nil }
    let more = count > 1 ? " (and \(count - 1) more bands)" : ""
    return complaint(
      "W733",
      "`\(first.name)` of \(first.labels)\(more) has one value at \(first.run.looks) looks from "
        + "\(Timestamp(nanoseconds: first.run.from)) to \(Timestamp(nanoseconds: first.run.to)): "
        + "its feed may be frozen",
      "a rule can ask for change: `max(x[10m]) > min(x[10m])`")
  }

  // MARK: Funding

  /// Rates of more than this per hour are no market's.
  private static let extremeRate = 0.01
  /// Rates of which the middle one is more than this per eight hours are likely percent.
  private static let percentRate = 0.003

  private var funding: Diagnostic? {
    guard let series = store["funding"] else { return nil }
    for track in series.tracks where !track.values.isEmpty {
      let stride = max(1, track.values.count / Self.looks)
      let sizes = Swift.stride(from: 0, to: track.values.count, by: stride)
        .map { track.values[$0].magnitude }.filter(\.isFinite).sorted()
      guard !sizes.isEmpty else { continue }
      let middle = sizes[sizes.count / 2] * 28_800
      if middle > Self.percentRate {
        return complaint(
          "W734",
          "`funding` of \(track.labels) is \(rounded(middle * 100, digits: 3)) % per 8h in the "
            + "middle: it looks like percent read as a fraction",
          "pin `\"unit\": \"%/8h\"` in a schema file, or name the column `funding [%/8h]`")
      }
      let extremes = track.values.count { $0.magnitude * 3_600 > Self.extremeRate }
      guard extremes > 0 else { continue }
      return complaint(
        "W735",
        "`funding` of \(track.labels) is beyond 1 % per hour at \(extremes) of "
          + "\(track.values.count) moments: its interval or unit may be another",
        "pin `interval` or `unit` in a schema file where the venue says otherwise")
    }
    return nil
  }
}

/// Two bands of one side where both have a value.
private struct BandCheck {
  private(set) var looks = 0
  private(set) var shrinking = 0
  private(set) var first: Int64 = 0

  init?(_ inner: Track, _ outer: Track) {
    let stride = max(1, inner.times.count / CrossChecks.looks)
    for index in Swift.stride(from: 0, to: inner.times.count, by: stride) {
      let time = inner.times[index]
      let place = outer.count(through: time) - 1
      guard place >= 0, outer.times[place] == time, inner.values[index].isFinite,
        outer.values[place].isFinite
      else { continue }
      looks += 1
      // Sums of floating point numbers are not exact.
      guard outer.values[place] < inner.values[index] * (1 - 1e-9) else { continue }
      if shrinking == 0 { first = time }
      shrinking += 1
    }
    if looks == 0 { return nil }
  }
}

/// The longest run of one value that is not zero.
private struct FrozenRun {
  private(set) var looks = 0
  private(set) var from: Int64 = 0
  private(set) var to: Int64 = 0

  /// A band this often the same, for this long, is frozen.
  private static let least = 20
  private static let shortest = TimeSpan.minutes(5).nanoseconds

  init?(_ track: Track) {
    guard Self.mayHold(track.values) else { return nil }
    var start = 0
    for index in track.values.indices {
      if track.values[index] != track.values[start] { start = index }
      guard track.values[index] != 0, index - start + 1 > looks else { continue }
      looks = index - start + 1
      from = track.times[start]
      to = track.times[index]
    }
    guard looks >= Self.least, to &- from >= Self.shortest else { return nil }
  }

  /// False where no value can come so often in a row: of those looked at, two neighbours would be
  /// the same.
  private static func mayHold(_ values: [Double]) -> Bool {
    let stride = least / 2
    var index = stride
    while index < values.count {
      if values[index] == values[index - stride] { return true }
      index += stride
    }
    return false
  }
}
