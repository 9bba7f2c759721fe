// The lives of orders, as messages tell them: what was submitted, withdrawn, and how soon.
import Columns

/// Follows the orders of one market and writes what became of them.
///
/// Orders from before the file are known only by what they lose: their withdrawals count, their
/// lives do not.
struct OrderLedger {
  private struct Order {
    let added: Int64
    let isBuy: Bool
    let size: Double
    var filled = 0.0
    var left: Double
  }

  private var orders: [Int64: Order] = [:]
  /// When an ask was last lifted, and a bid last hit.
  private var lastBuy = Int64.min
  private var lastSell = Int64.min

  /// A withdrawal within a tenth of a second is fleeting.
  private static let fleeting: Int64 = 100_000_000
  /// A bait lives at most five seconds and is filled at most to a twentieth.
  private static let baitLife: Int64 = 5_000_000_000
  private static let baitFill = 0.05

  /// One message: what kind, of which order, for how much, on which side.
  struct Message {
    enum Kind { case submission, reduction, deletion, execution, hiddenExecution }
    let kind: Kind
    let id: Int64
    let size: Double
    let isBuyOrder: Bool
    let time: Int64
  }

  mutating func take(_ message: Message, _ market: Market, _ samples: SampleWriter) {
    market.add("messages", at: message.time, 1, samples)
    switch message.kind {
    case .submission:
      market.add("orders_submitted", at: message.time, message.size, samples)
      orders[message.id] = Order(
        added: message.time, isBuy: message.isBuyOrder, size: message.size, left: message.size)
    case .reduction:
      market.add("orders_cancelled", at: message.time, message.size, samples)
      orders[message.id]?.left -= message.size
    case .deletion: delete(message, market, samples)
    case .execution, .hiddenExecution:
      if message.isBuyOrder { lastSell = message.time } else { lastBuy = message.time }
      guard message.kind == .execution, var order = orders[message.id] else { return }
      order.filled += message.size
      order.left -= message.size
      orders[message.id] = order.left > 0 ? order : nil
    }
  }

  private mutating func delete(
    _ message: Message, _ market: Market, _ samples: SampleWriter
  ) {
    let time = message.time
    market.add("orders_cancelled", at: time, message.size, samples)
    market.add("cancelled_orders", at: time, 1, samples)
    guard let order = orders.removeValue(forKey: message.id) else { return }
    let life = time &- order.added
    if life < Self.fleeting { market.add("fleeting_orders", at: time, 1, samples) }
    guard life <= Self.baitLife, order.filled <= Self.baitFill * order.size,
      (order.isBuy ? lastBuy : lastSell) > order.added
    else { return }
    market.add("order_bait", at: time, order.size - order.filled, samples)
  }
}
