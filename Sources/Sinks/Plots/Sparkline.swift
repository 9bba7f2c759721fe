// A series in one line of text.
import Diagnostics
import Quantities

/// The values as a row of blocks of rising height, gaps blank; each column is the mean of the
/// values that fall into it.
package func sparkline(_ values: [Double], width: Int, charset: Charset) -> String {
  let levels = Array(charset == .utf8 ? "▁▂▃▄▅▆▇█" : "_.-:=+*#")
  let means = columnMeans(values, width)
  let known = means.filter(\.isFinite)
  guard let low = known.min(), let high = known.max() else {
    return String(repeating: " ", count: means.count)
  }
  return String(
    means.map { mean -> Character in
      guard mean.isFinite else { return " " }
      guard high > low else { return levels[levels.count / 2 - 1] }
      let place = share(of: mean, from: low, to: high)
      return levels[min(levels.count - 1, Int(place * Double(levels.count)))]
    })
}

/// A bar from `low` to `value` on a scale that ends at `high`, so many columns wide.
package func barText(_ value: Double, in range: ClosedRange<Double>, width: Int) -> String {
  guard value.isFinite, range.upperBound > range.lowerBound, width > 0 else { return "" }
  let place = share(of: value, from: range.lowerBound, to: range.upperBound)
  let eighths = Int((place * Double(width * 8)).rounded())
  let tips = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  return String(repeating: "█", count: eighths / 8) + tips[eighths % 8]
}

/// At most `width` means of equal stretches of the values; NaN where a stretch has none known.
private func columnMeans(_ values: [Double], _ width: Int) -> [Double] {
  let count = min(max(0, width), values.count)
  return (0..<count).map { column in
    let start = column * values.count / count
    let end = (column + 1) * values.count / count
    let known = values[start..<end].filter(\.isFinite)
    guard !known.isEmpty else { return .nan }
    return known.reduce(0) { $0 + $1 / Double(known.count) }
  }
}

extension Chart {
  /// The room a sparkline keeps by leaving out the least and greatest value beside it.
  static let leastSpark = 24

  /// For each series its name, its sparkline, and its least, greatest and last value.
  func sparkLines(_ sheet: Sheet) -> [String] {
    let head = sheet.title(title)
    let names = series.map { displayWidth(printable($0.name)) }.max() ?? 0
    let name = min(names, sheet.width / 3)
    var tails = series.map { summary($0, isShort: false) }
    if sheet.width - name - (tails.map { displayWidth($0) }.max() ?? 0) < Self.leastSpark {
      tails = series.map { summary($0, isShort: true) }
    }
    let tail = tails.map { displayWidth($0) }.max() ?? 0
    let width = max(4, sheet.width - name - tail - 4)
    let lines = series.indices.map { index in
      let line = sparkline(series[index].values, width: width, charset: sheet.charset)
      return aligned(clipped(printable(series[index].name), to: name, sheet.charset), to: name)
        + "  " + sheet.paint(line, series: index) + "  " + sheet.dim(tails[index])
    }
    return head + lines.prefix(max(1, sheet.height - head.count))
  }

  private func summary(_ series: Series, isShort: Bool) -> String {
    let known = series.values.filter(\.isFinite)
    guard let low = known.min(), let high = known.max(), let last = known.last else {
      return "no known values"
    }
    func text(_ base: Double) -> String { Quantity(base: base, unit: series.unit).readable }
    if isShort { return "last \(text(last))" }
    return "min \(text(low))  max \(text(high))  last \(text(last))"
  }
}
