// Eigenvalues of small symmetric matrices, by rotations.

/// A small symmetric matrix.
struct SymmetricMatrix {
  private var cells: [[Double]]

  /// The symmetric part of a square matrix.
  init(_ rows: [[Double]]) {
    cells = rows.indices.map { i in rows.indices.map { j in (rows[i][j] + rows[j][i]) / 2 } }
  }

  private static let sweepLimit = 100

  /// Eigenvalues with their unit eigenvectors, by Jacobi's method.
  func eigen() -> (values: [Double], vectors: [[Double]]) {
    let n = cells.count
    var a = cells
    var vectors = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0.0 } }
    for _ in 0..<Self.sweepLimit {
      var off = 0.0
      for i in 0..<n { for j in 0..<i { off += a[i][j] * a[i][j] } }
      guard off > 1e-30, off.isFinite else { break }
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) where a[p][q] != 0 {
          Self.rotate(&a, &vectors, p, q)
        }
      }
    }
    return ((0..<n).map { a[$0][$0] }, vectors)
  }

  /// Zeroes a[p][q]; the rows of `vectors` turn along.
  private static func rotate(
    _ a: inout [[Double]], _ vectors: inout [[Double]], _ p: Int, _ q: Int
  ) {
    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    let t = (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in a.indices {
      let (kp, kq) = (a[k][p], a[k][q])
      a[k][p] = c * kp - s * kq
      a[k][q] = s * kp + c * kq
    }
    for k in a.indices {
      let (pk, qk) = (a[p][k], a[q][k])
      a[p][k] = c * pk - s * qk
      a[q][k] = s * pk + c * qk
      let (vp, vq) = (vectors[p][k], vectors[q][k])
      vectors[p][k] = c * vp - s * vq
      vectors[q][k] = s * vp + c * vq
    }
  }
}
