// Bytes as keys: UTF-8 in pieces, pastes taken whole, and what a paste may not smuggle in.
import Testing

@testable import Console

@Suite struct KeyInputTests {
  private func keys(_ chunks: [String]) -> [KeyInput.Key] {
    var input = KeyInput()
    var found: [KeyInput.Key] = []
    for chunk in chunks {
      input.append(Array(chunk.utf8))
      while let key = input.next() { found.append(key) }
    }
    return found
  }

  private func scalars(_ text: String) -> [KeyInput.Key] {
    text.unicodeScalars.map { .scalar($0) }
  }

  @Test func scalarsArriveInOrder() {
    #expect(keys(["aé日😀\u{1B}[A"]) == scalars("aé日😀\u{1B}[A"))
  }

  @Test func aScalarInPiecesWaitsForItsRest() {
    var input = KeyInput()
    let bytes = Array("日".utf8)
    input.append(bytes[..<2])
    let early = input.next()
    input.append(bytes[2...])
    let late = input.next()
    #expect(early == nil && late == .scalar("日"))
  }

  @Test func undecodableBytesAreDropped() {
    var input = KeyInput()
    input.append([0xFF, 0x61, 0x00, 0xC3, 0x28, 0x80, 0x62])
    var found: [KeyInput.Key] = []
    while let key = input.next() { found.append(key) }
    #expect(found == scalars("a(b"))
  }

  @Test func aPasteIsOneKeyHoweverItArrives() {
    let text = "\u{1B}[200~one\ttwo\rthree\u{1B}[201~x"
    #expect(keys([text]) == [.paste("one\ttwo\nthree"), .scalar("x")])
    #expect(keys(text.map { String($0) }) == [.paste("one\ttwo\nthree"), .scalar("x")])
  }

  @Test func aPasteCannotFakeKeysOrItsEnd() {
    #expect(keys(["\u{1B}[200~a\u{1B}[A\u{3}b\u{1B}[201~"]) == [.paste("a[Ab")])
  }

  @Test func aPasteWithoutEndIsTakenOnceNothingMoreComes() {
    var input = KeyInput()
    input.append(Array("\u{1B}[200~half".utf8))
    let early = input.next()
    #expect(early == nil && input.isPasting)
    input.stopWaiting()
    let late = input.next()
    #expect(late == .paste("half"))
  }

  @Test func lineBreaksOfAllKindsBecomeNewlines() {
    #expect(KeyInput.cleaned(Array("a\r\nb\rc\nd".utf8)) == "a\nb\nc\nd")
  }

  @Test func aKeyPutBackComesFirst() {
    var input = KeyInput()
    input.append(Array("ab".utf8))
    let first = input.next()
    input.putBack("é")
    let second = input.next()
    let third = input.next()
    #expect([first, second, third] == [.scalar("a"), .scalar("é"), .scalar("b")])
  }
}
