// Opening the shell.
import ArgumentParser
import Console
import Sessions

extension Shell {
  /// The conversation, or the statements, to the end; the exit code.
  func converse() throws -> Int32 {
    var options = ShellOptions()
    options.data = data
    options.command = command
    if let mode, !options.setMode(mode) {
      throw ValidationError("'\(mode)' is no mode; write table, line, csv, tsv, json, jsonl or md")
    }
    options.initFile = initFile
    options.readsInitFile = !skipsInit
    options.colour = talk.color
    options.showsProgress = talk.progress == .auto
    options.keepsGoing = keepGoing
    options.isQuiet = talk.quiet
    return Console.Shell(engine: SessionEngine(reading.request()), options: options).run()
  }
}
