// Cells that look at one tick at a time, made from plan nodes.
import Functions
import Language
import Planning

/// The cell of an operation on values of the same tick, and of a sequence.
func pointwiseCell(_ node: Plan.Node, _ inputs: [Cell], _ shape: CellShape) -> Cell {
  switch node.operation {
  case .arithmetic(let sign): ArithmeticCell(sign, inputs: inputs, shape)
  case .negate: FunctionCell(.negate, inputs: inputs, shape)
  case .power(let exponent): FunctionCell(.power(exponent), inputs: inputs, shape)
  case .scalar(let function): FunctionCell(.scalar(function), inputs: inputs, shape)
  case .metric(let call): metricCell(call, inputs, shape)
  case .difference(let width, let perSecond):
    DifferenceCell(seconds: perSecond ? width.seconds : 1, inputs: inputs, shape)
  case .compare(let relation): CompareCell(relation, inputs: inputs, shape)
  case .and: ConnectiveCell(.and, inputs: inputs, shape)
  case .or: ConnectiveCell(.or, inputs: inputs, shape)
  case .not: ConnectiveCell(.not, inputs: inputs, shape)
  case .state(let test): StateCell(test, inputs: inputs, shape)
  case .coalesce: CoalesceCell(inputs: inputs, shape)
  case .choose: ChooseCell(inputs: inputs, shape)
  case .sequence(let within): SequenceCell(within: within, inputs: inputs, shape)
  default: ConstantCell(.nan, shape)
  }
}

private func metricCell(_ call: MetricCall, _ inputs: [Cell], _ shape: CellShape) -> Cell {
  switch call.function?.kernel {
  case .point(let kernel): PointMetricCell(call, kernel, inputs: inputs, shape)
  case .window(let kernel): WindowMetricCell(call, kernel, inputs: inputs, shape)
  default: ConstantCell(.nan, shape)
  }
}
