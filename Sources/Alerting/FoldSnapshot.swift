// The state of an identity as text, so that a run can be put down and taken up again.
import Quantities

extension AlertFold {
  /// The first word of every snapshot; a change of what follows changes it.
  static let snapshotMark = "fold1"

  /// The whole state as one line of words: equal states give equal text.
  package var snapshot: String {
    let fires = state.flapping.fires
    var words: [Int64?] = [
      Int64(state.levels.count), state.last?.time, state.last?.step, state.run?.start,
      state.run?.isSettled == true ? 1 : 0, state.run?.hidesClear == true ? 1 : 0,
      state.episodeStart, state.pendingSince,
      state.isSilenced ? 1 : 0,
      Int64(state.tally.ticks), Int64(state.tally.firing), Int64(state.tally.unknown),
      state.flapping.isOn ? 1 : 0, Int64(fires.count),
    ]
    words += fires
    for level in state.levels {
      let meter = level.meter
      words += [
        level.latch?.since, level.latch?.firedAt, meter.start, meter.accrued,
        meter.isOpen ? 1 : 0, meter.entered, Int64(meter.marks.count),
      ]
      for mark in meter.marks { words += [mark.lower, mark.upper] }
    }
    return ([Self.snapshotMark] + words.map { $0.map(String.init) ?? "-" })
      .joined(separator: " ")
  }

  /// An identity as a snapshot left it; nil where the text is not one of this shape.
  package init?(_ shape: AlertShape, restoring snapshot: String) {
    var words = SnapshotWords(snapshot)
    guard words.takesMark(), let state = words.state(levels: shape.levels.count) else {
      return nil
    }
    self.shape = shape
    self.state = state
  }
}

/// Reads a snapshot word by word; a missing or odd word makes the whole unreadable.
private struct SnapshotWords {
  /// The most marks or FIREs a list in a snapshot may claim.
  static let listLimit = 10_000_000

  private var words: ArraySlice<Substring>
  private var isBroken = false

  init(_ text: String) { words = text.split(separator: " ")[...] }

  mutating func takesMark() -> Bool { words.popFirst() == AlertFold.snapshotMark[...] }

  mutating func state(levels count: Int) -> FoldState? {
    guard number() == Int64(count) else { return nil }
    var state = FoldState(levelCount: count)
    let last = optional()
    let step = optional()
    if let last, let step { state.last = Tick(time: last, step: step) }
    let run = optional()
    let isSettled = flag()
    let hidesClear = flag()
    state.run = run.map {
      UnknownRun(start: $0, isSettled: isSettled, hidesClear: hidesClear)
    }
    state.episodeStart = optional()
    state.pendingSince = optional()
    state.isSilenced = flag()
    state.tally.ticks = Int(number())
    state.tally.firing = Int(number())
    state.tally.unknown = Int(number())
    state.flapping.isOn = flag()
    for _ in 0..<length(1) { state.flapping.enter(number()) }
    for index in 0..<count { state.levels[index] = level() }
    return isBroken || !words.isEmpty ? nil : state
  }

  private mutating func level() -> LevelState {
    var level = LevelState()
    let since = optional()
    let firedAt = optional()
    if let since, let firedAt { level.latch = .init(since: since, firedAt: firedAt) }
    level.meter.start = optional()
    level.meter.accrued = number()
    level.meter.isOpen = flag()
    level.meter.entered = number()
    for _ in 0..<length(2) {
      let lower = number()
      level.meter.marks.append(.init(lower: lower, upper: number()))
    }
    return level
  }

  /// The length of a list of so many words an element; never more than there are words for.
  private mutating func length(_ width: Int) -> Int {
    let length = number()
    guard length >= 0, length <= Int64(min(words.count / width, Self.listLimit)) else {
      isBroken = true
      return 0
    }
    return Int(length)
  }

  private mutating func flag() -> Bool { number() == 1 }

  private mutating func number() -> Int64 {
    guard let number = optional() else {
      isBroken = true
      return 0
    }
    return number
  }

  private mutating func optional() -> Int64? {
    guard let word = words.popFirst() else {
      isBroken = true
      return nil
    }
    if word == "-" { return nil }
    guard let number = Int64(word) else {
      isBroken = true
      return nil
    }
    return number
  }
}
