// Where text lands on the screen, and what is painted over it.
import CTerminal
import Testing

@testable import Console

@Suite struct LayoutTests {
  init() { terminal_use_utf8() }

  private func layout(_ text: String, prompt: Int = 2, columns: Int = 10) -> ScreenLayout {
    ScreenLayout(promptWidth: prompt, text: Array(text.unicodeScalars), columns: columns)
  }

  @Test func textWrapsAtTheEdge() {
    let placed = layout("abcdefghij")
    #expect(placed.place(7) == ScreenPlace(row: 0, column: 9))
    #expect(placed.place(8) == ScreenPlace(row: 1, column: 0))
    #expect(placed.end == ScreenPlace(row: 1, column: 2))
  }

  @Test func aFullRowLeavesTheCursorOnTheNext() {
    #expect(layout("abcdefgh").end == ScreenPlace(row: 1, column: 0))
    #expect(layout("abcdefgh\n").end == ScreenPlace(row: 2, column: 0))
  }

  @Test func wideScalarsTakeTwoCellsAndNeverHangOver() {
    #expect(layout("日本").end == ScreenPlace(row: 0, column: 6))
    let placed = layout("abcdefg日")
    #expect(placed.place(7) == ScreenPlace(row: 1, column: 0))
    #expect(placed.end == ScreenPlace(row: 1, column: 2))
  }

  @Test func newlinesTabsAndControlsAreDrawnAsLibeditDoes() {
    let placed = layout("a\tb\n\u{1}")
    #expect(placed.place(2) == ScreenPlace(row: 0, column: 8))
    #expect(placed.place(4) == ScreenPlace(row: 1, column: 0))
    #expect(placed.end == ScreenPlace(row: 1, column: 2))
    #expect(placed.drawn == ["a", "     ", "b", "", "^A"])
  }

  @Test func combiningMarksTakeNoCell() {
    #expect(layout("e\u{301}x").end == ScreenPlace(row: 0, column: 4))
  }

  private func overlay(_ text: String, spans: [StyledSpan], hint: String = "") -> String {
    let scalars = Array(text.unicodeScalars)
    let overlay = Overlay(
      prompt: Prompt("> ", style: .plain), text: scalars, cursor: scalars.count, spans: spans,
      hint: hint, layout: layout(text))
    return overlay.frame()
  }

  @Test func spansAreColouredAndTheCursorComesBack() {
    #expect(
      overlay("let x", spans: [StyledSpan(0..<3, .keyword)])
        == "\u{1B}[?25l\r> \u{1B}[35mlet\u{1B}[0m x\u{1B}[8G\u{1B}[K\u{1B}[8G\u{1B}[?25h")
  }

  @Test func hintsAreClippedToTheirRow() {
    let frame = overlay("ab", spans: [], hint: "0123456789")
    #expect(frame.contains("\u{1B}[2m01234\u{1B}[0m"))
  }

  @Test func rowsAboveAndBelowKeepTheColumn() {
    let text = Array("abcd\nxy\nlonger".unicodeScalars)
    #expect(rowAbove(in: text, from: 2) == nil)
    #expect(rowAbove(in: text, from: 12) == 7)
    #expect(rowAbove(in: text, from: 6) == 1)
    #expect(rowBelow(in: text, from: 3) == 7)
    #expect(rowBelow(in: text, from: 6) == 9)
    #expect(rowBelow(in: text, from: 9) == nil)
  }
}
