// A file's name against what is in it: content wins, and the disagreement is told.
import Diagnostics
import Quantities

/// What the name of a file says that its rows do not.
struct FileNameCheck {
  /// One line each.
  private(set) var words: [String] = []

  init(_ report: FileReport) {
    let name = report.path.split(separator: "/").last.map(String.init) ?? report.path
    let bare = [".gz", ".zip", ".zst", ".xz", ".bz2", ".lz4"].reduce(name) { name, suffix in
      name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }
    let stem = FileNames.stem(bare)
    checkType(stem, report.format)
    checkStep(stem, report.step)
    checkDate(stem, report.span)
  }

  /// The types of Binance's archive, as its names have them.
  private static let types = [
    "metrics", "bookDepth", "bookTicker", "aggTrades", "trades", "klines", "fundingRate",
    "liquidationSnapshot", "BVOLIndex", "EOHSummary",
  ]

  private mutating func checkType(_ stem: String, _ format: String) {
    let parts = stem.split(separator: "-").map(String.init)
    guard format.hasPrefix("binance "), let told = parts.first(where: Self.types.contains) else {
      return
    }
    let found = format.dropFirst("binance ".count)
    guard found != told, !(told == "klines" && found.hasSuffix("klines")) else { return }
    words.append("its name says `\(told)`, it holds \(format)")
  }

  private mutating func checkStep(_ stem: String, _ step: TimeSpan?) {
    guard let step else { return }
    let told = stem.split { !$0.isLetter && !$0.isNumber }.map(String.init).filter(Self.isStep)
    let spans = told.compactMap { TimeSpan(reading: $0) }
    guard let first = told.first, !spans.isEmpty, !spans.contains(step) else { return }
    words.append("its name says `\(first)`, its rows come every \(step)")
  }

  /// True for a word that names how often rows come: `1m`, `15m`, `4h`, `1d`; not `14d` or `2y`.
  private static func isStep(_ word: String) -> Bool {
    guard let unit = word.last, "mhd".contains(unit), let count = Int(word.dropLast()) else {
      return false
    }
    switch unit {
    case "m": return (1...59).contains(count)
    case "h": return (1...23).contains(count)
    default: return count == 1
    }
  }

  private mutating func checkDate(_ stem: String, _ span: ClosedRange<Int64>?) {
    guard let span, let date = FileNames.date(in: stem), FileNames.dates(in: stem) == 1 else {
      return
    }
    // A day's file may begin and end in another zone's day.
    let slack = TimeSpan.hours(36).nanoseconds
    let from = date.nanoseconds &- slack
    let to = date.nanoseconds &+ TimeSpan.days(1).nanoseconds &+ slack
    guard span.upperBound < from || span.lowerBound > to else { return }
    let day = date.description.prefix(10)
    let first = Timestamp(nanoseconds: span.lowerBound)
    words.append("its name says \(day), its rows begin at \(first)")
  }
}
