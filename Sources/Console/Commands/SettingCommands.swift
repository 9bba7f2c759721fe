// Commands that set how the shell behaves, one for each setting, and the two that see them all.
import Diagnostics
import Sinks

extension DotCommand {
  static let settingCommands: [DotCommand] =
    SettingDeclaration.all.filter { $0.name != "prompt" }.map(settingCommand) + [
      DotCommand(
        name: ".set", arguments: "NAME VALUE | PARAM=VALUE",
        help: "change a setting, or a parameter of the rules", completes: .settings
      ) { $0.set($1) },
      DotCommand(name: ".show", arguments: "", help: "the settings and their values") { shell, _ in
        shell.showSettings()
      },
    ]

  private static func settingCommand(_ setting: SettingDeclaration) -> DotCommand {
    DotCommand(
      name: "." + setting.name, arguments: "[\(setting.usage)]", help: setting.help,
      completes: .words(setting.values)
    ) { shell, call in
      guard call.words.count > 1 else {
        return Answer(text: "\(setting.name) \(setting.read(shell.settings))")
      }
      return shell.change(setting, to: call.arguments[0], call, at: 1)
    }
  }
}

extension Shell {
  func change(
    _ setting: SettingDeclaration, to value: String, _ call: CommandCall, at index: Int
  ) -> Answer {
    guard setting.write(&settings, value) else {
      return call.failure(
        "E0952", "`\(setting.name)` cannot be `\(value)`", at: index,
        help: "write \(setting.expected)")
    }
    engine.ticks = settings.ticks
    return Answer()
  }

  fileprivate func set(_ call: CommandCall) -> Answer {
    guard let first = call.arguments.first else { return showSettings() }
    if first.contains("=") {
      return engine.set(SourceText(name: call.source.name, text: call.rest))
    }
    guard let setting = SettingDeclaration.named(first) else {
      let names = SettingDeclaration.all.map(\.name).joined(separator: ", ")
      return call.failure(
        "E0952", "there is no setting `\(first)`", at: 1,
        help: "the settings are \(names); a parameter is set with `.set NAME=VALUE`")
    }
    guard call.arguments.count > 1 || setting.form?.sign == "TEXT" else {
      return call.misuse(".set")
    }
    return change(setting, to: call.arguments.count > 1 ? call.arguments[1] : "", call, at: 2)
  }

  fileprivate func showSettings() -> Answer {
    var table = Table([.init("setting"), .init("value"), .init("meaning")])
    for setting in SettingDeclaration.all {
      table.rows.append(
        [.text(setting.name), .text(setting.read(settings)), .text(setting.help)])
    }
    return Answer(results: [ResultSet(table)])
  }
}
