// The few greatest values of a window: what a quantile near its end is told from.

/// The four greatest of some values, in falling order; minus infinity where there are fewer.
struct Topmost: ValueAggregate {
  /// How many values are kept.
  static let count = 4

  var first = -Double.infinity
  var second = -Double.infinity
  var third = -Double.infinity
  var fourth = -Double.infinity

  static var empty: Topmost { Topmost() }

  @inline(__always)
  mutating func join(_ later: Topmost) {
    if later.second == -.infinity {
      take(later.first)
    } else if second == -.infinity {
      let own = first
      self = later
      take(own)
    } else {
      joinKnown(later)
    }
  }

  /// One value sinks to its place: those it passes move down.
  @inline(__always)
  private mutating func take(_ x: Double) {
    fourth = greater(fourth, lesser(third, x))
    third = greater(third, lesser(second, x))
    second = greater(second, lesser(first, x))
    first = greater(first, x)
  }

  @inline(__always)
  mutating func joinKnown(_ later: Topmost) {
    // The greater ones of the lists against each other are the four greatest; what is left is to
    // put them in order.
    let (p, q) = (greater(first, later.fourth), greater(second, later.third))
    let (r, s) = (greater(third, later.second), greater(fourth, later.first))
    let (pr, rp) = (greater(p, r), lesser(p, r))
    let (qs, sq) = (greater(q, s), lesser(q, s))
    (first, second) = (greater(pr, qs), lesser(pr, qs))
    (third, fourth) = (greater(rp, sq), lesser(rp, sq))
  }

  @inline(__always)
  private func greater(_ x: Double, _ y: Double) -> Double { x > y ? x : y }

  @inline(__always)
  private func lesser(_ x: Double, _ y: Double) -> Double { x < y ? x : y }
}

extension Topmost {
  @inline(__always)
  init(sample: Double) { first = sample }
}
