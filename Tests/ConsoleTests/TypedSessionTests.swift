// Typed sessions: the built binary in a pseudo-terminal, key by key. Statements name series that
// nobody has, so that every answer is an error that draws the statement back.
import Glibc
import Testing

@Suite(.serialized, .enabled(if: builtBinary != nil, "the brink binary has not been built"))
struct TypedSessionTests {
  private let home = TemporaryFolder()

  private func start(
    _ arguments: [String] = [], setting more: [String: String] = [:]
  ) throws -> TerminalSession {
    let session = try #require(TerminalSession(arguments, home: home, setting: more))
    try #require(session.expect("brink> ") != nil)
    return session
  }

  @Test func quitGivesItsCodeAndTheTerminalBack() throws {
    let session = try start()
    session.run(".show")
    let editing = session.modes
    session.type(".quit 3\r")
    #expect(session.waitForEnd() == 3)
    // Raw while editing; canonical with echo afterwards.
    let cooked = UInt32(ICANON | ECHO)
    #expect(editing[3] & cooked == 0)
    #expect(session.modes[3] & cooked == cooked)
  }

  @Test func endOfFileLeavesOnlyAnEmptyLine() throws {
    let session = try start()
    session.type("zz_one\u{4}")
    #expect(session.run("")?.contains("zz_one") == true)
    session.type("\u{4}")
    #expect(session.waitForEnd() == 0)
  }

  @Test func tabCompletesThenListsThenTurns() throws {
    let session = try start()
    session.type(".mod\t")
    #expect(session.run("csv") != nil)
    #expect(session.run(".mode")?.contains("mode csv") == true)
    session.type(".mode \t")
    let listing = try #require(session.expect("jsonl"))
    #expect(listing.contains("table") && !listing.contains(".help"))
    session.expect("brink> ")
    session.type("\t\t\r")
    session.expect("\nbrink> ")
    #expect(session.run(".mode")?.contains("mode line") == true)
  }

  @Test func whatTheSessionDefinesCompletes() throws {
    let session = try start()
    session.run("let zz_cover = 5")
    session.type("zz_co\t + (zz_co\t")
    session.type(")\r")
    session.expect("\nbrink> ")
    #expect(home.history.last == "zz_cover  + (zz_cover )")
  }

  @Test func aBlockIsOneStatementAndIsRecalledWhole() throws {
    let session = try start()
    session.type("zz_f(\r")
    #expect(session.run("zz_x)") != nil)
    #expect(home.history == ["zz_f(\\n  zz_x)"])
    session.type("\u{1B}[A\u{1B}[A\u{1}zz_w + ")
    session.run("")
    #expect(home.history.last == "zz_w + zz_f(\\n  zz_x)")
  }

  @Test func interruptDropsTheLine() throws {
    let session = try start()
    session.type("zz_dropped")
    session.expect("zz_dropped")
    session.type("\u{3}")
    #expect(session.expect("^C") != nil)
    #expect(session.expect("brink> ") != nil)
    session.type("zz_block(\r")
    session.expect("\n")
    session.type("\u{3}")
    #expect(session.expect("^C") != nil)
    #expect(session.expect("brink> ") != nil)
    session.run("zz_kept")
    #expect(home.history == ["zz_kept"])
  }

  @Test func interruptsNeverLeave() throws {
    let session = try start()
    for _ in 0..<5 {
      session.type("\u{3}")
      #expect(session.expect("^C") != nil)
      #expect(session.expect("brink> ") != nil)
    }
    session.type("\u{12}")
    session.expect("(search")
    session.type("\u{3}")
    #expect(session.expect("^C") != nil)
    #expect(session.expect("brink> ") != nil)
    #expect(session.run("zz_alive")?.contains("zz_alive") == true)
  }

  @Test func aPasteWaitsForEnterAndArrivesAsItWas() throws {
    let session = try start(setting: ["TERM": "xterm"])
    session.type("\u{1B}[200~zz_a\n  + zz_b\t+ 1\r\n+ zz_c\u{1B}[201~")
    session.expect("zz_c")
    session.type("\r")
    session.expect("error")
    session.expect("brink> ")
    #expect(home.history == ["zz_a\\n  + zz_b\t+ 1\\n+ zz_c"])
  }

  @Test func aLongPasteArrivesWhole() throws {
    let session = try start(setting: ["TERM": "xterm"])
    let long = String(repeating: "zz_long + ", count: 10_000) + "zz_end"
    session.type("\u{1B}[200~\(long)\u{1B}[201~")
    session.type("\r")
    session.expect("error")
    session.expect("brink> ")
    #expect(home.history == [long])
  }

  @Test(arguments: ["C.UTF-8", "C"])
  func wideAndCombinedTextRoundTrips(_ locale: String) throws {
    let session = try start(setting: ["LC_ALL": locale])
    session.type("zz é日本😀\u{1B}[D\u{1B}[D\u{7F}\u{1B}[C-")
    session.run("")
    #expect(home.history == ["zz é本-😀"])
  }

  @Test func aLongDraftSurvivesTheHistory() throws {
    let session = try start()
    let draft = "zz_" + String(repeating: "d", count: 3_000)
    session.run("zz_older")
    session.type(draft)
    session.type("\u{1B}[A\u{1B}[B")
    session.run("")
    #expect(home.history.last == draft)
  }

  @Test func upWalksWhatStartsLikeTheDraft() throws {
    let session = try start()
    for line in ["zz_sel 1", "zz_other", "zz_sel 2"] { session.run(line) }
    session.type("zz_sel\u{1B}[A\u{1B}[A\u{1B}[A.0")
    session.run("")
    #expect(home.history.last == "zz_sel 1.0")
    session.type("zz_se\u{1B}[A\u{1B}[B")
    session.run("x")
    #expect(home.history.last == "zz_sex")
  }

  @Test func searchFindsAcceptsAndRestores() throws {
    let session = try start()
    for line in ["zz_a 12", "zz_b 7"] { session.run(line) }
    session.type("\u{12}")
    session.expect("(search")
    session.type("12\u{1B}[F")
    session.run(" + 1")
    #expect(home.history.last == "zz_a 12 + 1")
    session.type("zz_draft\u{12}7\u{7}")
    session.run("")
    #expect(home.history.last == "zz_draft")
    session.type("\u{12}b 7\r")
    session.expect("\nbrink> ")
    #expect(home.history.last == "zz_b 7")
  }

  @Test func historyOutlivesAKilledSessionAndStaysPrivate() throws {
    let first = try start()
    let second = try start()
    first.run("zz_first")
    second.run("zz_second")
    first.run(" zz_secret")
    first.send(signal: SIGKILL)
    #expect(first.waitForEnd() == 128 + SIGKILL)
    #expect(home.history == ["zz_first", "zz_second"])
    var status = stat()
    try #require(stat(home.path + "/state/brink/history", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let third = try start()
    third.type("\u{1B}[A\u{1B}[A")
    third.run("_again")
    #expect(home.history.last == "zz_first_again")
  }

  @Test func terminationRestoresTheTerminal() throws {
    let session = try start()
    session.run("zz_saved")
    session.type("zz_typing")
    session.expect("zz_typing")
    session.send(signal: SIGTERM)
    #expect(session.waitForEnd() == 128 + SIGTERM)
    #expect(session.modes[3] & UInt32(ECHO) != 0)
    #expect(home.history == ["zz_saved"])
  }

  @Test func afterBeingStoppedTheDraftIsStillThere() throws {
    let session = try start()
    session.type("zz_drafts")
    session.expect("zz_drafts")
    session.send(signal: SIGSTOP)
    session.send(signal: SIGCONT)
    session.expect("zz_drafts")
    session.type("\u{7F}")
    session.run("")
    #expect(home.history == ["zz_draft"])
  }

  @Test func viKeysOfEditrcWork() throws {
    let editrc = home.file("virc", "bind -v\n")
    let session = try start(setting: ["EDITRC": editrc, "TERM": "xterm"])
    session.type("b_old\u{1B}")
    session.type("0izz_\r")
    session.expect("error")
    session.expect("brink> ")
    #expect(home.history == ["zz_b_old"])
    session.type("\u{1B}")
    session.type("kx\r")
    session.expect("error")
    session.expect("brink> ")
    #expect(home.history.last == "zz_b_ol")
    session.type("zz_\u{1B}[200~PASTED\u{1B}[201~_on\r")
    session.expect("error")
    session.expect("brink> ")
    #expect(home.history.last == "zz_PASTED_on")
    // A command of libedit's own that ends the line runs it, and does not end the session.
    session.type("zz_noted\u{1B}")
    session.type("#")
    session.expect("?2004l")
    session.expect("brink> ")
    #expect(home.history.last == "#zz_noted")
  }

  @Test func editingSwitchedOffStillReadsBlocks() throws {
    let editrc = home.file("offrc", "edit off\n")
    let session = try start(setting: ["EDITRC": editrc])
    session.type("zz_f(\n")
    #expect(session.expect("  ...> ") != nil)
    session.type("zz_x)\n")
    #expect(session.expect("error") != nil)
    session.expect("brink> ")
    session.type("\u{3}")
    #expect(session.expect("brink> ") != nil)
    session.type("\u{4}")
    #expect(session.waitForEnd() == 0)
  }

  @Test func theEditorsTextComesBack() throws {
    let session = try start(setting: ["EDITOR": "sed -i s/old/new/"])
    session.type("zz_old\u{18}\u{5}")
    session.expect("zz_new")
    session.run("")
    #expect(home.history == ["zz_new"])
  }

  @Test func coloursWhileTypingAndNoneWhenAskedNot() throws {
    let coloured = try #require(
      TerminalSession(home: home, setting: ["TERM": "xterm", "NO_COLOR": ""]))
    #expect(coloured.expect("\u{1B}[1;32mbrink>") != nil)
    coloured.type("let zz_x = 5")
    #expect(coloured.expect("\u{1B}[35mlet\u{1B}[0m") != nil)
    coloured.type("\r")
    coloured.expect("brink>")
    coloured.expect("\u{1B}[K")
    coloured.type("let z")
    #expect(coloured.expect("\u{1B}[2mz_x = 5\u{1B}[0m") != nil)
    let plain = try start(setting: ["TERM": "xterm"])
    plain.type("let zz_y = 5")
    plain.type("\r")
    let printed = plain.expect("?2004h") ?? ""
    #expect(!printed.contains("\u{1B}[35m") && !printed.contains("\u{1B}[2m"))
    let dumb = try start()
    #expect(dumb.run("let zz_z = 5")?.contains("\u{1B}") == false)
  }

  @Test func aPagerOnlyWhenTheScreenIsTooSmall() throws {
    let session = try start(setting: ["TERM": "xterm", "PAGER": "sed s/^/PAGED/"])
    session.type(".show\r")
    session.expect("prompt")
    #expect(session.expect("brink> ")?.contains("PAGED") == false)
    session.type(".help\r")
    #expect(session.expect("PAGED") != nil)
  }

  @Test func watchingRepeatsAndTheInterruptEndsIt() throws {
    let session = try start()
    session.run("let zz_x = 5")
    session.type(".watch i=0.1 n=3\r")
    for _ in 0..<3 { #expect(session.expect("\nat 2") != nil) }
    #expect(session.expect("brink> ") != nil)
    session.type(".watch i=600\r")
    #expect(session.expect("\nat 2") != nil)
    session.type("\u{3}")
    #expect(session.expect("brink> ") != nil)
    #expect(session.run("zz_alive")?.contains("zz_alive") == true)
  }

  @Test func questionsAreAnsweredOverData() throws {
    let path = home.file(
      "depth.csv",
      """
      time,venue,asset,symbol,depth_1pct
      2024-08-05T00:00:00Z,demo,BTC,BTCUSDT,4000000
      2024-08-05T00:01:00Z,demo,BTC,BTCUSDT,9000000

      """)
    let session = try #require(TerminalSession([path], home: home))
    #expect(session.expect("brink[depth.csv]> ") != nil)
    session.type("depth_1p\t< 5M U\t\r")
    let rows = try #require(session.expect("2 rows"))
    #expect(rows.contains("true") && rows.contains("false"))
    session.expect("brink[depth.csv]> ")
    session.type("depth_1pct < 5m\r")
    #expect(session.expect("did you mean 5M USD?") != nil)
    session.expect("brink[depth.csv]> ")
    session.type("depth_1pct\r")
    session.expect("2 rows")
    session.type(".plot\r")
    #expect(session.expect("00:01") != nil)
  }

  @Test func commandsOutsideKeepTheInterruptToThemselves() throws {
    let session = try start()
    #expect(session.run("!exit 3")?.contains("exit 3") == true)
    session.type("!echo started; exec sleep 60\r")
    session.expect("started\r\n")
    session.type("\u{3}")
    #expect(session.expect("exit 130") != nil)
    #expect(session.expect("brink> ") != nil)
  }
}
