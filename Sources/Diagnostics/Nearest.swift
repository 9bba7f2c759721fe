// "Did you mean …?": the nearest of a set of names.

/// The candidates nearest to a misspelt name, best first, at most `limit` of them.
///
/// Nearness is the edit distance with transpositions, case folded; a candidate farther than a third
/// of the name's length (at least one edit) is not near.
package func nearest(to name: String, in candidates: some Sequence<String>, limit: Int = 3)
  -> [String]
{
  let wanted = Array(name.lowercased().utf8)
  guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
  let reach = max(1, min(4, (wanted.count + 1) / 3))
  var found: [(distance: Int, name: String)] = []
  for candidate in Set(candidates) {
    let other = Array(candidate.lowercased().utf8)
    guard abs(other.count - wanted.count) <= reach else { continue }
    let distance = editDistance(wanted, other)
    if distance <= reach { found.append((distance, candidate)) }
  }
  found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
  return found.prefix(limit).map(\.name)
}

/// The optimal string alignment distance: insert, delete, replace, swap neighbours.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var twoAgo = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, twoAgo[j - 1] + 1) }
      row.append(best)
    }
    twoAgo = last
    last = row
  }
  return last[b.count]
}
