// The manual is what the declarations say, and every name in it has an entry.
import Sessions
import Testing

import class Foundation.FileManager
import struct Foundation.URL

@Test func theFunctionsPageIsCurrent() throws {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let page = root.appendingPathComponent("Sources/brink/Documentation.docc/Functions.md")
  let text = try String(contentsOf: page, encoding: .utf8)
  #expect(
    text == ReferenceManual.page,
    "run `brink reference > Sources/brink/Documentation.docc/Functions.md` and read the diff")
}

@Test func everyNameOfTheManualHasAnEntry() {
  #expect(ReferenceManual.names.count > 100)
  for name in ReferenceManual.names {
    #expect(ReferenceManual.entry(name) != nil, "no entry for \(name)")
  }
  #expect(ReferenceManual.entry("no such thing") == nil)
}
