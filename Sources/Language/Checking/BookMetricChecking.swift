// Metrics of books by name: a loaded series where there is one, else a series measured of books.
import Columns
import Diagnostics
import Functions
import Quantities

/// A metric of books as it is written: its arguments as numbers, and where.
struct BookCall {
  let function: MetricFunction
  let kernel: BookKernel
  /// One per parameter, in base units; a word is its place.
  let numbers: [Double]
  let range: SourceRange

  /// The series it gives, as a rule would spell it: `slippage_bps(1M USD, buy)`.
  var name: String { BookMetrics.spelling(of: function, numbers) }
}

extension Checker {
  /// A call of a metric of books; nil where the metric is none of books.
  func bookMetric(_ function: MetricFunction, _ site: CallSite) -> Operand? {
    guard case .book(let kernel) = function.kernel else { return nil }
    if let over = site.over {
      return fail(keepsKeys(function, over, site), site.range)
    }
    guard let numbers = numbers(of: site, function) else { return invalid(site.range) }
    return measured(
      BookCall(function: function, kernel: kernel, numbers: numbers, range: site.range))
  }

  /// What a test gives where it gives a metric of books; nil where the name is none, or after an
  /// error in its arguments.
  func bookSchema(_ given: GivenSyntax) -> SeriesSchema? {
    let short = BookMetrics.shortForm(given.series.value)
    guard let function = MetricFunctions.function(named: short?.name ?? given.series.value),
      case .book(let kernel) = function.kernel
    else { return nil }
    let range = given.metric?.range ?? given.series.range
    var numbers = short?.numbers ?? function.defaults
    if case .call(let name, let arguments)? = given.metric?.kind {
      let site = CallSite(name: name, arguments: arguments, over: nil, range: range)
      numbers = self.numbers(of: site, function)
    }
    guard let numbers else { return nil }
    let call = BookCall(function: function, kernel: kernel, numbers: numbers, range: range)
    if let terms = kernel.terms(numbers) {
      tell(
        problem("E0606", "`\(call.name)` is put together from other series; give those", at: range)
          .noting("it is `\(terms)`"))
      return nil
    }
    let loaded = BookMetrics.shortName(of: function, numbers).flatMap(catalogued)
    return loaded ?? schema(of: call, keys: Catalogue.marketKeys)
  }

  private func schema(of call: BookCall, keys: [String]) -> SeriesSchema {
    SeriesSchema(
      name: call.name, kind: call.kernel.givesEvents ? .event : .gauge,
      unit: BookMetrics.unit(of: call.function, call.numbers),
      keys: keys.filter(Catalogue.marketKeys.contains), every: BookMeasure.every,
      stale: BookMeasure.stale, origin: .format)
  }

  /// A bare name of a metric of books, or a short form such as `depth_25bps_ask`; nil where the
  /// name is none.
  func bookMetric(named name: String, _ range: SourceRange) -> Operand? {
    let short = BookMetrics.shortForm(name)
    // The library's form is of series that data without books may have.
    if short != nil, standard(name) != nil { return nil }
    guard let function = MetricFunctions.function(named: short?.name ?? name),
      case .book(let kernel) = function.kernel
    else { return nil }
    guard let numbers = short?.numbers ?? function.defaults else {
      let site = CallSite(name: Spelled(name, range), arguments: [], over: nil, range: range)
      return fail(metricCountProblem(function, site), range)
    }
    return measured(BookCall(function: function, kernel: kernel, numbers: numbers, range: range))
  }

  /// The series a metric of books stands for, or the expression it is put together as.
  private func measured(_ call: BookCall) -> Operand {
    if let terms = call.kernel.terms(call.numbers) { return expanded(terms, call) }
    let short = BookMetrics.shortName(of: call.function, call.numbers)
    for name in [call.name, short].compactMap({ $0 }) {
      if let schema = program.schemas[name] ?? (context.offered == nil ? catalogued(name) : nil) {
        return stored(schema, call.range)
      }
    }
    guard
      context.offered == nil
        || context.books.map({ $0.detail >= call.kernel.needs.detail })
          ?? false
    else { return fail(noBooks(call), call.range) }
    let keys = context.offered == nil ? Catalogue.marketKeys : context.books?.keys ?? []
    let schema = schema(of: call, keys: keys)
    program.measures[call.name] = call.kernel.measure(call.numbers, giving: schema)
    return stored(schema, call.range)
  }

  /// A metric put together from other series, as if it were a function of the file.
  private func expanded(_ terms: String, _ call: BookCall) -> Operand {
    let file = parse(
      SourceText(name: call.function.name, text: terms, origin: .program), mode: .interactive)
    guard case .expression(let body)? = file.items.first?.kind else { return invalid(call.range) }
    var inner = Scope(module: Module(), source: file.source)
    inner.calls = scope.calls
    let value = inScope(inner) { raw(body) }
    guard !value.isInvalid else { return invalid(call.range) }
    var operand = value.relocated(to: call.range, in: scope.source)
    let unit = call.function.unit
    if operand.dimension == unit.dimension {
      operand.expression = operand.expression.printed(in: unit)
    }
    return operand
  }

  private func catalogued(_ name: String) -> SeriesSchema? { Catalogue.series(named: name) }

  private func noBooks(_ call: BookCall) -> Diagnostic {
    let name = call.function.name
    let what =
      switch context.books?.detail {
      case nil: "the data has no order book, which `\(name)` is measured of"
      case .prices: "the data has best prices without their sizes; `\(name)` needs more of a book"
      case .quotes, .levels:
        "the data has best quotes only; `\(name)` is measured of the levels of a book"
      }
    let short = BookMetrics.shortName(of: call.function, call.numbers) ?? call.function.name
    let files =
      call.kernel.needs.detail == .levels
      ? "snapshots or depth updates" : "snapshots, depth updates or best quotes with sizes"
    return problem("E0211", what, at: call.range).noting(
      "load \(files) (the Formats page lists the kinds of files), or a series `\(short)`")
  }

  // MARK: - Arguments

  /// The numbers of a call, one per parameter; nil after an error.
  private func numbers(of site: CallSite, _ function: MetricFunction) -> [Double]? {
    guard function.argumentCount.contains(site.arguments.count) else {
      tell(metricCountProblem(function, site))
      return nil
    }
    var numbers: [Double] = []
    var isSound = true
    for (index, parameter) in function.parameters.enumerated() {
      let place = ArgumentPlace(function: function, parameter: parameter, unit: parameter.unit)
      let argument = index < site.arguments.count ? site.arguments[index] : nil
      let number = argument.map { self.number($0, at: place) } ?? parameter.fallback
      if number == nil { isSound = false }
      numbers.append(number ?? .nan)
    }
    guard isSound else { return nil }
    guard let (place, complaint) = BookMetrics.complaint(about: numbers, of: function) else {
      return numbers
    }
    let range = site.arguments.indices.contains(place) ? site.arguments[place].range : site.range
    var told = problem("E0212", complaint, at: range).noting("it is `\(function.signature)`")
    if numbers[place] >= 1, function.parameters[place].unit?.dimension.isRatio == true,
      case .number(let literal) = site.arguments[place].kind, literal.unit == nil,
      function.parameters[place].unit != .ratio
    {
      let fix = scope.source.oneLine(range) + (function.parameters[place].unit?.text ?? "")
      told = told.suggesting(Suggestion("write `\(fix)`", replacing: range, with: fix))
    }
    tell(told)
    return nil
  }
}

extension MetricFunction {
  /// The numbers of a call without arguments, or nil where some are needed.
  fileprivate var defaults: [Double]? {
    let numbers = parameters.compactMap(\.fallback)
    return numbers.count == parameters.count ? numbers : nil
  }
}
