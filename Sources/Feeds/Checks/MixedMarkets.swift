// One symbol, two markets: `BTCUSDT` is a spot market and a perpetual of the same venue.
import Columns
import Diagnostics
import Quantities

/// Samples of tracks that are of another market than the first file's; nothing of them is taken.
struct MixedMarkets {
  /// Two files whose markets share all their labels.
  private struct Pair: Hashable {
    let labels: Labels
    let first: Market
    let other: Market
  }

  /// What a symbol stands for in a file.
  private struct Market: Hashable {
    let kind: Instrument.Kind
    let file: Int

    var words: String { kind == .spot ? "spot market" : kind.rawValue }
  }

  private var series: [Pair: [String]] = [:]

  /// The pieces without those that share their labels with another kind of market before them.
  mutating func separate(_ group: [Piece], of name: String) -> [Piece] {
    var first: [Labels: Market] = [:]
    return group.filter { piece in
      guard let kind = piece.market else { return true }
      let own = Market(kind: kind, file: piece.origin.file)
      let known = first[piece.labels, default: own]
      first[piece.labels] = known
      guard known.kind != kind else { return true }
      let pair = Pair(labels: piece.labels, first: known, other: own)
      if series[pair]?.last != name { series[pair, default: []].append(name) }
      return false
    }
  }

  /// A complaint for every two markets that share their labels.
  func complaints(_ files: [SurveyedFile]) -> [Diagnostic] {
    let pairs = series.sorted {
      ($0.key.other.file, $0.key.labels) < ($1.key.other.file, $1.key.labels)
    }
    return pairs.map { pair, names in
      let (mine, theirs) = (files[pair.other.file].path, files[pair.first.file].path)
      let place = mine == theirs ? "before it" : "in \(theirs)"
      let told = names.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
      let more = names.count > 3 ? " and \(names.count - 3) more series" : ""
      return Problem.error(
        "E745", mine,
        "\(pair.labels) is a \(pair.other.words) here and a \(pair.first.words) \(place): "
          + "\(told)\(more) of the \(pair.other.words) are not taken"
      ).suggesting(
        Suggestion(
          "load one of them, or give one another symbol: `{\"symbol\": \"…\"}` in "
            + "\(mine).brink-schema.json"))
    }
  }
}
