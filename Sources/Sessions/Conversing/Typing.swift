// What a line editor asks of the language while a person types. Answers come from memory.
package import Diagnostics
import Language

/// A stretch of typed text and what it is.
package struct TypedStretch: Equatable, Sendable {
  /// What a stretch can be.
  package enum Kind: String, Sendable, CaseIterable {
    case keyword, number, unit, string, comment, name, function, symbol, error
  }

  /// Its place, in UTF-8 bytes.
  package let range: SourceRange
  package let kind: Kind
}

/// What fits at a place: the word typed there so far, and the names that go on with it.
package struct TypedChoices: Equatable, Sendable {
  /// The word, in UTF-8 bytes of the text.
  package let word: SourceRange
  package let names: [KnownName]
}

/// The stretches of a text in order; white space belongs to none.
package func typedStretches(_ text: String) -> [TypedStretch] {
  highlights(of: SourceText(name: "", text: text)).compactMap { highlight in
    TypedStretch.Kind(rawValue: highlight.kind.rawValue).map {
      TypedStretch(range: highlight.range, kind: $0)
    }
  }
}

/// True where Enter may run the text: it is whole, or wrong in a way more text cannot mend.
package func isWholeStatement(_ text: String) -> Bool { isComplete(text) }

/// The names among `known` that the grammar accepts at a byte offset, in their order.
package func typedChoices(
  at offset: Int, in text: String, among known: [KnownName]
) -> TypedChoices {
  let wanted = expectations(at: offset, in: SourceText(name: "", text: text))
  var fitting: [KnownName] = []
  if !wanted.wantsNewName {
    fitting = known.filter { wanted.accepts($0.kind) }
    let begun = text.utf8.prefix(wanted.prefixRange.lower).contains { $0 > 0x20 }
    // Another item may follow almost anywhere; offering that would bury what goes on with this one.
    fitting += wanted.keywords.filter { $0 != .brink && !(begun && $0.startsItem) }.map {
      KnownName($0.rawValue, .keyword)
    }
  }
  let names = fitting.filter {
    $0.name.hasPrefix(wanted.prefix) && ($0.name.first?.isLetter ?? false)
  }
  return TypedChoices(word: wanted.prefixRange, names: names)
}

extension Expectations {
  fileprivate func accepts(_ kind: KnownName.Kind) -> Bool {
    switch kind {
    case .series, .definition, .parameter, .function: wantsExpression
    case .rule, .keyword: false
    case .key: wantsKey
    case .unit: wantsUnit || wantsLooseUnit
    }
  }
}
