// A chart: series over time, drawn with characters.
package import Diagnostics
package import Quantities

/// What to plot, before anybody decided on what: drawing it is deterministic and fits the size.
package struct Chart: Sendable {
  /// How the values are drawn.
  package enum Kind: String, Sendable, CaseIterable {
    /// Joined points over time.
    case line
    /// One bar a value, with its label or time.
    case bar
    /// How often values fall into equal ranges.
    case hist
    /// Points: over time, or of the second series over the first where there are two.
    case scatter
    /// One line of text a series.
    case spark
  }

  /// One series: values in base units at times, NaN where unknown.
  package struct Series: Sendable {
    /// Its name.
    package var name: String
    /// The unit its values are shown in.
    package var unit: Unit
    /// The moments of its values, ascending.
    package var times: [Timestamp]
    /// As many values as there are times.
    package var values: [Double]

    package init(name: String, unit: Unit, times: [Timestamp], values: [Double]) {
      self.name = name
      self.unit = unit
      let count = min(times.count, values.count)
      self.times = Array(times.prefix(count))
      self.values = Array(values.prefix(count))
    }

    /// The values in the series' own unit.
    var shown: [Double] { values.map { $0.isFinite ? unit.value(ofBase: $0) : .nan } }
  }

  /// Something that happened, marked under the time axis.
  package struct Mark: Sendable, Equatable {
    /// What happened.
    package enum Event: Sendable {
      case fire, clear
    }
    /// When it happened.
    package var time: Timestamp
    /// What happened.
    package var event: Event

    package init(_ event: Event, at time: Timestamp) {
      self.event = event
      self.time = time
    }
  }

  /// The heading; empty for none.
  package var title: String
  /// What is drawn.
  package var series: [Series]
  /// What is marked under the time axis.
  package var marks: [Mark]
  /// How it is drawn.
  package var kind = Kind.line
  /// True for an axis of powers of ten; values that are not positive are gaps then.
  package var isLogarithmic = false
  /// The labels of bars; where there are too few, a bar is labelled with its time.
  package var labels: [String] = []

  package init(title: String, series: [Series], marks: [Mark] = [], kind: Kind = .line) {
    self.title = title
    self.series = series
    self.marks = marks
    self.kind = kind
  }

  /// The narrowest and lowest drawing; smaller sizes are taken as these.
  static let smallest = (width: 24, height: 5)

  /// The chart as lines of text, each with its break, within the width and height.
  package func drawing(width: Int, height: Int, ink: Ink, charset: Charset) -> String {
    let sheet = Sheet(
      width: max(Self.smallest.width, width), height: max(Self.smallest.height, height),
      ink: ink, charset: charset)
    let lines =
      switch kind {
      case .line, .scatter: PanelChart(self, sheet).lines()
      case .bar: BarChart(bars: bars(), chart: self, sheet).lines()
      case .hist: BarChart(bars: histogram(sheet), chart: self, sheet).lines()
      case .spark: sparkLines(sheet)
      }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// The paper a chart is drawn on.
struct Sheet {
  let width: Int
  let height: Int
  let ink: Ink
  let charset: Charset

  /// The colours of series, in order, as terminal codes.
  static let colours = ["36", "33", "35", "32", "34", "31"]

  func paint(_ text: String, series: Int) -> String {
    ink.paint(text, Self.colours[series % Self.colours.count])
  }

  func dim(_ text: String) -> String { ink.paint(text, "2") }

  func title(_ text: String) -> [String] {
    let shown = clipped(printable(text), to: width, charset)
    return shown.isEmpty ? [] : [ink.paint(shown, "1")]
  }

  /// What says that there is nothing to draw.
  var nothing: String { dim("no known values to plot") }
}
