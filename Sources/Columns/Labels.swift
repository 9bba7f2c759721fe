// The named labels that tell one series of a name from another: venue, asset, symbol, …

/// A set of key–value labels, sorted by key.
package struct Labels: Hashable, Sendable {
  /// The pairs, sorted by key, no key twice.
  package let pairs: [Pair]

  /// One label.
  package struct Pair: Hashable, Sendable {
    package let key: String
    package let value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  package static let none = Labels([])

  /// Labels from pairs in any order; of a repeated key the last wins.
  package init(_ pairs: [(String, String)]) {
    var sorted: [Pair] = []
    for (key, value) in pairs {
      sorted.removeAll { $0.key == key }
      sorted.append(Pair(key: key, value: value))
    }
    self.pairs = sorted.sorted { $0.key < $1.key }
  }

  private init(sorted: [Pair]) { pairs = sorted }

  /// The value of a key, or nil where the labels do not have it.
  package subscript(key: String) -> String? {
    pairs.first { $0.key == key }?.value
  }

  /// The names of the labels, in byte order.
  package var keys: [String] { pairs.map(\.key) }

  /// Only the labels of these keys.
  package func restricted(to keys: [String]) -> Labels {
    if pairs.allSatisfy({ keys.contains($0.key) }) { return self }
    return Labels(sorted: pairs.filter { keys.contains($0.key) })
  }

  /// The labels without these keys.
  package func dropping(_ keys: [String]) -> Labels {
    keys.isEmpty ? self : Labels(sorted: pairs.filter { !keys.contains($0.key) })
  }

  /// True where every one of `wanted` is here with the same value.
  package func matches(_ wanted: Labels) -> Bool {
    wanted.pairs.allSatisfy { self[$0.key] == $0.value }
  }
}

extension Labels: Comparable {
  package static func < (a: Labels, b: Labels) -> Bool {
    for index in 0..<min(a.pairs.count, b.pairs.count) {
      let (x, y) = (a.pairs[index], b.pairs[index])
      if x.key != y.key { return x.key < y.key }
      if x.value != y.value { return x.value < y.value }
    }
    return a.pairs.count < b.pairs.count
  }
}

extension Array {
  /// The place of these labels among elements in the order of their own, in logarithmic time.
  package func place(of labels: Labels, _ own: (Element) -> Labels) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if own(self[middle]) < labels { low = middle + 1 } else { high = middle }
    }
    return low < count && own(self[low]) == labels ? low : nil
  }
}

extension Labels: CustomStringConvertible {
  /// `{asset=BTC,venue=binance}`.
  package var description: String {
    "{" + pairs.map { $0.key + "=" + $0.value }.joined(by: ",") + "}"
  }
}
