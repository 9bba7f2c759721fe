// Series that are sums of two others of the same file: both sides of a book.
import Columns

extension FileRead {
  /// Halves open interest that counts longs and shorts.
  mutating func takeOneSide(_ file: SurveyedFile) {
    guard file.countsBothSides else { return }
    let names = ["oi", "oi_usd", "oi_contracts", "opt_oi", "oi_perpetual", "oi_perpetual_usd"]
    for index in pieces.indices where names.contains(pieces[index].series) {
      pieces[index].values = pieces[index].values.map { $0 / 2 }
    }
  }

  /// Adds the wanted sums of a plan, and drops the parts that were read only for them.
  mutating func addSums(_ file: SurveyedFile, _ schemas: [String: SeriesSchema]) {
    guard case .columns(let plan) = file.recognition.reading, !plan.sums.isEmpty else { return }
    var sums: [Piece] = []
    for sum in plan.sums where schemas[sum.series] != nil {
      for labels in Set(pieces.map(\.labels)).sorted() {
        let first = samples(of: sum.first, labels)
        let second = samples(of: sum.second, labels)
        var piece = Piece(
          series: sum.series, labels: labels, origin: Piece.Origin(file: place))
        piece.addSums(first, second)
        sums.append(piece)
      }
    }
    pieces = pieces.filter { schemas[$0.series] != nil } + sums
  }

  /// The samples of a series, ascending, the last of equal times.
  private func samples(of series: String, _ labels: Labels) -> (times: [Int64], values: [Double]) {
    var merge = Merge(
      pieces.filter { $0.series == series && $0.labels == labels && !$0.times.isEmpty },
      isEvent: false)
    merge.run()
    return (merge.times, merge.values)
  }
}

extension Piece {
  /// Adds a sample wherever both have one.
  fileprivate mutating func addSums(
    _ a: (times: [Int64], values: [Double]), _ b: (times: [Int64], values: [Double])
  ) {
    if a.times == b.times {
      times = a.times
      values = Self.sums(a.values, b.values)
    } else {
      addJoined(a, b)
    }
    rows = RowNumbers(through: times.count)
    isAscending = true
  }

  private static func sums(_ a: [Double], _ b: [Double]) -> [Double] {
    let count = min(a.count, b.count)
    return Array(unsafeUninitializedCapacity: count) { out, made in
      for index in 0..<count { out[index] = sum(a[index], b[index]) }
      made = count
    }
  }

  @inline(__always)
  private static func sum(_ a: Double, _ b: Double) -> Double {
    let sum = a + b
    return sum.isFinite ? sum : .nan
  }

  private mutating func addJoined(
    _ a: (times: [Int64], values: [Double]), _ b: (times: [Int64], values: [Double])
  ) {
    var i = 0
    var j = 0
    while i < a.times.count, j < b.times.count {
      if a.times[i] == b.times[j] {
        times.append(a.times[i])
        values.append(Self.sum(a.values[i], b.values[j]))
      }
      let step = a.times[i] <= b.times[j]
      if a.times[i] >= b.times[j] { j += 1 }
      if step { i += 1 }
    }
  }
}
