// Every limit of the loader: its name, the words it refuses in, and what is still accepted.
import Columns
import Diagnostics
import Testing

@testable import Feeds

@Suite struct LimitTests {
  let folder = DataFolder()

  private func complaints(
    _ path: String, _ change: (inout SizeLimits) -> Void = { _ in }
  ) -> [String] {
    var request = FeedRequest(paths: [path])
    change(&request.limits)
    let found = survey(request)
    return (found.diagnostics + load(found).diagnostics).map { "\($0.code) \($0.message)" }
  }

  @Test func theSizeOfAMember() {
    let path = folder.write("a.csv.gz", Packed.gzip)
    #expect(complaints(path).isEmpty)
    #expect(complaints(path) { $0.memberBytes = 34 }.isEmpty)
    let words = complaints(path) { $0.memberBytes = 33 }
    #expect(words == ["E708 its content is larger than 33 bytes"])
    let zip = complaints(folder.write("a.zip", Packed.zip)) { $0.memberBytes = 33 }
    #expect(zip == ["E708 its content is larger than 33 bytes"])
  }

  // 60 021 bytes in 118: 508 times; only what is past the free bytes is measured.
  @Test func theExpansionOfAMember() {
    let path = folder.write("a.csv.gz", Packed.puffed)
    #expect(complaints(path).isEmpty)
    let words = complaints(path) { ($0.ratioFreeBytes, $0.expansionRatio) = (1_000, 100) }
    #expect(words == ["E708 it unpacks to more than 100 times its size: not market data"])
    #expect(complaints(path) { ($0.ratioFreeBytes, $0.expansionRatio) = (60_021, 100) }.isEmpty)
    #expect(complaints(path) { ($0.ratioFreeBytes, $0.expansionRatio) = (1_000, 900) }.isEmpty)
  }

  @Test func theSizeOfADocument() {
    let path = folder.write("a.json", "[{\"time\":\"2024-08-05\",\"oi\":1}]")
    #expect(complaints(path) { $0.documentBytes = 30 }.isEmpty)
    let words = complaints(path) { $0.documentBytes = 29 }
    #expect(words == ["E708 one JSON value is larger than 29 bytes; write its records one a line"])
  }

  @Test func theNumberOfFiles() {
    for day in 1...3 { folder.write("\(day).csv", "time,oi\n2024-08-05T0\(day):00:00Z,1\n") }
    #expect(!complaints(folder.path) { $0.files = 3 }.contains { $0.hasPrefix("E") })
    let words = complaints(folder.path) { $0.files = 2 }
    #expect(words == ["E708 it holds more than 2 files: name those to read"])
  }

  @Test func theDepthOfDirectories() {
    folder.write("a.csv", "time,oi\n2024-08-05,1\n")
    folder.write("x/y/b.csv", "time,oi\n2024-08-06,1\n")
    #expect(complaints(folder.path) { $0.directories = 3 }.isEmpty)
    let words = complaints(folder.path) { $0.directories = 2 }
    #expect(words == ["W708 directories more than 2 deep are not looked into"])
  }

  // A line is refused once it is longer than the limit and does not end in what is at hand.
  @Test func theLengthOfALine() {
    let long = [UInt8](repeating: 120, count: 2 * Limits.lineBytes + 1)
    let path = folder.write("a.csv", Array("time,oi\n2024-08-05,1\n2024-08-06,".utf8) + long)
    let words = complaints(path)
    #expect(words.first?.hasPrefix("E708 a line is longer than 16 MiB") == true, "\(words)")
  }

  @Test func theWidthAndLengthOfAHeader() {
    let wide = "time" + String(repeating: ",c", count: Limits.columns)
    let columns = complaints(folder.write("a.csv", wide + "\n2024-08-05\n"))
    #expect(columns == ["E708 it has 4097 columns; at most 4096 are read"])
    let long = "time," + String(repeating: "c", count: Limits.recordHeadBytes) + "\n2024-08-05,1\n"
    let header = complaints(folder.write("b.csv", long))
    #expect(header == ["E708 its first line is longer than 1 MiB"])
  }

  @Test func theNestingOfValues() {
    for (depth, isGood) in [(Limits.nesting, true), (Limits.nesting + 1, false)] {
      let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      #expect((Literal(parsing: text) != nil) == isGood)
    }
    let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    let fault = Array(deep.utf8).withUnsafeBufferPointer { LiteralFault(in: $0) }
    #expect(fault?.words == "it is nested deeper than 64")
    #expect(fault?.offset == 64)
  }

  @Test func sizesInWords() {
    #expect(sizeWords(Int64(4) << 30) == "4 GiB")
    #expect(sizeWords(64 << 20) == "64 MiB")
    #expect(sizeWords(1_500) == "1500 bytes")
  }

  @Test func rejectsShown() {
    let text = "time,oi\n2024-08-05,1\n" + String(repeating: "never,1\n", count: 9)
    let report = loadAll([folder.write("a.csv", text)]).report
    #expect(report.rejectedRows == 9)
    #expect(report.files[0].rejects.first.count == Limits.shownRejects)
  }
}
