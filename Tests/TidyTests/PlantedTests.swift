// The checks checked: each finds what is planted, and nothing in what only looks like it.

import Testing

@Suite struct PlantedTests {
  private func file(_ text: String, path: String = "Sources/Feeds/Planted.swift") -> SwiftFile {
    SwiftFile(path: path, text: text)
  }

  @Test(arguments: [
    ("let a = b!", "b"), ("f()!.g", ")"), ("a[1]!", "]"), ("x!.y!.z", "x"), ("g(h!)", "h"),
    ("\"\\(name!)\"", "name"), ("let v: Int!", "Int"), ("a!\n", "a"), ("{ 1 }()!", ")"),
    ("let r = ##\"x\\##(deep!)\"##", "deep"),
  ])
  func forceUnwraps(text: String, after: String) {
    #expect(file(text).traps.first?.message.contains("after `\(after)`") == true, "\(text)")
  }

  @Test func forcedTriesAndCasts() {
    #expect(file("let a = try! f()").traps.map(\.message) == ["`try!`: throw it on, or handle it"])
    #expect(file("\nlet a = b as! C").traps.map(\.line) == [2])
    #expect(file("x!.y!.z").traps.count == 2)
  }

  @Test(arguments: [
    "a != b", "a!=b", "!a", "(!a)", "[!a, !b]", "a && !b", "#expect(!x.isEmpty)", "a !== b",
    "#if !os(Linux)", "// b!", "/* b! /* c! */ d! */", "\"b!\"", "#\"b! \\(c!)\"#",
    "\"\"\"\nb! \"quoted\" c!\n\"\"\"", "try? f()", "a as? B", "return !a", "{ !$0 }", "a ?? !b",
    "\"\\(a != b ? \"yes!\" : \"no!\")\"", "let r = /b!/", "let r = #/b! c!/#", "\"it\\\"s!\"",
    "x ? !y : !z", "case .a where !b:",
  ])
  func noForceUnwraps(text: String) { #expect(file(text).traps.isEmpty, "\(text)") }

  @Test func lengthsOfLinesAndFiles() {
    let wide = String(repeating: "é", count: 101)
    #expect(longLines("x", ["short", wide]).map(\.line) == [2])
    #expect(longLines("x", [String(wide.dropLast())]).isEmpty)
    #expect(file(String(repeating: "//\n", count: 400)).longFile.isEmpty)
    #expect(file(String(repeating: "//\n", count: 401)).longFile.count == 1)
  }

  @Test func lengthsOfFunctions() {
    let body = String(repeating: "  a()\n", count: 58)
    #expect(file("func f() {\n\(body)}\n").longFunctions.isEmpty)
    #expect(file("func f() {\n\(body)  a()\n}\n").longFunctions.map(\.line) == [1])
    #expect(file("struct S {\n  init() {\n\(body)  a()\n  }\n}").longFunctions.map(\.line) == [2])
    let closure = "func f(a: () -> Void = { 1 }) {\n\(body)  a()\n}\n"
    #expect(file(closure).longFunctions.count == 1, "a default closure is not the body")
    let requirement = "protocol P {\n  func f()\n}\nstruct S {\n\(body)\n\(body)}\n"
    #expect(file(requirement).longFunctions.isEmpty)
    let call = "let a = S.init(b) \nstruct T {\n\(body)\(body)}\n"
    #expect(file(call).longFunctions.isEmpty)
  }

  @Test(arguments: [
    ("func f(a: Int, b: Int, c: Int, d: Int)", 0), ("func f(a: A, b: B, c: C, d: D, e: E)", 1),
    ("func f(a: (Int, Int, Int), b: [A: B], c: D<E, F>, d: (G, H) -> I)", 0), ("func f()", 0),
    ("func f<A, B, C, D, E>(a: A, b: B)", 0), ("static func < (a: A, b: A) -> Bool", 0),
    ("func f(a: A = .g(1, 2, 3, 4, 5), b: B)", 0), ("subscript(a: A, b: B, c: C, d: D, e: E)", 1),
    ("func f(_ a: @escaping (A<B, C>, D) -> E, b: B, c: C, d: D, e: E)", 1),
    ("init(a: A, b: B, c: C, d: D, e: E)", 0), ("f(1, 2, 3, 4, 5, 6)", 0),
  ])
  func parameterLists(text: String, expected: Int) {
    #expect(file("\(text) { }").longParameterLists.count == expected, "\(text)")
  }

  @Test(arguments: [
    "package func f() {}", "public struct S {}", "package let a = 1", "package static var a: A",
    "package init() {}", "public final class C {}", "package private(set) var a = 1",
    "// a comment\npackage enum E {}", "@inlinable\npackage func f() {}", "package protocol P {}",
    "/// Documented.\npackage let a = 1\npackage let b = 2", "package typealias A = B",
    "package nonisolated(unsafe) let a = 1", "package class func f() {}",
    "struct S {\n  package var a: Int { 1 }\n}", "extension S {\n  package init(a: Int) {}\n}",
    "struct S {\n  func g() {}\n  package func f() {}\n}", "enum S {}\npackage let a = 1",
    "struct S {\n  package var a: [Int]\n  {\n 1 } }\nstruct T {\n  package func f() }",
  ])
  func undocumented(text: String) { #expect(file(text).undocumented().count == 1, "\(text)") }

  @Test(arguments: [
    "/// Yes.\npackage func f() {}", "/** Yes. */\npackage func f() {}", "func f() {}",
    "/// Yes.\n@inlinable @available(*, deprecated)\npackage func f() {}",
    "/// Yes.\n// Why.\npackage static func f() {}", "package import Quantities",
    "package var description: String { a }", "package func hash(into h: inout Hasher) {}",
    "package static func == (a: A, b: A) -> Bool { true }", "package extension A {}",
    "let package = Package(name: \"x\")", ".package(url: \"u\", from: \"1\")", "private let a = 1",
    "\"package func f()\"", "package func next() -> A? { nil }", "// package func f()",
    "struct S {\n  package let a: Int\n  package var b = { 1 }\n  package var c: [Int: A]\n}",
    "final class S: T {\n  private var d: Int { 1 }\n  package init(a: Int) { b = a }\n}",
  ])
  func documented(text: String) { #expect(file(text).undocumented().isEmpty, "\(text)") }

  @Test func requirementsAreDocumentedOnce() {
    let text = "protocol P: Q {\n  func f(a: [Int: () -> Void])\n  var g: Int { get }\n}\n"
    #expect(file(text + "struct S { func h() {} }").requirements == ["f", "g"])
    let witness = file("struct S: P {\n  package func f(a: A) {}\n  package func h() {}\n}")
    #expect(witness.undocumented(requirements: ["f", "g"]).map(\.line) == [3])
  }

  @Test func namesThatSayNothing() {
    #expect(file("struct TextHelper {}").emptyNames.map(\.line) == [1])
    #expect(file("\nfinal class FileHandler {}").emptyNames.map(\.line) == [2])
    #expect(file("enum A {}", path: "Sources/Feeds/CSVUtils.swift").emptyNames.count == 1)
    #expect(file("typealias CommonRow = Row").emptyNames.count == 1)
    #expect(file("let a = FileManager.default").emptyNames.isEmpty)
    #expect(file("// struct Helper\nlet s = \"class Manager\"").emptyNames.isEmpty)
    #expect(file("struct Commonality {}; struct Handle {}").emptyNames.isEmpty)
  }

  @Test func notesLeftInComments() {
    let note = "TO" + "DO"
    #expect(file("let a = 1 // \(note): later").leftovers.count == 1)
    #expect(file("/* \(note) */\n/// FIX" + "ME").leftovers.count == 2)
    #expect(file("let \(note.lowercased()) = \"\(note)\"").leftovers.isEmpty)
    #expect(file("// a \(note.lowercased()) list").leftovers.isEmpty)
  }

  @Test func pathsOfOneMachine() {
    let home = "/ho" + "me/me/data"
    #expect(machinePaths("x", ["a", "see \(home)"]).map(\.line) == [2])
    #expect(machinePaths("x", ["\"\(home)\"", "(\(home))", home]).count == 3)
    #expect(machinePaths("x", ["https://host\(home)", "docs\(home)", "a/b/c"]).isEmpty)
    #expect(machinePaths("x", ["cat ../sha" + "red/x"]).count == 1)
  }

  @Test func purposes() {
    #expect(file("// What it is for.\nimport A").missingPurpose.isEmpty)
    #expect(file("import A").missingPurpose.count == 1)
    #expect(file("/// A doc line is no purpose.").missingPurpose.count == 1)
  }

  private let manifest = SwiftFile(
    path: "Package.swift",
    text: """
      let importTable: [(module: String, mayImport: [String])] = [
        ("Quantities", []), ("Feeds", ["Columns", "Quantities"]),
      ]
      let testTable: [(target: String, mayImport: [String])] = [("FeedsTests", ["Feeds"])]
      let t = [.executableTarget(name: "brink", dependencies: ["Console"], swiftSettings: s)]
      """)

  @Test func pages() {
    let text = [
      "| Feeds | Reads. | Columns, Quantities |", "| Quantities | Knows. | Columns |",
      "| Unheard | Nothing. | – |", "| brink | Chooses. | all above |",
      "see `Feeds/Row`, `Tests/Gone`, `and/or`, Tests/Plain, `Rules/*.brink`",
    ]
    let page = Document(path: "A.md", lines: text)
    #expect(page.wrongRows(ImportTable(manifest: manifest)).map(\.line) == [2, 3])
    let here: Set = ["Sources/Feeds/Row.swift", "Rules"]
    let dead = page.deadPaths(modules: ["Feeds"]) { here.contains($0) }
    #expect(dead.map(\.message) == ["names `Tests/Gone`, which does not exist"])
  }

  @Test func arrows() {
    let table = ImportTable(manifest: manifest)
    #expect(table.allowed["Feeds"] == ["Columns", "Quantities"])
    #expect(table.allowed["Quantities"] == [])
    #expect(table.allowed["brink"] == ["Console"])
    let text = "package import Columns\n@testable import Sinks\nimport struct Foundation.Data\n"
    #expect(table.strayImports(in: file(text), target: "Feeds").map(\.line) == [2])
    #expect(table.strayImports(in: file(text), target: "Quantities").map(\.line) == [1, 2])
    #expect(table.strayImports(in: file("// import Sinks"), target: "FeedsTests").isEmpty)
    #expect(table.strayImports(in: file(""), target: "Unheard").count == 1)
  }
}
