// The syntax of the items of a rule file, as written.
package import Diagnostics
package import Quantities

/// One item of a file with its place.
package struct Item: Sendable {
  package let kind: Kind
  package let range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  /// The items of the grammar, and the bare expression and assignments the shell accepts.
  package enum Kind: Sendable {
    case importFile(path: Spelled<String>, namespace: Spelled<String>?)
    case series(SeriesItem)
    case param(ParamItem)
    case letBinding(name: Spelled<String>, Expression)
    case function(FunctionItem)
    case record(RecordItem)
    case alert(AlertItem)
    case label(name: Spelled<String>, keys: [Spelled<String>]?, Expression)
    case backtest(BacktestItem)
    case test(TestItem)
    /// A bare expression: the shell prints its values.
    case expression(Expression)
  }
}

/// `series oi : gauge USD by symbol every 1m stale 30s`.
package struct SeriesItem: Sendable {
  package var name: Spelled<String>
  package var kind: String
  package var unit: Spelled<Unit>
  package var keys: [Spelled<String>]?
  package var every: Spelled<TimeSpan>?
  package var stale: Spelled<TimeSpan>?
  package var lag: Spelled<TimeSpan>?

  package init(name: Spelled<String>, kind: String, unit: Spelled<Unit>) {
    self.name = name
    self.kind = kind
    self.unit = unit
  }
}

/// `param r : x = 85% per symbol { BTC: 92% }`.
package struct ParamItem: Sendable {
  package var name: Spelled<String>
  package var unit: Spelled<Unit>?
  package var value: Expression
  package var key: Spelled<String>?
  package var entries: [(key: Spelled<String>, value: Expression)] = []

  package init(name: Spelled<String>, unit: Spelled<Unit>?, value: Expression) {
    self.name = name
    self.unit = unit
    self.value = value
  }
}

/// `fn cover(a: USD, b: USD) = a / b`.
package struct FunctionItem: Sendable {
  package var name: Spelled<String>
  package var parameters: [(name: Spelled<String>, unit: Spelled<Unit>?)]
  package var body: Expression

  package init(
    name: Spelled<String>, parameters: [(name: Spelled<String>, unit: Spelled<Unit>?)],
    body: Expression
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// `record margin_floor : % by symbol = …`.
package struct RecordItem: Sendable {
  package var name: Spelled<String>
  package var unit: Spelled<Unit>?
  package var keys: [Spelled<String>]?
  package var value: Expression

  package init(
    name: Spelled<String>, unit: Spelled<Unit>?, keys: [Spelled<String>]?, value: Expression
  ) {
    self.name = name
    self.unit = unit
    self.keys = keys
    self.value = value
  }
}

/// How long a condition must hold.
package enum Hold: Sendable, Equatable {
  /// `for 15m`.
  case span(TimeSpan)
  /// `for 3 of 5 ticks`.
  case count(Int, of: Int)
  /// `for 80% of 15m`, the share as a ratio.
  case share(Double, of: TimeSpan)
}

/// `when A [then B within D]`.
package struct TriggerSyntax: Sendable {
  package var when: Expression
  package var then: Expression?
  package var within: Spelled<TimeSpan>?
  package let range: SourceRange

  package init(when: Expression, range: SourceRange) {
    self.when = when
    self.range = range
  }

  /// The same trigger with another range.
  init(_ other: TriggerSyntax, range: SourceRange) {
    when = other.when
    then = other.then
    within = other.within
    self.range = range
  }
}

/// A trigger with its modifiers, named in a block of levels.
package struct LevelSyntax: Sendable {
  package var name: Spelled<String>?
  package var trigger: TriggerSyntax
  package var hold: Spelled<Hold>?
  package var until: Expression?
  package var untilHold: Spelled<Hold>?
  package var keep: Spelled<TimeSpan>?
  package var range: SourceRange

  package init(name: Spelled<String>?, trigger: TriggerSyntax, range: SourceRange) {
    self.name = name
    self.trigger = trigger
    self.range = range
  }
}

/// What an alert does when its hold of the unknown ends.
package enum UnknownAction: String, Sendable, CaseIterable {
  case report
  case fire
  case clear
}

/// `on unknown hold 5m then report`.
package struct UnknownPolicy: Sendable, Equatable {
  package var hold: TimeSpan
  package var action: UnknownAction

  package init(hold: TimeSpan = .minutes(5), action: UnknownAction = .report) {
    self.hold = hold
    self.action = action
  }
}

/// `except COND until DATE because "…"`.
package struct ExceptionSyntax: Sendable {
  package var condition: Expression
  package var until: Spelled<Timestamp>
  package var because: Spelled<String>
  package var range: SourceRange

  package init(
    condition: Expression, until: Spelled<Timestamp>, because: Spelled<String>,
    range: SourceRange
  ) {
    self.condition = condition
    self.until = until
    self.because = because
    self.range = range
  }
}

/// `alert` or `halt`, one-line or block.
package struct AlertItem: Sendable {
  package var isHalt: Bool
  package var name: Spelled<String>?
  package var keys: [Spelled<String>]?
  package var every: Spelled<TimeSpan>?
  package var isBlock: Bool
  /// The `when` clauses and `level` clauses in file order.
  package var levels: [LevelSyntax] = []
  package var unknown: Spelled<UnknownPolicy>?
  package var severity: Spelled<String>?
  /// The message as written between its quotes, escapes and all.
  package var say: Spelled<String>?
  /// The message cut into text and expressions; its mistakes are among the file's diagnostics.
  package var template: TemplateSyntax?
  package var exceptions: [ExceptionSyntax] = []
  /// The keyword `alert` or `halt` itself.
  package var keyword: SourceRange

  package init(isHalt: Bool, name: Spelled<String>?, isBlock: Bool, keyword: SourceRange) {
    self.isHalt = isHalt
    self.name = name
    self.isBlock = isBlock
    self.keyword = keyword
  }
}

/// `backtest exhaustion vs crash { from … to … match within 6h report precision, recall }`.
package struct BacktestItem: Sendable {
  package var alert: Spelled<String>
  package var label: Spelled<String>
  package var from: Spelled<Timestamp>?
  package var to: Spelled<Timestamp>?
  package var within: Spelled<TimeSpan>
  package var report: [Spelled<String>] = []

  package init(alert: Spelled<String>, label: Spelled<String>, within: Spelled<TimeSpan>) {
    self.alert = alert
    self.label = label
    self.within = within
  }
}

/// `test "…" { given … expect … }`.
package struct TestItem: Sendable {
  package var name: Spelled<String>
  package var givens: [GivenSyntax] = []
  package var expectations: [ExpectSyntax] = []

  package init(name: Spelled<String>) { self.name = name }
}

/// `given oi{symbol: BTC} every 1m = 95M x8 _ x2`.
package struct GivenSyntax: Sendable {
  package var series: Spelled<String>
  /// The call where the series is a metric of books with arguments.
  package var metric: Expression?
  package var labels: [KeyValue]
  package var every: Spelled<TimeSpan>
  package var points: [PointSyntax]
  package var range: SourceRange

  package init(
    series: Spelled<String>, labels: [KeyValue], every: Spelled<TimeSpan>,
    points: [PointSyntax], range: SourceRange
  ) {
    self.series = series
    self.labels = labels
    self.every = every
    self.points = points
    self.range = range
  }
}

/// One point of a `given`: a value with an optional step, a gap, or a stale mark, repeated.
package struct PointSyntax: Sendable {
  /// A value with its step, no sample, or one that has gone stale.
  package enum Kind: Sendable {
    case value(NumberLiteral, step: Spelled<Double>?)
    case gap
    case stale
  }
  package var kind: Kind
  package var count: Int
  package var range: SourceRange

  package init(kind: Kind, count: Int, range: SourceRange) {
    self.kind = kind
    self.count = count
    self.range = range
  }
}

/// One `expect` line.
package struct ExpectSyntax: Sendable {
  /// What the line expects.
  package enum Kind: Sendable {
    /// `expect thin fires BTC at 15m`; the outcome: quiet, pending, fires, clears or unknown.
    case outcome(
      rule: Spelled<String>, Spelled<String>, key: Spelled<String>?, at: Spelled<TimeSpan>)
    case message(rule: Spelled<String>, Spelled<String>, at: Spelled<TimeSpan>)
    case error(code: Spelled<String>)
  }
  package var kind: Kind
  package var range: SourceRange

  package init(kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// A whole file as parsed: every byte is in its tokens, every mistake in its diagnostics.
package struct SyntaxFile: Sendable {
  package let source: SourceText
  /// Every token in order; their trivia and texts joined give the source back byte for byte.
  package let tokens: [Token]
  /// The number after `brink` on the first line, or nil.
  package let version: Spelled<Int>?
  package let items: [Item]
  package let diagnostics: [Diagnostic]

  package init(
    source: SourceText, tokens: [Token], version: Spelled<Int>?, items: [Item],
    diagnostics: [Diagnostic]
  ) {
    self.source = source
    self.tokens = tokens
    self.version = version
    self.items = items
    self.diagnostics = diagnostics
  }
}

/// One token: where it is, and where the white space and comments before it begin.
package struct Token: Sendable {
  /// What the token is, before the grammar looks at it.
  package enum Kind: Sendable, Equatable {
    case word, number, string, symbol, unrecognized, end
  }
  package let kind: Kind
  /// The token itself, without its trivia.
  package let range: SourceRange
  /// Where the trivia (white space, line breaks, comments) before the token begins.
  package let triviaStart: Int

  package init(kind: Kind, range: SourceRange, triviaStart: Int) {
    self.kind = kind
    self.range = range
    self.triviaStart = triviaStart
  }
}
