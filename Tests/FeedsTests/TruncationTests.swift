// Files cut short: what came before the cut is read, and the cut is told with its place.
import Columns
import Diagnostics
import Feeds
import Testing

@Suite struct TruncationTests {
  let folder = DataFolder()
  private let first = "{\"time\":\"2024-08-05\",\"oi\":1}"

  private func reject(_ loading: Loading) -> Reject? {
    loading.report.files.first?.rejects.first.first
  }

  @Test func aSecondLineCutShort() {
    let loading = loadAll([folder.write("a.jsonl", first + "\n{\"time\":\"2024-08-0")])
    #expect(loading.samples("oi") == [1])
    #expect(reject(loading)?.line == 2)
    #expect(reject(loading)?.column == 19)
    #expect(reject(loading)?.reason == "the JSON breaks off")
  }

  // The fault is where the text stops being JSON: the comma without a value before it.
  @Test func aLineThatIsMalformed() {
    let lines = [first, "{\"time\":,\"oi\":2}", "{\"time\":\"2024-08-06\",\"oi\":3}"]
    let loading = loadAll([folder.write("a.jsonl", lines.joined(separator: "\n"))])
    #expect(loading.samples("oi") == [1, 3])
    #expect(reject(loading)?.line == 2)
    #expect(reject(loading)?.column == 9)
    #expect(reject(loading)?.reason == "the JSON is malformed")
  }

  @Test func aFirstLineThatIsBroken() {
    let text = "{\"time\":\"2024-08-04\",\n" + first + "\n{\"time\":\"2024-08-06\",\"oi\":3}\n"
    let loading = loadAll([folder.write("a.jsonl", text)])
    #expect(loading.samples("oi") == [1, 3])
    #expect(reject(loading)?.line == 1)
  }

  @Test func oneBrokenLineAlone() throws {
    let path = folder.write("a.jsonl", "{\"time\":\"2024-08-04\",\"oi\":")
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["E709"])
    #expect(found.diagnostics[0].message.hasSuffix("the JSON breaks off at 1:27"))
  }

  @Test func aListCutShort() {
    let text = "[\n  \(first),\n  {\"time\":\"2024-08-06\",\"oi\":2},\n  {\"time\":\"20"
    let loading = loadAll([folder.write("a.json", text)])
    #expect(loading.samples("oi") == [1, 2])
    #expect(loading.diagnostics.map(\.code) == ["E717"])
    #expect(loading.diagnostics[0].message == "the JSON breaks off at 4:14, behind 2 records")
    let open = loadAll([folder.write("b.json", "[\(first)")])
    #expect(open.samples("oi") == [1])
    #expect(open.diagnostics.map(\.code) == ["E717"])
  }

  @Test func aListWithSomethingBehindIt() {
    let loading = loadAll([folder.write("a.json", "[\(first)]\n]")])
    #expect(loading.samples("oi") == [1])
    #expect(loading.diagnostics.map(\.message) == ["the JSON is malformed at 2:1, behind 1 record"])
  }

  @Test func everyCutOfAList() {
    let text = Array("[\(first), {\"time\":\"2024-08-06\",\"oi\":2}]".utf8)
    // The last cut takes the closing bracket only.
    for end in 1..<text.count - 1 {
      let path = folder.write("cut.json", Array(text.prefix(end)))
      let found = survey(FeedRequest(paths: [path]))
      let loading = load(found)
      #expect(!(found.diagnostics + loading.diagnostics).isEmpty, "cut at \(end)")
      #expect(loading.samples("oi") == (end > first.utf8.count ? [1] : []), "cut at \(end)")
    }
  }

  @Test func nestingBeyondTheLimitIsNamed() {
    let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
    let loading = loadAll([folder.write("a.jsonl", first + "\n{\"time\":\(deep)}\n" + first)])
    #expect(reject(loading)?.reason == "it is nested deeper than 64")
  }

  @Test func aTableCutShort() {
    let loading = loadAll([folder.write("a.csv", "time,oi,x\n2024-08-05,1,2\n2024-08-06,")])
    #expect(loading.samples("oi") == [1])
    #expect(reject(loading)?.line == 3)
    #expect(reject(loading)?.reason == "the row has 2 cells, the table 3 columns")
  }

  @Test func aDocumentOfOneValueCutShort() {
    let path = folder.write("f.json", "{\"coin\":\"BTC\",\"levels\":[[{\"px\":\"1\"")
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics[0].message.hasSuffix("the JSON breaks off at 1:35"))
  }
}
