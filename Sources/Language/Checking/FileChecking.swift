// The doors of checking: files of rules, and a single expression beside them.
import Columns
import Diagnostics
import Quantities

/// Checks rule files; mistakes, those of the syntax included, are in the program's diagnostics.
///
/// Each file is a world of its own names, except that series declared in one hold in all, and that
/// names of rules are unique across them. In the shell all files are one world and may redefine.
package func check(_ files: [SyntaxFile], in context: CheckingContext) -> CheckedProgram {
  guard let first = files.first else { return CheckedProgram() }
  let checker = Checker(context: context, source: first.source)
  checker.load(files)
  checker.checkOverrides()
  checker.checkItems(of: files)
  checker.lintDefinitions()
  return checker.finished(files)
}

/// Checks the bare expressions of a statement beside rule files, whose names it may use.
///
/// The rules themselves are not checked or run; only what the expressions need is.
package func check(
  expression statement: SyntaxFile, beside files: [SyntaxFile], in context: CheckingContext
) -> CheckedProgram {
  let checker = Checker(context: context, source: statement.source)
  checker.load(files + [statement])
  checker.checkOverrides()
  if let module = checker.rootModules.last {
    for other in checker.rootModules.dropLast() {
      module.definitions.merge(other.definitions) { own, _ in own }
    }
  }
  checker.checkItems(of: [statement])
  return checker.finished(files + [statement])
}

extension Checker {
  /// Reads the names of all files.
  func load(_ files: [SyntaxFile]) {
    declareOffered()
    for file in files {
      if !context.isInteractive { given[file.source.name] = file }
      tellSyntax(of: file)
      declareSeries(of: file)
    }
    if context.isInteractive {
      let module = Module()
      for file in files { load(into: module, file) }
      module.isLoading = false
      rootModules = files.map { _ in module }
    } else {
      rootModules = files.map { load($0) }
    }
  }

  /// Checks every item of files that are loaded, the last of the root modules.
  func checkItems(of files: [SyntaxFile]) {
    forEachItem(of: files) { check($0) }
    forEachItem(of: files) { checkLate($0) }
  }

  private func forEachItem(of files: [SyntaxFile], _ body: (Item) -> Void) {
    for (place, file) in files.enumerated() {
      let module = rootModules[rootModules.count - files.count + place]
      inScope(Scope(module: module, source: file.source)) { file.items.forEach(body) }
    }
  }

  private func check(_ item: Item) {
    switch item.kind {
    case .alert(let alert): self.alert(alert, item.range)
    case .record(let record): self.record(record, item.range)
    case .label(let name, let keys, let value): label(name, keys, value, item.range)
    case .expression(let expression):
      let operand = value(expression)
      if !operand.isInvalid { program.expressions.append(operand.expression) }
    case .letBinding(let name, _): checkDefinition(name)
    case .param(let param): checkDefinition(param.name)
    case .function(let function): checkDefinition(function.name)
    case .importFile, .series, .backtest, .test: break
    }
  }

  /// Backtests and tests may name rules that come after them.
  private func checkLate(_ item: Item) {
    switch item.kind {
    case .backtest(let backtest): self.backtest(backtest, item.range)
    case .test(let test): self.test(test, item.range)
    default: break
    }
  }

  /// Checks a definition even where nothing uses it.
  private func checkDefinition(_ name: Spelled<String>) {
    guard let definition = scope.module.definitions[name.value],
      definition.source === scope.source, definition.name.range == name.range
    else { return }
    switch definition.kind {
    case .letBinding:
      guard let value = checkedValue(definition, usedAt: name.range), !value.isInvalid,
        value.window == nil
      else { return }
      program.lets.append((name.value, value.expression))
    case .parameter:
      if let parameter = checkedParameter(definition) { program.parameters.append(parameter) }
    case .function(let item): checkBody(item, definition)
    case .record: break
    }
  }

  /// Checks the names in a function's body, its arguments standing for anything.
  private func checkBody(_ item: FunctionItem, _ definition: Definition) {
    var inner = Scope(definition)
    inner.allowsNext = true
    var seen: Set<String> = []
    for parameter in item.parameters {
      if !seen.insert(parameter.name.value).inserted {
        tell(
          problem("E0202", "`\(item.name.value)` has two parameters `\(parameter.name.value)`",
            at: parameter.name.range))
      }
      inner.locals[parameter.name.value] = invalid(parameter.name.range)
    }
    inner.calls = scope.calls
    inScope(inner) { _ = raw(item.body) }
  }

  /// The program with everything told, in the order of the files.
  func finished(_ files: [SyntaxFile]) -> CheckedProgram {
    tellUnansweredHoles()
    noteSeriesRead()
    lintUnseenSeries()
    refuseCost()
    applySnoozes(of: files)
    sortDiagnostics(files)
    program.adoptedUnits.sort { ($0.source, $0.range.lower) < ($1.source, $1.range.lower) }
    program.adoptedUnits = program.adoptedUnits.reduce(into: []) {
      if $0.last != $1 { $0.append($1) }
    }
    return program
  }

  /// Refuses what costs too much; beside data only where its keys were counted, since a guess of
  /// the whole market must not refuse one symbol.
  private func refuseCost() {
    let isJudged = context.offered == nil || !context.counts.isEmpty
    guard isJudged, !program.diagnostics.hasErrors else { return }
    program.diagnostics += cost(of: program, in: context).refusals
  }

  /// In the order of the files and of their text; the command line first, imports last.
  private func sortDiagnostics(_ files: [SyntaxFile]) {
    let places = files.enumerated().map { (ObjectIdentifier($0.element.source), $0.offset) }
    let order = Dictionary(places, uniquingKeysWith: { first, _ in first })
    func rank(_ diagnostic: Diagnostic) -> (Int, String, Int) {
      guard case .source(let source, let range) = diagnostic.place else { return (-1, "", 0) }
      let elsewhere = source.name == "--set" ? -1 : files.count
      return (order[ObjectIdentifier(source)] ?? elsewhere, source.name, range.lower)
    }
    let sorted = program.diagnostics.enumerated().sorted {
      let a = rank($0.element)
      let b = rank($1.element)
      return (a.0, a.1, a.2, $0.offset) < (b.0, b.1, b.2, $1.offset)
    }
    program.diagnostics = sorted.map(\.element)
  }

  /// Holes that no comparison or sum could say anything about.
  private func tellUnansweredHoles() {
    for (source, range) in holes {
      inScope(Scope(module: Module(), source: source)) {
        tell(problem("E0210", "any value fits here: a series, a let, a number", at: range))
      }
    }
  }

  private func noteSeriesRead() {
    for expression in program.allExpressions {
      expression.forEachSeries { program.seriesRead.insert($0.schema.name) }
    }
  }
}

extension CheckedProgram {
  /// Every expression that a run evaluates, rule by rule.
  package var allExpressions: [CheckedExpression] {
    var found: [CheckedExpression] = []
    for alert in alerts {
      for level in alert.levels { found += [level.trigger] + (level.until.map { [$0] } ?? []) }
      found += alert.exceptions.map(\.condition)
      for case .value(let value, _) in alert.say?.parts ?? [] { found.append(value) }
    }
    found += records.map(\.value) + labels.map(\.condition) + expressions
    return found
  }
}
