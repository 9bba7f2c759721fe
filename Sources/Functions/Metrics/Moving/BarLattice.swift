// Bars that end with the window: what is known at their edges, kept for every phase they fall in.

/// Reads what is known at one edge after the other, later ones later.
protocol EdgeReader {
  associatedtype Edge
  init()
  /// What is known at a moment, of a bar that ends there.
  mutating func edge(_ moment: Int64, bar: Int64, _ window: MetricWindow) -> Edge
  /// How many of the first edges of a window tell of time before it.
  static var lead: Int { get }
  /// The first moment at or after which edges are known, or nil where none is.
  static func firstKnown(_ window: MetricWindow) -> Int64?
  /// Whether an edge holds anything.
  static func isKnown(_ edge: Edge) -> Bool
}

extension EdgeReader {
  static var lead: Int { 0 }
  static func firstKnown(_ window: MetricWindow) -> Int64? { window.inputs[0].times.first }
  static func isKnown(_ edge: Edge) -> Bool { true }
}

/// The edges of one phase: one bar apart, numbered by whole bars since 1970.
struct EdgeQueue<Edge> {
  private var edges: [Edge] = []
  private var dropped = 0
  /// The number of the first edge kept.
  private var base = 0

  var isEmpty: Bool { edges.count == dropped }
  var count: Int { edges.count - dropped }
  var end: Int { base + count }

  subscript(number: Int) -> Edge { edges[number - base + dropped] }

  mutating func append(_ edge: Edge, as number: Int) {
    if isEmpty {
      edges.removeAll(keepingCapacity: true)
      dropped = 0
      base = number
    }
    edges.append(edge)
  }

  mutating func drop(before number: Int) {
    let surplus = min(edges.count - dropped, max(0, number - base))
    dropped += surplus
    base += surplus
    guard dropped > 16, dropped * 2 > edges.count else { return }
    edges.removeFirst(dropped)
    dropped = 0
  }
}

/// The edges a window shows at one tick.
struct EdgeRun<Edge> {
  let kept: EdgeQueue<Edge>
  /// The number of the first edge that is known.
  let first: Int
  /// The number of the last edge whose bar no row can change any more; less than `first` if none.
  let settled: Int
  /// The edges after it, the last at the end of the window.
  let fresh: [Edge]

  var last: Int { settled + fresh.count }

  subscript(number: Int) -> Edge { number > settled ? fresh[number - settled - 1] : kept[number] }
}

/// What a metric makes of the edges of one phase.
protocol BarFold {
  associatedtype Edge
  /// The metric of the bars of a run; runs of one phase never go back.
  mutating func value(_ run: EdgeRun<Edge>, _ window: MetricWindow) -> Metric<Double>
}

/// A metric of bars that end with the window.
///
/// At ticks a minute apart, bars of five minutes fall in five phases. Every phase keeps its own
/// edges and its own fold, so a tick costs the one bar that is new and the one that is old.
struct MovingBars<Reader: EdgeReader, Fold: BarFold>: MovingMetric where Fold.Edge == Reader.Edge {
  private struct Phase {
    var edges = EdgeQueue<Reader.Edge>()
    var fold: Fold
  }

  /// More edges than this are not kept: the kernel reads the window instead.
  static var limit: Int64 { 1 << 20 }

  private let seconds: @Sendable (MetricWindow) -> Double
  private let scale: Double
  private let make: @Sendable (MetricWindow) -> Fold
  private var reader = Reader()
  private var phases: [Phase] = []
  private var quantum: Int64 = 0
  /// The last moment an edge was read at.
  private var reached = Int64.min

  init(
    bar seconds: @escaping @Sendable (MetricWindow) -> Double = { $0.numbers[0] },
    scale: Double = 1, _ make: @escaping @Sendable (MetricWindow) -> Fold
  ) {
    self.seconds = seconds
    self.scale = scale
    self.make = make
  }

  mutating func value(_ window: MetricWindow) -> Double? {
    let bar = window.nanoseconds(seconds(window))
    let width = window.inputs.map(\.width).min() ?? 0
    let count = width / bar
    let quantum = Self.divisor(bar, window.step)
    guard count < Int64(MetricWindow.barLimit), width / quantum <= Self.limit else { return nil }
    let oldest = window.now &- count &* bar
    let isOff = quantum != self.quantum || (window.now &- reached) % quantum != 0
    if isOff || reached < oldest &- quantum {
      self.quantum = quantum
      reader = Reader()
      phases = (0..<(bar / quantum)).map { _ in Phase(fold: make(window)) }
      reached = oldest &- quantum
    }
    read(bar, window)
    return answer(bar, Int(count), window).number(scale: scale)
  }

  /// Reads the edges up to the last that no row can change any more.
  private mutating func read(_ bar: Int64, _ window: MetricWindow) {
    let settled = min(window.now, window.inputs.map(\.newest).min() ?? window.now)
    while reached <= settled &- quantum {
      reached &+= quantum
      let (number, phase) = Self.place(reached, bar)
      phases[Int(phase / quantum)].edges.append(
        reader.edge(reached, bar: bar, window), as: Int(number))
    }
  }

  private mutating func answer(
    _ bar: Int64, _ count: Int, _ window: MetricWindow
  ) -> Metric<Double> {
    let (number, phase) = Self.place(window.now, bar)
    let place = Int(phase / quantum)
    let last = Int(number)
    phases[place].edges.drop(before: last - count)
    let edges = phases[place].edges
    let settled = edges.isEmpty ? last - count - 1 : edges.end - 1
    var fresh: [Reader.Edge] = []
    var late = Reader()
    for number in (settled + 1)..<(last + 1) {
      fresh.append(late.edge(Int64(number) &* bar &+ phase, bar: bar, window))
    }
    var first = last + 1
    if let known = Reader.firstKnown(window) {
      let number = Self.place(known &- phase &+ bar &- 1, bar).number
      first = max(last - count + Reader.lead, Int(number))
    }
    let shown = EdgeRun(kept: edges, first: first, settled: settled, fresh: fresh)
    while first <= last, !Reader.isKnown(shown[first]) { first += 1 }
    let run = EdgeRun(kept: edges, first: first, settled: settled, fresh: fresh)
    return phases[place].fold.value(run, window)
  }

  private static func divisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b > 0 { (a, b) = (b, a % b) }
    return a
  }

  /// In which whole bar since 1970 a moment lies, and how far into it.
  private static func place(_ moment: Int64, _ bar: Int64) -> (number: Int64, phase: Int64) {
    let phase = moment % bar
    let rest = phase < 0 ? phase &+ bar : phase
    return ((moment &- rest) / bar, rest)
  }
}
