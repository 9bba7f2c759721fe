// How the system's allocator is to keep memory while data are loaded.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Memory that was given back is used again before new memory is touched: the first touch of a
/// page costs as much as parsing the text that fills it.
enum MemoryReuse {
  /// Settled for the process when first asked for; an allocator that cannot be told is let be.
  static let isSettled: Bool = {
    typealias Setting = @convention(c) (Int32, Int32) -> Int32
    // The header of `mallopt` is in no module.
    guard let symbol = dlsym(nil, "mallopt") else { return false }
    let set = unsafeBitCast(symbol, to: Setting.self)
    let (trimThreshold, topPad, mappingThreshold, arenas): (Int32, Int32, Int32, Int32) =
      (-1, -2, -3, -8)
    // One heap, so that what one thread gives back serves the others, too.
    _ = set(arenas, 1)
    // Columns come from it, not from mappings that are returned at once and faulted in again.
    _ = set(mappingThreshold, 32 << 20)
    // It grows in large steps, and what is free at its end is kept up to so much.
    _ = set(topPad, 4 << 20)
    _ = set(trimThreshold, 64 << 20)
    return true
  }()
}
