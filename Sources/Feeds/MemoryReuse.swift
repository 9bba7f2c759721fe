// How the system's allocator is to keep memory while data are loaded.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Memory that was given back is used again before new memory is touched: the first touch of a
/// page costs as much as parsing the text that fills it.
enum MemoryReuse {
  /// Settles it for the process, which is about to read these sources.
  static func settle(for sources: [FeedSource]) {
    _ = isSettled
    let isLittle = sources.allSatisfy { !$0.isStream }
      && sources.reduce(0) { $0 + $1.size } < littleData
    if !isLittle { _ = isShared }
  }

  /// Of fewer bytes threads would wait for each other's allocations longer than for pages.
  private static let littleData: Int64 = 2 << 20

  /// True once there is one heap, so that what one thread gives back serves the others, too.
  private static let isShared = set(.arenas, 1)

  private static let isSettled: Bool = {
    // Columns come from the heap, not from mappings that are returned at once and faulted in again.
    set(.mappingThreshold, 32 << 20)
      // It grows in large steps, and what is free at its end is kept up to so much.
      && set(.topPad, 4 << 20) && set(.trimThreshold, 64 << 20)
  }()

  /// The parameters of `mallopt`, whose header is in no module.
  private enum Parameter: Int32 {
    case trimThreshold = -1
    case topPad = -2
    case mappingThreshold = -3
    case arenas = -8
  }

  /// False where the allocator cannot be told: it is let be.
  private static func set(_ parameter: Parameter, _ value: Int32) -> Bool {
    typealias Setting = @convention(c) (Int32, Int32) -> Int32
    guard let symbol = dlsym(nil, "mallopt") else { return false }
    return unsafeBitCast(symbol, to: Setting.self)(parameter.rawValue, value) == 1
  }
}
