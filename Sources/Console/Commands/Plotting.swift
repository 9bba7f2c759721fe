// `.plot`: the last result as a picture in the terminal.
import Diagnostics
import Sinks

/// How a plot was asked for: `.plot bar BTC h=20 log`.
struct PlotRequest: Equatable {
  var kind = Chart.Kind.line
  var height = 16
  var width: Int?
  var isLogarithmic = false
  /// What a series' name must hold to be drawn; empty for all.
  var names: [String] = []

  /// Nil, with the place of the word that means nothing.
  init?(_ words: [String], mistake: inout Int) {
    for (index, word) in words.enumerated() {
      if index == 0, let kind = Chart.Kind(rawValue: word) {
        self.kind = kind
      } else if word == "log" {
        isLogarithmic = true
      } else if word.hasPrefix("h=") || word.hasPrefix("w=") {
        guard let size = Int(word.dropFirst(2)), (1...1_000).contains(size) else {
          mistake = index
          return nil
        }
        if word.hasPrefix("h=") { height = size } else { width = size }
      } else {
        names.append(word)
      }
    }
  }
}

extension Shell {
  /// How many series a plot draws at most: more could not be told apart.
  static let plottedSeriesLimit = 6

  func plot(_ call: CommandCall) -> Answer {
    var mistake = 0
    guard let request = PlotRequest(call.arguments, mistake: &mistake) else {
      return call.misuse(".plot", at: mistake + 1)
    }
    guard let result = lastAnswer?.results.last else {
      return call.failure("E0954", "there is no result to draw yet", at: 0)
    }
    let all = result.series()
    let fitting = all.filter { series in
      request.names.isEmpty || request.names.contains { series.name.contains($0) }
    }
    guard !fitting.isEmpty else {
      return call.failure(
        "E0954", all.isEmpty ? "the last result has no values to draw" : "no series is called that",
        at: request.names.isEmpty ? 0 : call.words.count - 1,
        help: all.isEmpty
          ? nil
          : "the series are \(names(of: all)); an expression is drawn by `EXPR | plot`")
    }
    var chart = Chart(
      title: result.title, series: Array(fitting.prefix(Self.plottedSeriesLimit)),
      marks: result.marks, kind: request.kind)
    chart.isLogarithmic = request.isLogarithmic
    let width = request.width ?? (settings.width > 0 ? settings.width : TerminalProfile.columns)
    var answer = Answer(
      text: chart.drawing(
        width: width, height: request.height, ink: profile.usesColor ? .colour : .plain,
        charset: profile.charset))
    if fitting.count > Self.plottedSeriesLimit {
      answer.notes = [
        "\(Self.plottedSeriesLimit) of \(fitting.count) series; `.plot NAME` draws those you name"
      ]
    }
    return answer
  }

  private func names(of series: [Chart.Series]) -> String {
    let names = series.prefix(12).map { "`\($0.name)`" }.joined(separator: ", ")
    return series.count > 12 ? names + ", …" : names
  }
}
