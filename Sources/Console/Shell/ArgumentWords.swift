// The words of a dot-command, with quotes, and where each stands.

/// A word of a command line.
struct ArgumentWord: Equatable {
  var text: String
  /// Its place in the line, quotes included, in Unicode scalars.
  var range: Range<Int>
}

/// Cuts a line at spaces; double and single quotes keep spaces, a backslash keeps the next scalar.
///
/// An open quote reaches to the end of the line.
func argumentWords(_ line: String) -> [ArgumentWord] {
  let scalars = Array(line.unicodeScalars)
  var words: [ArgumentWord] = []
  var at = 0
  while at < scalars.count {
    if scalars[at].properties.isWhitespace {
      at += 1
      continue
    }
    let start = at
    var text = String.UnicodeScalarView()
    var quote: Unicode.Scalar?
    while at < scalars.count, quote != nil || !scalars[at].properties.isWhitespace {
      let scalar = scalars[at]
      if scalar == "\\", quote != "'", at + 1 < scalars.count {
        at += 1
        text.append(scalars[at])
      } else if scalar == quote {
        quote = nil
      } else if quote == nil, scalar == "\"" || scalar == "'" {
        quote = scalar
      } else {
        text.append(scalar)
      }
      at += 1
    }
    words.append(ArgumentWord(text: String(text), range: start..<at))
  }
  return words
}
