// Lines and points over time: one panel for each dimension, one time axis for all.
import Diagnostics
import Quantities

/// A chart of panels over a common axis.
struct PanelChart {
  /// The least width of the column of labels: a date fits under it.
  static let leastGutter = 11

  /// The least height of a panel.
  static let leastRows = 2

  let chart: Chart
  let sheet: Sheet
  /// The series of each panel; those of one dimension share one.
  private let panels: [[Int]]
  private let isByValue: Bool

  init(_ chart: Chart, _ sheet: Sheet) {
    self.chart = chart
    self.sheet = sheet
    isByValue = chart.kind == .scatter && chart.series.count == 2
    var panels: [[Int]] = []
    for index in chart.series.indices where !(chart.kind == .scatter && index == 0 && isByValue) {
      let unit = chart.series[index].unit
      let home = panels.firstIndex { chart.series[$0[0]].unit.dimension == unit.dimension }
      if let home { panels[home].append(index) } else { panels.append([index]) }
    }
    self.panels = panels
  }

  func lines() -> [String] {
    var head = sheet.title(chart.title)
    var legend = legendLines()
    var room = sheet.height - head.count - legend.count - (hasMarks ? 1 : 0) - 2
    if room < Self.leastRows {
      room += legend.count + head.count
      (head, legend) = ([], [])
    }
    let panels = panels.prefix(max(1, room / (Self.leastRows + 1)))
    let rows = room / max(1, panels.count) - (panels.count > 1 ? 1 : 0)
    let scales = panels.map { scale($0, rows) }
    guard scales.contains(where: { $0 != nil }) else { return head + [sheet.nothing] }
    let labels = scales.flatMap { $0?.ticks.map { displayWidth($0.label) } ?? [] }
    let gutter = min(max(Self.leastGutter, (labels.max() ?? 0) + 2), sheet.width / 2)
    guard let axis = HorizontalAxis(chart, byValue: isByValue, width: sheet.width - gutter) else {
      return head + [sheet.nothing]
    }
    var out = head
    for (panel, scale) in zip(panels, scales) {
      if panels.count > 1 { out.append(heading(panel, gutter)) }
      guard let scale else {
        out.append(sheet.nothing)
        continue
      }
      out += area(panel, Frame(scale: scale, axis: axis, rows: rows, gutter: gutter))
    }
    out += axis.lines(gutter: gutter, sheet)
    if hasMarks { out.append(axis.markLine(chart.marks, gutter: gutter, sheet)) }
    return out + legend
  }

  private var hasMarks: Bool { !chart.marks.isEmpty && !isByValue }

  /// What a panel is drawn in.
  private struct Frame {
    let scale: Scale
    let axis: HorizontalAxis
    let rows: Int
    let gutter: Int
  }

  private func scale(_ panel: [Int], _ rows: Int) -> Scale? {
    let unit = chart.series[panel[0]].unit
    let values = panel.flatMap { index in
      chart.series[index].values.map { $0.isFinite ? unit.value(ofBase: $0) : .nan }
    }
    return Scale(
      values, ticks: max(1, (rows + 1) / 3), unit: unit, logarithmic: chart.isLogarithmic)
  }

  private func heading(_ panel: [Int], _ gutter: Int) -> String {
    let names = panel.map { printable(chart.series[$0].name) }.joined(separator: ", ")
    return sheet.dim(clipped(names, to: sheet.width, sheet.charset))
  }

  private func area(_ panel: [Int], _ frame: Frame) -> [String] {
    var canvas = Canvas(
      columns: sheet.width - frame.gutter, rows: frame.rows, grain: grain)
    for index in panel { draw(index, panel[0], frame, on: &canvas) }
    var labels: [Int: String] = [:]
    for tick in frame.scale.ticks {
      guard let place = frame.scale.place(tick.value) else { continue }
      labels[cellIndex(1 - place, frame.rows)] = tick.label
    }
    let wall = sheet.charset == .utf8 ? (tick: "┤", plain: "│") : (tick: "+", plain: "|")
    return (0..<frame.rows).map { row in
      let label = clipped(labels[row] ?? "", to: frame.gutter - 2, sheet.charset)
      let text = aligned(label, to: frame.gutter - 2, right: true) + " "
      return sheet.dim(text + (labels[row] == nil ? wall.plain : wall.tick))
        + canvas.line(row, on: sheet)
    }
  }

  /// Dots where colour or being alone tells whose they are; else a glyph for each series.
  private var grain: Canvas.Grain {
    let isTold = sheet.ink == .colour || panels.allSatisfy { $0.count == 1 }
    return sheet.charset == .utf8 && isTold ? .braille : .glyph
  }

  private func draw(_ index: Int, _ first: Int, _ frame: Frame, on canvas: inout Canvas) {
    let series = chart.series[index]
    let unit = chart.series[first].unit
    var previous: (x: Int, y: Int)?
    for point in series.values.indices {
      guard series.values[point].isFinite,
        let y = frame.scale.place(unit.value(ofBase: series.values[point])),
        let x = frame.axis.place(point, of: series, chart)
      else {
        previous = nil
        continue
      }
      let dot = canvas.dot(x, y)
      if let previous, chart.kind == .line {
        canvas.join(previous, dot, series: index)
      } else {
        canvas.set(dot.x, dot.y, series: index)
      }
      previous = dot
    }
  }

  private func legendLines() -> [String] {
    guard isByValue || panels.contains(where: { $0.count > 1 }) else { return [] }
    if isByValue {
      let names = chart.series.map { printable($0.name) }
      let text = "\(names[1]) over \(names[0])"
      return [sheet.dim(clipped(text, to: sheet.width, sheet.charset))]
    }
    let dotted = sheet.charset == .utf8 ? "━" : "-"
    var out = ""
    var room = sheet.width
    for (index, series) in chart.series.enumerated() {
      let glyph =
        grain == .braille ? dotted : String(Canvas.glyph(index, sheet.charset))
      let name = printable(series.name)
      let width = displayWidth(name) + 4
      if width > room {
        out += sheet.charset.ellipsis
        break
      }
      room -= width
      out += (index == 0 ? "" : "  ") + sheet.paint(glyph, series: index) + " " + name
    }
    return [out]
  }
}
