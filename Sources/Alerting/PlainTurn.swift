// A plain alert, of one condition and one hold: what it asks for, sees at a tick and says.
import Columns
import Language
import Quantities

/// What a plain alert asks for, lengths in nanoseconds.
struct PlainRule: Sendable {
  /// How long its condition must hold.
  let need: Int64
  /// How long it fires at least.
  let keep: Int64
  let unknown: UnknownPolicy

  /// The shape is a plain one.
  init(_ shape: AlertShape) {
    let level = shape.levels[0]
    if case .span(let length) = level.hold { need = length.nanoseconds } else { need = 0 }
    keep = level.keep.nanoseconds
    unknown = shape.unknown
  }
}

/// What a plain alert sees at a tick; the first three are numbered as truths are.
enum PlainVerdict: UInt8 {
  case no, yes, unknown
  /// Unknown, and only because a window is not full yet.
  case warmup

  @inline(__always)
  init(truth: UInt8, reasons: UInt8) {
    switch truth {
    case Self.no.rawValue: self = .no
    case Self.yes.rawValue: self = .yes
    default: self = ReasonSet(rawValue: reasons).isOnlyWarmup ? .warmup : .unknown
    }
  }

  @inline(__always)
  var isKnown: Bool { self == .no || self == .yes }
}

/// A tick of a plain alert and what it sees there.
struct PlainMoment {
  let tick: Tick
  let verdict: PlainVerdict
  let rule: PlainRule

  var time: Int64 { tick.time }
}

/// What a plain alert says at a tick.
package struct PlainTurn: Sendable {
  /// Stands where there is no moment.
  static let none = Int64.min

  let at: Int64
  let since: Int64
  /// `none` where there is no episode.
  let episode: Int64
  package let event: TransitionEvent
  /// True where the reasons of its condition belong to it.
  let hasReasons: Bool

  /// The same in the words of all alerts, said at a tick of a frame.
  package func turn(index: Int) -> Turn {
    let isOfLevel = event != .clear && event != .unknown
    return Turn(
      event: event, at: Timestamp(nanoseconds: at), since: Timestamp(nanoseconds: since),
      episodeStart: episode == Self.none ? nil : Timestamp(nanoseconds: episode),
      level: isOfLevel ? 0 : nil, index: index, unknownConditions: hasReasons ? [0] : [])
  }
}
