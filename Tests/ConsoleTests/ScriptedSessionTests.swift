// Sessions without a terminal: results on standard output, mistakes with their place on standard
// error, exit codes, and not one escape or prompt.
import Testing

@Suite(.enabled(if: builtBinary != nil, "the brink binary has not been built"))
struct ScriptedSessionTests {
  private let home = TemporaryFolder()

  private func run(_ input: String, _ arguments: [String] = []) throws -> Ending {
    runToEnd([try #require(builtBinary)] + arguments, input: input, in: home)
  }

  @Test func theFirstErrorEndsAScript() throws {
    let ending = try run(".maxrows\n  zz_bad\n.width\n")
    #expect(ending.output == "maxrows auto\n")
    #expect(ending.error.contains("<stdin>:2:3"))
    #expect(ending.error.contains("2 |   zz_bad"))
    #expect(ending.error.contains("^^^^^^"))
    #expect(ending.status == 2)
  }

  @Test func keepGoingGoesOn() throws {
    let ending = try run(".maxrows\nzz_bad\n.width\n", ["--keep-going"])
    #expect(ending.output == "maxrows auto\nwidth 0\n")
    #expect(ending.status == 2)
  }

  @Test func nothingIsPrintedThatIsForPeople() throws {
    let ending = try run("let zz_x = 5\n.show\n")
    #expect(!ending.output.contains("\u{1B}") && !ending.error.contains("\u{1B}"))
    #expect(!ending.output.contains("brink>") && !ending.error.contains("brink>"))
    #expect(ending.output.hasPrefix("setting,value,meaning\n"))
    #expect(ending.status == 0)
  }

  @Test func commandTextRunsAndQuits() throws {
    let ending = try run("", ["-c", ".maxrows 7\n.maxrows\n.quit 9\n.width"])
    #expect(ending.output == "maxrows 7\n")
    #expect(ending.status == 9)
  }

  @Test func unknownCommandsSuggest() throws {
    let ending = try run(".mdoe csv\n")
    #expect(ending.error.contains("there is no command `.mdoe`"))
    #expect(ending.error.contains("did you mean `.mode`?"))
    #expect(ending.status == 2)
  }

  @Test func filesRunFilesAndResultsGoToFiles() throws {
    let inner = home.file("inner.brink", ".maxrows\nzz_bad\n.width\n")
    let path = home.path + "/result.csv"
    let ending = try run(".once \(path)\n.show\n.read \(inner)\n")
    #expect(ending.output == "maxrows auto\n")
    #expect(ending.error.contains("inner.brink:2:1"))
    #expect(contents(path)?.hasPrefix("setting,value,meaning\nmode,csv,") == true)
    #expect(ending.status == 2)
  }

  @Test func aFileThatReadsItselfEnds() throws {
    let path = home.path + "/loop.brink"
    _ = home.file("loop.brink", ".read \(path)\n")
    let ending = try run(".read \(path)\n")
    #expect(ending.error.contains("nested more than 16 deep"))
    #expect(ending.status == 2)
  }

  @Test func manyStatementsAreReadAtOnce() throws {
    let script = String(repeating: ".maxrows\n", count: 20_000)
    #expect(try run(script).output.utf8.count == 20_000 * "maxrows auto\n".utf8.count)
  }
}
