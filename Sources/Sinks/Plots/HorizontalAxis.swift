// The axis along the bottom: of time, or of another series' values.
import Diagnostics
import Quantities

/// The bottom axis of a panel chart, with its labels and the marks under it.
struct HorizontalAxis {
  private enum Kind {
    case time(TimeAxis)
    case value(Scale, Unit)
  }

  private let kind: Kind
  private let width: Int

  init?(_ chart: Chart, byValue: Bool, width: Int) {
    self.width = width
    if byValue, let first = chart.series.first {
      guard let scale = Scale(first.shown, ticks: max(1, width / 14), unit: first.unit) else {
        return nil
      }
      kind = .value(scale, first.unit)
    } else {
      let times = chart.series.flatMap { [$0.times.first, $0.times.last] }.compactMap { $0 }
      guard let axis = TimeAxis(times.map(\.nanoseconds), width: width) else { return nil }
      kind = .time(axis)
    }
  }

  /// Where a point of a series stands, from 0 to 1.
  func place(_ point: Int, of series: Chart.Series, _ chart: Chart) -> Double? {
    switch kind {
    case .time(let axis): return axis.place(series.times[point].nanoseconds)
    case .value(let scale, let unit):
      guard let first = chart.series.first, first.values.indices.contains(point) else { return nil }
      return scale.place(unit.value(ofBase: first.values[point]))
    }
  }

  private var ticks: [(place: Double, label: String)] {
    switch kind {
    case .time(let axis):
      axis.ticks.compactMap { tick in axis.place(tick.time).map { ($0, tick.label) } }
    case .value(let scale, _):
      scale.ticks.compactMap { tick in scale.place(tick.value).map { ($0, tick.label) } }
    }
  }

  private func column(_ place: Double) -> Int { cellIndex(place, width) }

  /// The axis itself and the line of its labels.
  func lines(gutter: Int, _ sheet: Sheet) -> [String] {
    let isWide = sheet.charset == .utf8
    var line = Array(repeating: isWide ? "─" : "-", count: width)
    var labels = Array(repeating: Character(" "), count: width)
    var free = 0
    for tick in ticks {
      let column = column(tick.place)
      let length = tick.label.count
      let start = min(max(0, column - length / 2), width - length)
      guard start >= free else { continue }
      line[column] = isWide ? "┬" : "+"
      for (offset, character) in tick.label.enumerated() where start + offset < width {
        labels[start + offset] = character
      }
      free = start + length + 2
    }
    let corner = String(repeating: " ", count: gutter - 1) + (isWide ? "└" : "+")
    var context = ""
    if case .time(let axis) = kind { context = axis.context }
    let left = aligned(clipped(context, to: gutter - 1, sheet.charset), to: gutter)
    let text = String(labels).trimmedEnd
    return [sheet.dim(corner + line.joined()), sheet.dim((left + text).trimmedEnd)]
  }

  /// The line of marks: a FIRE above a CLEAR where they fall together.
  func markLine(_ marks: [Chart.Mark], gutter: Int, _ sheet: Sheet) -> String {
    var cells: [Chart.Mark.Event?] = Array(repeating: nil, count: width)
    guard case .time(let axis) = kind else { return "" }
    for mark in marks {
      guard let place = axis.place(mark.time.nanoseconds) else { continue }
      let column = column(place)
      if cells[column] != .fire { cells[column] = mark.event }
    }
    let isWide = sheet.charset == .utf8
    var out = String(repeating: " ", count: gutter)
    let last = cells.lastIndex { $0 != nil } ?? -1
    for cell in cells.prefix(last + 1) {
      switch cell {
      case .fire: out += sheet.ink.paint(isWide ? "▲" : "^", "1;31")
      case .clear: out += sheet.ink.paint(isWide ? "▼" : "v", "32")
      case nil: out += " "
      }
    }
    return out.trimmedEnd
  }
}

extension String {
  /// Without spaces at its end.
  var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
