import { int } from '../../onnx/graph.ts'
import type { GraphBuilder, ValueName } from '../../onnx/graph.ts'

/** The first token of each sequence: [n, s, width] to [n, 1, width]. */
export function firstToken(graph: GraphBuilder, x: ValueName): ValueName {
  return graph.node({
    operator: 'Slice',
    inputs: [x, graph.int64([0]), graph.int64([1]), graph.int64([1])],
  })
}

/** A learned token [1, 1, width] before each sequence of x [n, s, width]. */
export function withFirstToken(graph: GraphBuilder, token: ValueName, x: ValueName): ValueName {
  const count = graph.node({
    operator: 'Shape',
    inputs: [x],
    attributes: { end: int(1) },
  })
  const shape = graph.node({
    operator: 'Concat',
    inputs: [count, graph.int64([1, 1])],
    attributes: { axis: int(0) },
  })
  const repeated = graph.node({ operator: 'Expand', inputs: [token, shape] })
  return graph.node({
    operator: 'Concat',
    inputs: [repeated, x],
    attributes: { axis: int(1) },
  })
}
