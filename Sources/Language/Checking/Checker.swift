// The checker's state: what is being checked, what has been said, and how it is said.
import Columns
import Diagnostics
import Quantities

/// Checks files and expressions; every mistake is collected and none is told twice.
final class Checker {
  /// How many parts one expression may have with every let and function in place.
  static let sizeLimit = 20_000
  /// How deep one expression may be with every let and function in place.
  static let depthLimit = 256
  /// How deep the checker itself goes, through brackets, functions and lets not yet checked.
  static let recursionLimit = 160
  /// The longest span a rule may name: ten years.
  static let spanLimit = TimeSpan.days(3_650)

  /// How many function calls one check puts in place.
  static let inliningLimit = 10_000

  let context: CheckingContext
  var program = CheckedProgram()
  var scope: Scope
  /// Modules already read, by the name of their source.
  var modules: [String: Module] = [:]
  /// The standard library, once a name of it was needed.
  var standardModule: Module?
  /// The files given to the check, not those they import.
  var rootModules: [Module] = []
  /// Where each declared series is declared.
  var declaredAt: [String: (source: SourceText, range: SourceRange)] = [:]
  /// The names of alerts, halts, labels and records, whether they are sound or not.
  var rules: [String: NotedRule] = [:]
  /// How many alerts and halts have no name of their own, by kind.
  var unnamedRules: [String: Int] = [:]
  /// The label keys that a rule may test.
  var knownKeys: Set<String> = ["venue", "asset", "symbol"]
  /// How deep in an expression the checker is.
  var depth = 0
  /// The files given to the check, by name, so that importing one does not read it again.
  var given: [String: SyntaxFile] = [:]
  /// Where holes stand.
  var holes: [(source: SourceText, range: SourceRange)] = []
  private var told: Set<Told> = []
  /// Where the syntax errors begin, by source.
  private var syntaxErrors: [ObjectIdentifier: Set<Int>] = [:]
  private var inlinings = 0

  private struct Told: Hashable {
    let code: String
    let source: ObjectIdentifier
    let range: SourceRange
  }

  init(context: CheckingContext, source: SourceText) {
    self.context = context
    scope = Scope(module: Module(), source: source)
  }

  /// A mistake at a range of the text being checked.
  func problem(_ code: String, _ message: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(code, .error, message, at: .source(scope.source, range))
  }

  /// A lint at a range of the text being checked.
  func lint(_ code: String, _ message: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(code, .lint, message, at: .source(scope.source, range))
  }

  /// Collects a diagnostic, once per place and code; inside a function with where it was called.
  func tell(_ diagnostic: Diagnostic) {
    var diagnostic = diagnostic
    if case .source(let source, let range) = diagnostic.place {
      let key = Told(code: diagnostic.code, source: ObjectIdentifier(source), range: range)
      guard told.insert(key).inserted else { return }
    }
    if let call = scope.calls.last {
      let place = Place.source(call.source, call.range).text ?? ""
      // An edit of the body would mend one call and might break another.
      diagnostic.suggestions = diagnostic.suggestions.map { Suggestion($0.message) }
      diagnostic.notes.append("in the call `\(call.source.oneLine(call.range))` at \(place)")
    }
    program.diagnostics.append(diagnostic)
  }

  /// Collects what the syntax of a file came to.
  func tellSyntax(of file: SyntaxFile) {
    program.diagnostics += file.diagnostics
    for case .source(let source, let range) in file.diagnostics.map(\.place) {
      syntaxErrors[ObjectIdentifier(source), default: []].insert(range.lower)
    }
  }

  /// True where a syntax error begins where this does.
  func isToldBySyntax(_ range: SourceRange) -> Bool {
    syntaxErrors[ObjectIdentifier(scope.source)]?.contains(range.lower) == true
  }

  /// Counts one more function put in place; false beyond the limit.
  func spendInlining() -> Bool {
    inlinings += 1
    return inlinings <= Self.inliningLimit
  }

  /// What stands where an error was told: silent wherever it goes.
  func invalid(_ range: SourceRange) -> Operand {
    Operand(
      CheckedExpression(
        .invalid, type: .quantity(.ratio), unit: .ratio, keys: [], range: range,
        source: scope.source))
  }

  /// Tells a mistake and stands in for the value it spoils.
  func fail(_ diagnostic: Diagnostic, _ range: SourceRange) -> Operand {
    tell(diagnostic)
    return invalid(range)
  }

  /// Does some work in another scope and comes back.
  func inScope<Result>(_ inner: Scope, _ work: () -> Result) -> Result {
    let outer = scope
    scope = inner
    defer { scope = outer }
    return work()
  }
}

/// Where names are looked up.
struct Scope {
  /// A function being put in place, and from where.
  struct Call {
    let definition: Definition
    let source: SourceText
    let range: SourceRange
  }

  let module: Module
  /// The text being checked.
  let source: SourceText
  /// The arguments of the function whose body this is.
  var locals: [String: Operand] = [:]
  /// True inside a label, where `[next D]` may stand.
  var allowsNext = false
  var calls: [Call] = []

  init(module: Module, source: SourceText) {
    self.module = module
    self.source = source
  }

  /// The scope in which a definition stands.
  init(_ definition: Definition) {
    self.init(module: definition.module, source: definition.source)
  }
}

/// The names of one file, or of all statements of a shell: its own, and those it imports.
final class Module {
  var definitions: [String: Definition] = [:]
  /// The file's own definitions in file order.
  var own: [Definition] = []
  /// True while its imports are being read.
  var isLoading = true
}

/// A name a file gives to something.
final class Definition {
  enum Kind {
    case letBinding(Expression)
    case function(FunctionItem)
    case parameter(ParamItem)
    case record(RecordItem)
  }
  enum Progress { case waiting, running, done }

  let name: Spelled<String>
  let kind: Kind
  unowned let module: Module
  let source: SourceText
  var progress = Progress.waiting
  /// The value of a let or record once checked.
  var value: Operand?
  /// The parameter once checked.
  var parameter: CheckedParameter?
  var isUsed = false
  /// True where its value looks ahead, so that only labels may use it.
  var looksAhead = false

  init(name: Spelled<String>, kind: Kind, scope: Scope) {
    self.name = name
    self.kind = kind
    module = scope.module
    source = scope.source
  }

  /// `let`, `fn`, `param`, `record`.
  var word: String {
    switch kind {
    case .letBinding: "let"
    case .function: "fn"
    case .parameter: "param"
    case .record: "record"
    }
  }

  /// `file:line` of the definition.
  var place: String {
    let position = source.position(at: name.range.lower)
    return "\(source.name):\(position.line)"
  }
}
