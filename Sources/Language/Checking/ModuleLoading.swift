// From files to modules: what each file defines, imports and declares.
import Columns
import Diagnostics
import Quantities

extension Checker {
  /// Reads the names of a file, and those of the files it imports.
  func load(_ file: SyntaxFile) -> Module {
    if let module = modules[file.source.name] { return module }
    let module = Module()
    modules[file.source.name] = module
    load(into: module, file)
    module.isLoading = false
    return module
  }

  /// Adds a file's names to a module; the shell adds many files to one.
  func load(into module: Module, _ file: SyntaxFile) {
    inScope(Scope(module: module, source: file.source)) {
      for item in file.items {
        if case .importFile(let path, let namespace) = item.kind {
          importFile(path, namespace, into: module)
        }
      }
      for item in file.items { declare(item, in: module) }
    }
  }

  private func declare(_ item: Item, in module: Module) {
    switch item.kind {
    case .letBinding(let name, let value): define(name, .letBinding(value), in: module)
    case .function(let function): define(function.name, .function(function), in: module)
    case .param(let param): define(param.name, .parameter(param), in: module)
    case .record(let record): define(record.name, .record(record), in: module)
    default: break
    }
  }

  private func define(_ name: Spelled<String>, _ kind: Definition.Kind, in module: Module) {
    let definition = Definition(name: name, kind: kind, scope: scope)
    if let problem = clash(name, definition.word, in: module) {
      tell(problem)
      if module.definitions[name.value] != nil { return }
    }
    module.definitions[name.value] = definition
    module.own.append(definition)
  }

  private func clash(_ name: Spelled<String>, _ word: String, in module: Module) -> Diagnostic? {
    let text = name.value
    if let other = module.definitions[text] {
      guard !context.isInteractive else { return nil }
      let isOwn = other.module === module
      return problem(
        isOwn ? "E0202" : "E0203",
        isOwn
          ? "`\(text)` is defined twice" : "`\(text)` hides an imported \(other.word)",
        at: name.range
      ).noting("the other one is at \(other.place)")
    }
    if word == "fn", FunctionNames.isBuiltIn(text) {
      return problem(
        "E0203", "`\(text)` is a built-in function; give the \(word) another name", at: name.range)
    }
    // A column that only the data brings gives way: data must not break a rule file.
    let isDeclared = declaredAt[text] != nil
    guard isDeclared || Catalogue.series(named: text) != nil else { return nil }
    let who = isDeclared ? "a declared series" : "a series of the catalogue"
    return problem(
      "E0203", "`\(text)` is \(who); give the \(word) another name", at: name.range)
  }

  // MARK: - Imports

  private func importFile(
    _ path: Spelled<String>, _ namespace: Spelled<String>?, into module: Module
  ) {
    let text: SourceText
    switch context.importer(path.value, scope.source.name) {
    case .success(let source): text = source
    case .failure(let failure):
      tell(
        problem("E0706", "cannot import \"\(path.value)\": \(failure.reason)", at: path.range))
      return
    }
    guard let imported = importedModule(text, path) else { return }
    for (name, definition) in imported.definitions.sorted(by: { $0.key < $1.key }) {
      let visible = namespace.map { "\($0.value).\(name)" } ?? name
      if let other = module.definitions[visible], other !== definition {
        tell(
          problem("E0203", "importing \"\(path.value)\" brings a second `\(visible)`",
            at: path.range
          ).noting("one is at \(definition.place), the other at \(other.place)").suggesting(
            Suggestion("give the import a name of its own: `import \"\(path.value)\" as …`")))
        continue
      }
      module.definitions[visible] = definition
    }
  }

  private func importedModule(_ source: SourceText, _ path: Spelled<String>) -> Module? {
    if let known = modules[source.name] {
      guard known.isLoading else { return known }
      tell(
        problem("E0707", "importing \"\(path.value)\" closes a circle: \(source.name) is already"
          + " being read", at: path.range))
      return nil
    }
    let file = given[source.name] ?? parse(source)
    if given[source.name] == nil {
      tellSyntax(of: file)
      declareSeries(of: file)
    }
    if file.diagnostics.hasErrors {
      tell(problem("E0706", "\"\(path.value)\" has errors of its own", at: path.range))
    }
    return load(file)
  }
}
