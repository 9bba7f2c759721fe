// The command line: chooses what to do and says nothing of how.
import ArgumentParser
import Console
import Sessions

/// The root command; without a subcommand it is the shell.
@main
struct Brink: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "brink",
    abstract: "Tells that a crypto-derivatives market is running out of inventory before it does.",
    discussion: """
      Examples:
        brink data/                                explore a folder in the shell
        brink query 'oi / reserve' --data data/    print an expression's values
        brink run Rules/ --data data/              evaluate rules over data

      Exit codes: 0 quiet, 1 firing, 2 compile or usage error, 3 lint (check
      only), 4 unknown, 5 input/output or internal.
      """,
    version: "brink 0.1.0 (language 1)",
    subcommands: [
      Shell.self, Run.self, Query.self, Check.self, Format.self, Test.self, Explain.self,
      Backtest.self, Describe.self, Reference.self, Sample.self,
    ],
    defaultSubcommand: Shell.self)

  /// The commands of cron lines, read on their own: the whole tree of commands takes a millisecond
  /// to make. Whatever is unusual (help, a mistake) is nil and left to the tree.
  private static func direct() -> (any ParsableCommand)? {
    let arguments = (1..<max(1, Int(CommandLine.argc))).compactMap { place in
      CommandLine.unsafeArgv[place].map { String(cString: $0) }
    }
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "run":
      PlainRun(rest)?.run()
      return try? Run.parse(rest)
    case "query": return try? Query.parse(rest)
    case "describe": return try? Describe.parse(rest)
    case "check": return try? Check.parse(rest)
    default: return nil
    }
  }

  static func main() {
    do {
      var command = try direct() ?? parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      quit(code.rawValue)
    } catch {
      let message = fullMessage(for: error)
      let isAsked = exitCode(for: error) == .success
      let streams = Streams()
      isAsked ? streams.out(message + "\n") : streams.err(message + "\n")
      streams.flush()
      quit(isAsked ? 0 : 2)
    }
  }
}
