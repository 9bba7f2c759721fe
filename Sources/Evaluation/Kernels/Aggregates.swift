// What windows add up to: exact-enough sums, extremes, moments, least squares.

/// What one value adds to by itself.
protocol ValueAggregate: Aggregate {
  init(sample: Double)
}

extension DoubleDouble: ValueAggregate {
  static var empty: DoubleDouble { DoubleDouble() }
  @inline(__always)
  init(sample: Double) { self.init(high: sample) }
  @inline(__always)
  mutating func join(_ later: DoubleDouble) { add(later) }
}

struct Smallest: ValueAggregate {
  var value: Double
  static var empty: Smallest { Smallest(value: .infinity) }
  @inline(__always)
  mutating func join(_ later: Smallest) { value = later.value < value ? later.value : value }
}

struct Largest: ValueAggregate {
  var value: Double
  static var empty: Largest { Largest(value: -.infinity) }
  @inline(__always)
  mutating func join(_ later: Largest) { value = later.value > value ? later.value : value }
}

/// Count, mean and sum of squared deviations (Chan, Golub and LeVeque's pairwise update).
struct Moments: ValueAggregate {
  var count = 0.0
  var mean = 0.0
  var squares = 0.0
  static var empty: Moments { Moments() }

  @inline(__always)
  mutating func join(_ later: Moments) {
    guard later.count > 0 else { return }
    guard count > 0 else {
      self = later
      return
    }
    joinKnown(later)
  }

  /// `join` where both hold samples.
  @inline(__always)
  mutating func joinKnown(_ later: Moments) {
    let total = count + later.count
    let delta = later.mean - mean
    let share = later.count / total
    mean += delta * share
    squares += later.squares + delta * delta * count * share
    count = total
  }

  /// The sample variance; NaN of fewer than two.
  @inline(__always)
  var variance: Double { count < 2 ? .nan : squares / (count - 1) }
}

extension Smallest {
  @inline(__always)
  init(sample: Double) { value = sample }
}

extension Largest {
  @inline(__always)
  init(sample: Double) { value = sample }
}

extension Moments {
  @inline(__always)
  init(sample: Double) { self.init(count: 1, mean: sample) }
}

/// Means, squares and products of values on times.
struct Regression: Aggregate {
  var count = 0.0
  var time = 0.0
  var value = 0.0
  var timeSquares = 0.0
  var products = 0.0
  static var empty: Regression { Regression() }

  mutating func join(_ later: Regression) {
    guard later.count > 0 else { return }
    guard count > 0 else {
      self = later
      return
    }
    let total = count + later.count
    let share = later.count / total
    let (dt, dx) = (later.time - time, later.value - value)
    timeSquares += later.timeSquares + dt * dt * count * share
    products += later.products + dt * dx * count * share
    time += dt * share
    value += dx * share
    count = total
  }

  /// The least-squares slope; NaN where all times are one.
  var slope: Double { timeSquares > 0 ? products / timeSquares : .nan }
}

/// Values weighted by the nanoseconds they held.
struct HeldSum: Aggregate {
  var sum = DoubleDouble()
  var nanoseconds: Int64 = 0
  static var empty: HeldSum { HeldSum() }

  init() {}
  init(_ value: Double, for span: Int64) {
    guard span > 0 else { return }
    sum = .product(value, Double(span))
    nanoseconds = span
  }

  mutating func join(_ later: HeldSum) {
    sum.add(later.sum)
    nanoseconds &+= later.nanoseconds
  }

  var mean: Double { nanoseconds > 0 ? sum.value / Double(nanoseconds) : .nan }
}
