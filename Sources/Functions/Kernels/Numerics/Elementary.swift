// The C library's elementary functions, under one roof, so that kernels need no system import.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The elementary functions of real numbers that the kernels use.
enum Real {
  @inline(__always) static func exp(_ x: Double) -> Double { _exp(x) }
  @inline(__always) static func exp2(_ x: Double) -> Double { _exp2(x) }
  @inline(__always) static func expm1(_ x: Double) -> Double { _expm1(x) }
  @inline(__always) static func log(_ x: Double) -> Double { _log(x) }
  @inline(__always) static func log10(_ x: Double) -> Double { _log10(x) }
  @inline(__always) static func log1p(_ x: Double) -> Double { _log1p(x) }
  @inline(__always) static func pow(_ x: Double, _ y: Double) -> Double { _pow(x, y) }
  @inline(__always) static func erfc(_ x: Double) -> Double { _erfc(x) }

  static let ln2 = 0.693147180559945309417232121458176568
  static let sqrtTwo = 1.41421356237309504880168872420969808
  static let sqrtPi = 1.77245385090551602729816748334114518
  static let sqrtTwoPi = 2.50662827463100050241576528481104525
}

private func _exp(_ x: Double) -> Double { exp(x) }
private func _exp2(_ x: Double) -> Double { exp2(x) }
private func _expm1(_ x: Double) -> Double { expm1(x) }
private func _log(_ x: Double) -> Double { log(x) }
private func _log10(_ x: Double) -> Double { log10(x) }
private func _log1p(_ x: Double) -> Double { log1p(x) }
private func _pow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
private func _erfc(_ x: Double) -> Double { erfc(x) }
