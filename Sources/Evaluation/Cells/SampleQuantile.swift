// The state of a quantile: near an end of the order the few values there, else its rank followed.

/// A quantile of the samples of a window.
struct SampleQuantile: WindowState {
  /// Windows longer than this count what is far from their rank; one pass over fewer beats that.
  private static let longest = 160
  /// A window that has shrunk to this many samples is short again.
  private static let shortest = 96

  private let q: Double
  /// Of so many samples: the quantile's place at an end.
  @Narrow private var size = -1
  private var end: EndRank?
  /// Who was asked last; whoever is not asked forgets, for the samples it knows of may go.
  private var way = Way.short
  private var short = QuantileWindow()
  /// Of values near the greatest end of the order, or of those with their signs turned near the
  /// least.
  private var ends = PaneStack<Topmost>()
  private var long = RankWindow()

  private var sign: Double { q < 0.5 ? -1 : 1 }

  private enum Way {
    case ends, short, long
  }

  init(q: Double) { self.q = q }

  mutating func interrupt() {
    short.clear()
    long.clear()
  }

  mutating func reset() {
    interrupt()
    ends.reset()
  }

  func deallocate() {
    ends.deallocate()
    long.deallocate()
  }

  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    let size = span.upper &- span.lower
    if let end = end(of: size) {
      go(.ends)
      let (values, sign) = (samples.values, sign)
      return end.value(
        ends.total(span, samples.times) { at, _ in Topmost(sample: sign * values[at]) }, sign)
    }
    return measure(size) == .long
      ? long.quantile(q, span, samples.values) : short.quantile(q, span, samples.values)
  }

  /// The quantile's place at an end of so many samples, if it lies near one.
  @inline(__always)
  private mutating func end(of size: Int) -> EndRank? {
    if size != self.size { (self.size, end) = (size, EndRank(q, of: size)) }
    return end
  }

  /// Who follows the rank in a window of so many samples.
  private mutating func measure(_ size: Int) -> Way {
    let isLong = size > (way == .long ? Self.shortest : Self.longest)
    go(isLong ? .long : .short)
    return way
  }

  private mutating func go(_ other: Way) {
    guard way != other else { return }
    interrupt()
    way = other
  }

  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int {
    let even = run.evenTicks(from: first)
    guard even.count > 0 else { return 0 }
    let place = (lower: Int(run.lower[first]), upper: Int(run.upper[first]))
    let size = place.upper &- place.lower
    if let end = end(of: size) { return slide(end, run, samples, (first, even)) }
    let isLong = measure(size) == .long
    if let answer = isLong ? long.answer(for: place) : short.answer(for: place) {
      let ticks = min(even.head, even.count)
      for k in first..<first &+ ticks { run.out[k] = settled(answer) }
      return ticks
    }
    guard isLong ? long.precedes(place) : short.precedes(place) else { return 0 }
    let count = even.windows(in: even.count)
    run.spread(even, even.count, from: first) { out in
      if isLong {
        long.slide(from: place, count: count, samples.values, to: out)
      } else {
        short.slide(from: place, count: count, samples.values, to: out)
      }
    }
    return even.count
  }

  private mutating func slide(
    _ end: EndRank, _ run: FrameRun, _ samples: FrameSamples, _ ticks: (first: Int, even: EvenTicks)
  ) -> Int {
    let (first, even) = ticks
    guard run.paneHasBlocks(even) else { return 0 }
    go(.ends)
    let span = run.span(at: first)
    let (values, sign) = (samples.values, sign)
    let element = { (at: Int, _: Int64) in Topmost(sample: sign * values[at]) }
    let count = min(even.count, ends.ticksOfPane(span, step: run.batch.step, samples, element))
    let windows = even.windows(in: count)
    let sums = ends.slide(from: (span.lower, span.upper), count: windows, element)
    run.spread(even, count, from: first) { out in
      if sums.begin > 0 { out[0] = settled(end.value(sums.first, sign)) }
      let own = max(sums.begin, sums.own)
      for k in sums.begin..<own { out[k] = settled(end.value(sums.joined(k), sign)) }
      for k in own..<windows { out[k] = settled(end.value(sums.after[k], sign)) }
    }
    return count
  }
}

/// The place of a quantile among the few values at an end of the order.
private struct EndRank {
  /// The place of the rank below the quantile and of the one above, from the end.
  @Narrow private var place: Int
  @Narrow private var next: Int
  private let part: Double

  /// Nil where the quantile lies too far from the end.
  init?(_ q: Double, of size: Int) {
    let rank = Rank(q, of: size)
    let place = q < 0.5 ? rank.low : size &- 1 &- rank.low
    let next = rank.part > 0 ? (q < 0.5 ? place &+ 1 : place &- 1) : place
    guard size > 0, max(place, next) < Topmost.count else { return nil }
    part = rank.part
    self.place = place
    self.next = next
  }

  @inline(__always)
  func value(_ top: Topmost, _ sign: Double) -> Double {
    let x = sign * pick(top, place)
    return part > 0 ? x + part * (sign * pick(top, next) - x) : x
  }

  @inline(__always)
  private func pick(_ top: Topmost, _ place: Int) -> Double {
    place < 2 ? (place == 0 ? top.first : top.second) : (place == 2 ? top.third : top.fourth)
  }
}
