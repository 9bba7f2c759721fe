// Horizontal bars: a value for each label, or a count for each range of values.
import Diagnostics
import Quantities

/// One bar: its label, its length, what is written at its end, and whose colour it has.
struct Bar: Equatable {
  var label: String
  /// Nil where unknown: the bar is empty and says so.
  var value: Double?
  var text: String
  var series = 0
}

/// Bars one below the other from a common zero.
struct BarChart {
  let bars: [Bar]
  let chart: Chart
  let sheet: Sheet

  init(bars: [Bar], chart: Chart, _ sheet: Sheet) {
    self.bars = bars
    self.chart = chart
    self.sheet = sheet
  }

  func lines() -> [String] {
    let head = sheet.title(chart.title)
    guard bars.contains(where: { $0.value != nil }) else { return head + [sheet.nothing] }
    var room = sheet.height - head.count
    var foot: [String] = []
    if bars.count > room {
      room -= 1
      let text = "\(grouped(room)) of \(grouped(bars.count)) bars"
      foot = [sheet.dim(clipped(text, to: sheet.width, sheet.charset))]
    }
    let shown = bars.prefix(room)
    let labels = shown.map { displayWidth(printable($0.label)) }.max() ?? 0
    let label = min(labels, sheet.width / 2 - 4)
    let texts = shown.map { displayWidth($0.text) }.max() ?? 0
    let width = max(4, sheet.width - label - texts - 4)
    let values = shown.compactMap(\.value)
    let ruler = Ruler(
      low: min(0, values.min() ?? 0), high: max(0, values.max() ?? 0), width: width)
    let wall = sheet.charset == .utf8 ? "│" : "|"
    return head
      + shown.map { bar in
        let name = clipped(printable(bar.label), to: label, sheet.charset)
        let body = bar.value.map { ruler.bar($0, sheet.charset) } ?? ""
        let end = bar.value.map { ruler.end($0) } ?? 0
        let gap = String(repeating: " ", count: max(1, end + 1 - displayWidth(body)))
        return aligned(name, to: label, right: true) + " " + sheet.dim(wall)
          + sheet.paint(body, series: bar.series) + gap
          + (bar.value == nil ? sheet.dim(bar.text) : bar.text)
      } + foot
  }
}

/// Places bars between the least and the greatest value, in eighths of a cell.
private struct Ruler {
  let low: Double
  let high: Double
  let width: Int

  /// The place of a value in eighths of a cell from the left.
  private func eighth(_ value: Double) -> Int {
    Int((share(of: value, from: low, to: high) * Double(width * 8)).rounded())
  }

  /// The cells up to the end of a bar.
  func end(_ value: Double) -> Int { (max(eighth(value), eighth(0)) + 7) / 8 }

  func bar(_ value: Double, _ charset: Charset) -> String {
    let zero = eighth(0)
    let tip = eighth(value)
    let full: Character = charset == .utf8 ? "█" : "#"
    if tip < zero {
      let start = min(tip / 8, max(0, zero / 8 - 1))
      let length = max(1, (zero + 7) / 8 - start)
      return String(repeating: " ", count: start) + String(repeating: full, count: length)
    }
    // Bars that begin inside a cell begin at its end, so that both directions stay apart.
    let start = (zero + 7) / 8
    let length = max(0, tip - start * 8)
    var out = String(repeating: " ", count: start) + String(repeating: full, count: length / 8)
    let rest = length % 8
    if charset == .utf8, rest > 0 {
      out.append(["▏", "▎", "▍", "▌", "▋", "▊", "▉"][rest - 1])
    } else if rest >= 4 {
      out.append(full)
    }
    return out
  }
}

extension Chart {
  /// A bar for each value of each series, labelled with its label or its time.
  func bars() -> [Bar] {
    series.enumerated().flatMap { index, series in
      series.values.indices.map { point in
        let name =
          labels.indices.contains(point) ? labels[point] : clockText(series.times[point])
        let value = series.values[point]
        let label = self.series.count > 1 ? "\(name) \(series.name)" : name
        guard value.isFinite else {
          return Bar(label: label, value: nil, text: "n/a", series: index)
        }
        return Bar(
          label: label, value: series.unit.value(ofBase: value),
          text: Quantity(base: value, unit: series.unit).readable, series: index)
      }
    }
  }

  /// The most ranges of a histogram.
  static let rangeLimit = 40

  /// A bar for each range of the first series' values: how many fall into it.
  func histogram(_ sheet: Sheet) -> [Bar] {
    guard let first = series.first else { return [] }
    let values = first.shown.filter(\.isFinite)
    let rows = max(2, min(Self.rangeLimit, sheet.height - 1))
    guard let scale = Scale(values, ticks: max(1, min(rows - 2, sturges(values.count))),
      unit: first.unit), scale.ticks.count > 1
    else { return [] }
    var counts = Array(repeating: 0, count: scale.ticks.count - 1)
    for value in values {
      let place = (scale.place(value) ?? 0) * Double(counts.count)
      var bin = min(counts.count - 1, max(0, Int(place)))
      // Rounding must not put a value beyond the edge it stands at.
      if bin + 1 < counts.count, value >= scale.ticks[bin + 1].value { bin += 1 }
      if bin > 0, value < scale.ticks[bin].value { bin -= 1 }
      counts[bin] += 1
    }
    return counts.indices.map { bin in
      let dash = sheet.charset.dash
      return Bar(
        label: "\(scale.ticks[bin].label) \(dash) \(scale.ticks[bin + 1].label)",
        value: Double(counts[bin]), text: grouped(counts[bin]))
    }
  }

  /// Sturges' number of ranges: one more than the binary logarithm of the count.
  private func sturges(_ count: Int) -> Int {
    max(5, Int.bitWidth - count.leadingZeroBitCount + 1)
  }
}
