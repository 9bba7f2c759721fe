// The history: what is kept, how it is walked and searched, and its file.
import Glibc
import Testing

@testable import Console

@Suite struct HistoryTests {
  private func older(_ walk: inout RecallWalk, _ history: History) -> String? {
    walk.goOlder(in: history) ? walk.shown : nil
  }
  private func newer(_ walk: inout RecallWalk, _ history: History) -> String? {
    walk.goNewer(in: history) ? walk.shown : nil
  }

  @Test func aTextUsedAgainMovesToTheEnd() {
    var history = History(["a", "b", "a", "c"])
    #expect(history.entries == ["b", "a", "c"])
    history.add("b")
    #expect(history.entries == ["a", "c", "b"])
  }

  @Test func theOldestGiveWay() {
    var history = History(["a", "b", "c"], limit: 2)
    #expect(history.entries == ["b", "c"])
    history.add("d")
    #expect(history.entries == ["c", "d"])
  }

  @Test func aLeadingSpaceKeepsATextOut() {
    #expect(History.storable(" secret") == nil)
    #expect(History.storable("\n  \n") == nil)
    #expect(History.storable("alert x {\n}\n") == "alert x {\n}")
  }

  @Test func recallWalksOnlyWhatStartsLikeTheDraft() {
    let history = History(["select 1", "other", "select 2"])
    var walk = RecallWalk(draft: "sel", cursor: 3, historyCount: 3)
    #expect(older(&walk, history) == "select 2")
    #expect(older(&walk, history) == "select 1")
    #expect(older(&walk, history) == nil)
    #expect(newer(&walk, history) == "select 2")
    #expect(newer(&walk, history) == "sel")
    #expect(newer(&walk, history) == nil)
  }

  @Test func theWalkFiltersByWhatIsLeftOfTheCursor() {
    let history = History(["ab", "ac"])
    var walk = RecallWalk(draft: "ax", cursor: 1, historyCount: 2)
    #expect(older(&walk, history) == "ac")
    #expect(older(&walk, history) == "ab")
  }

  @Test func searchGoesOlderAndNewerAndShortens() {
    let history = History(["one 12", "two", "three 12", "four"])
    var search = SearchState(index: 4)
    search.extend("1", in: history)
    #expect(search.index == 2)
    search.extend("2", in: history)
    #expect(search.index == 2)
    search.goOlder(in: history)
    #expect(search.index == 0)
    search.goOlder(in: history)
    #expect(search.isFailing && search.index == 0)
    search.goNewer(in: history)
    #expect(!search.isFailing && search.index == 2)
    search.extend("9", in: history)
    #expect(search.isFailing)
    search.shorten(in: history)
    #expect(!search.isFailing && search.index == 2)
  }

  @Test func theHintIsTheRestOfTheNewestMatch() {
    let history = History(["oi / reserve", "oi > 5", "depth"])
    #expect(history.suggestion(for: "oi ") == "> 5")
    #expect(history.suggestion(for: "depth") == nil)
    #expect(history.suggestion(for: "") == nil)
  }

  @Test(arguments: ["plain", "a\nb", "back\\slash\\n", "\\", "é日本😀\n\n", "tab\there\r"])
  func escapingRoundTrips(_ entry: String) {
    let line = HistoryFile.escaped(entry)
    #expect(!line.contains("\n"))
    #expect(HistoryFile.unescaped(line) == entry)
  }

  @Test func unknownEscapesStandForThemselves() {
    #expect(HistoryFile.unescaped("a\\qb\\") == "a\\qb\\")
  }

  @Test func theFileIsPrivateAndSharedBetweenSessions() throws {
    let folder = "/tmp/brink-history-\(getpid())"
    let path = folder + "/deep/history"
    defer {
      unlink(path)
      rmdir(folder + "/deep")
      rmdir(folder)
    }
    let first = HistoryFile(path: path)
    #expect(first.load().entries.isEmpty)
    #expect(first.append("one\ntwo"))
    #expect(HistoryFile(path: path).append("three"))
    #expect(first.append("four"))
    #expect(first.load().entries == ["one\ntwo", "three", "four"])
    var status = stat()
    try #require(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }
}
