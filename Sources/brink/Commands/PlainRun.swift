// `brink run` as cron lines write it, read without the argument parser: making the types of that
// at run time takes as long as a day's evaluation.
import Sessions

/// A run asked for in plain words: files, flags, and options with their values behind them.
///
/// It means what `Run` reads from the same words; whatever is unusual is left to that.
struct PlainRun {
  private var request = RunRequest()
  private var format: OutputFormat?
  private var colour = ColourChoice.auto
  private var progress = ProgressChoice.auto
  private var isQuiet = false

  /// The words behind `run`; nil where one of them is for the argument parser to judge.
  init?(_ words: [String]) {
    var seen: [String] = []
    var place = 0
    while place < words.count {
      let word = words[place]
      place += 1
      guard Self.isOption(word) else {
        request.rules.append(word)
        continue
      }
      if seen.contains(word), word != "--data", word != "--set" { return nil }
      seen.append(word)
      if take(flag: word) { continue }
      let first = place
      while place < words.count, !Self.isOption(words[place]) {
        place += 1
        if word != "--data" { break }
      }
      guard first < place, (try? take(words[first..<place], of: word)) == true else { return nil }
    }
    if request.rules.isEmpty || words.contains("") { return nil }
  }

  private static func isOption(_ word: String) -> Bool { word != "-" && word.hasPrefix("-") }

  private mutating func take(flag: String) -> Bool {
    switch flag {
    case "--pending": request.reportsPending = true
    case "--replay": request.replays = true
    case "--timings": request.tellsTimes = true
    case "--quiet": isQuiet = true
    default: return false
    }
    return true
  }

  /// False where the option or its value is unknown.
  private mutating func take(_ values: ArraySlice<String>, of option: String) throws -> Bool {
    let value = values[values.startIndex]
    switch option {
    case "--data": request.data += values
    case "--schema": request.schemaFile = value
    case "--from": request.from = try moment(value)
    case "--to": request.to = try moment(value)
    case "--now": request.now = try moment(value)
    case "--set": request.overrides.append(try setting(value))
    case "--every":
      request.every = try span(value)
      request.hasExplicitGrid = true
    case "--format":
      guard let known = RunFormat(rawValue: value) else { return false }
      format = known.output
    case "--color":
      guard let known = ColourChoice(rawValue: value) else { return false }
      colour = known
    case "--progress":
      guard let known = ProgressChoice(rawValue: value) else { return false }
      progress = known
    default: return false
    }
    return true
  }

  /// Does it, and leaves.
  func run() -> Never {
    let talk = Talk(format, colour, isQuiet: isQuiet, progress)
    talk.leave(talk.run(request))
  }
}
