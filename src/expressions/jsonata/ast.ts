/** A node of jsonata's syntax tree, with the fields that the kinds of nodes have. */
export interface Node {
  type: string
  value?: unknown
  position?: number
  steps?: Node[]
  stages?: Node[]
  predicate?: Node[]
  group?: { lhs: [Node, Node][] }
  lhs?: Node | [Node, Node][]
  rhs?: Node
  expr?: Node
  expression?: Node
  expressions?: Node[]
  procedure?: Node
  arguments?: Node[]
  body?: Node
  condition?: Node
  then?: Node
  else?: Node
  terms?: Node[]
  pattern?: Node
  update?: Node
  delete?: Node
  /** The variable that a step binds its item or index to: `@$i`, `#$i`. */
  focus?: string
  index?: string
  keepArray?: boolean
  keepSingletonArray?: boolean
}

const pairsOf = (lhs: Node['lhs']): Node[] => (Array.isArray(lhs) ? lhs.flat() : lhs ? [lhs] : [])

const present = (node: Node | undefined): node is Node => node !== undefined

/** The parts that are evaluated on a node's value, item by item: predicates and groups. */
export const refinementsOf = ({ stages = [], predicate = [], group }: Node): Node[] =>
  [...stages, ...predicate]
    .map(({ expr }) => expr)
    .filter(present)
    .concat(pairsOf(group?.lhs))

/** The parts of a node, in the order in which they are written. */
export const partsOf = (node: Node): Node[] =>
  [
    ...(node.steps ?? []),
    ...pairsOf(node.lhs),
    node.rhs,
    node.expression,
    ...(node.expressions ?? []),
    node.procedure,
    ...(node.arguments ?? []),
    node.body,
    node.condition,
    node.then,
    node.else,
    ...(node.terms ?? []).map(({ expression }) => expression),
    node.pattern,
    node.update,
    node.delete,
  ].filter(present)

/** All nodes of a tree, each before its parts. */
export function* nodesOf(root: Node): Iterable<Node> {
  const waiting = [root]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node
    for (const part of partsOf(node)) waiting.push(part)
    for (const part of refinementsOf(node)) waiting.push(part)
  }
}
