// What every command shares: how it talks, how it prepares, how it refuses.
import Diagnostics
import Feeds
import Language
import Sinks

/// How a command talks.
package struct Manner: Sendable {
  /// The format asked for, or nil for what suits the reader.
  package var format: OutputFormat?
  package var isQuiet = false
  package var showsProgress = false

  package init(format: OutputFormat? = nil, isQuiet: Bool = false, showsProgress: Bool = false) {
    self.format = format
    self.isQuiet = isQuiet
    self.showsProgress = showsProgress
  }
}

/// One command's conversation: its streams and its manner.
package struct Talk {
  package let streams: Streams
  package let manner: Manner

  package init(_ streams: Streams, _ manner: Manner) {
    self.streams = streams
    self.manner = manner
  }

  /// Reads rule files; draws what cannot be read and gives nil.
  func sources(_ paths: [String]) -> [SourceText]? {
    let (sources, failures) = RuleFiles.read(paths)
    streams.draw(failures)
    if failures.isEmpty, sources.isEmpty {
      streams.draw([Diagnostic("E0903", .error, "there is no rule file to read", at: .run)])
    }
    return failures.isEmpty && !sources.isEmpty ? sources : nil
  }

  /// Prepares a request; draws its warnings, or its refusal and gives the status to leave with.
  func prepare(
    _ request: RunRequest, _ files: [SyntaxFile]
  ) -> Result<Preparation, Refused> {
    let progress = ProgressLine(streams, isOn: manner.showsProgress)
    do throws(Refusal) {
      var pool = DataPool(paths: request.data, schemaFile: request.schemaFile)
      let prepared = try Preparation.make(request, files, &pool) { progress.show($0) }
      progress.clear()
      streams.draw(prepared.warnings.filter { $0.isError || !manner.isQuiet })
      return .success(prepared)
    } catch {
      progress.clear()
      streams.draw(error.diagnostics)
      return .failure(Refused(status: error.status))
    }
  }

  /// The style tables are printed in: what was asked for, else for people on a terminal, else CSV.
  var tableStyle: TableStyle {
    let mode = manner.format.flatMap { TableMode(rawValue: $0.rawValue) }
    guard streams.outputIsTerminal, mode == nil || mode == .table else {
      return TableStyle(mode ?? .csv)
    }
    return .terminal(width: streams.width, ink: streams.ink, charset: charset)
  }

  /// What this terminal can draw.
  var charset: Charset {
    let locale = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG") ?? ""
    let isUTF8 = locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
    return isUTF8 && environment("TERM") != "dumb" ? .utf8 : .ascii
  }
}

/// A request that was refused, its reasons already drawn.
struct Refused: Error {
  let status: ExitStatus
}
