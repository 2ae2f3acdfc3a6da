import { type Node, nodesOf, partsOf, refinementsOf } from './ast.ts'
import { MOST_JSONATA_DEPTH } from './bounds.ts'
import { isBuiltin } from './builtins.ts'

type Names = ReadonlySet<string>

const nameOf = (variable: Node): string => String(variable.value)

/** Collects the names that an expression reads from outside. `bound` are those that it binds itself at this point. */
const collectFree = (node: Node, bound: Names, free: Set<string>): void => {
  if (node.type === 'variable') {
    if (!bound.has(nameOf(node))) free.add(nameOf(node))
  }
  const inside = node.type === 'lambda' ? new Set([...bound, ...(node.arguments ?? []).map(nameOf)]) : bound
  if (node.type === 'block' || node.type === 'path') collectInOrder(node, inside, free)
  else if (node.type === 'bind') collectBind(node, inside, free)
  else for (const part of partsOf(node)) if (!isBinder(node, part)) collectFree(part, inside, free)
  const own = bindingsOf(node)
  const refined = own.length > 0 ? new Set([...inside, ...own]) : inside
  for (const part of refinementsOf(node)) collectFree(part, refined, free)
}

const isBinder = (node: Node, part: Node): boolean => node.type === 'lambda' && (node.arguments ?? []).includes(part)

/** A function may call itself by the name that it is bound to. */
const collectBind = ({ lhs, rhs }: Node, bound: Names, free: Set<string>): void => {
  if (!rhs) return
  const isFunction = rhs.type === 'lambda' && lhs && !Array.isArray(lhs)
  collectFree(rhs, isFunction ? new Set([...bound, nameOf(lhs)]) : bound, free)
}

/** In a block or a path, the names that one part binds are bound in the parts that follow. */
const collectInOrder = (node: Node, bound: Names, free: Set<string>): void => {
  const names = new Set(bound)
  for (const part of partsOf(node)) {
    collectFree(part, names, free)
    for (const name of bindingsOf(part)) names.add(name)
  }
}

/** The names that a node binds for the nodes that follow it: `:=`, and `@$item` and `#$index` of a step. */
const bindingsOf = ({ type, lhs, rhs, focus, index, stages = [] }: Node): string[] => {
  const positions = stages.filter((stage) => stage.type === 'index').map(nameOf)
  const steps = [focus, index, ...positions].filter((name) => name !== undefined)
  if (type !== 'bind' || !lhs || Array.isArray(lhs)) return steps
  return [...steps, nameOf(lhs), ...(rhs ? bindingsOf(rhs) : [])]
}

/** The names of `$` and `$$`, which are not variables. */
const contexts: Names = new Set(['', '$'])

/** The names of the variables that an expression reads and does not bind itself, `states` and functions among them. */
export const freeNames = (root: Node): string[] => {
  const free = new Set<string>()
  collectFree(root, contexts, free)
  return [...free]
}

/** The depth of a tree's evaluation, without the depth that calls of its functions add. */
const depthOf = (root: Node): number => {
  let deepest = 0
  const waiting: [Node, number][] = [[root, 1]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, depth] = next
    deepest = Math.max(deepest, depth)
    for (const part of partsOf(node)) {
      waiting.push([part, depth + 1])
      // the predicates of a step are evaluated by its path
      for (const refinement of refinementsOf(part)) waiting.push([refinement, depth + 1])
    }
    if (node === root) for (const refinement of refinementsOf(node)) waiting.push([refinement, depth + 1])
  }
  return deepest
}

const leaves = new Set(['string', 'number', 'value', 'name', 'variable', 'regex', 'wildcard', 'descendant', 'lambda'])
const isLeaf = (node: Node): boolean => leaves.has(node.type) && refinementsOf(node).length === 0

/** True if jsonata evaluates the parts of a node concurrently: those of arrays and objects. */
const hasParallelParts = (node: Node): boolean => {
  if (node.group?.lhs.some(([, value]) => !isLeaf(value))) return true
  if (node.type !== 'unary') return false
  if (Array.isArray(node.lhs)) {
    const values = node.lhs.filter(([, value]) => !isLeaf(value))
    return values.length > 1 || values.some(([key]) => key.type !== 'string')
  }
  return (node.expressions ?? []).filter((part) => !isLeaf(part)).length > 1
}

/** The limit for expressions with concurrent parts, which a depth counter would count as nested: it stops endless recursion only. */
const DEEPEST_IN_PARALLEL = 10_000

/** The deepest nesting that an expression's evaluation may have; `Infinity` if it cannot nest too deep. */
export const depthLimitOf = (root: Node): number => {
  const nodes = [...nodesOf(root)]
  const callsBack = nodes.some(({ type }) => type === 'lambda' || type === 'transform')
  if (!callsBack && depthOf(root) <= MOST_JSONATA_DEPTH) return Number.POSITIVE_INFINITY
  return callsBack && nodes.some(hasParallelParts) ? DEEPEST_IN_PARALLEL : MOST_JSONATA_DEPTH
}

/** The names that an expression binds, each with `true` if it binds only functions to the name. */
const boundFunctions = (root: Node): ReadonlyMap<string, boolean> => {
  const bound = new Map<string, boolean>()
  const bind = (name: string, isFunction: boolean) => bound.set(name, isFunction && (bound.get(name) ?? true))
  for (const node of nodesOf(root)) {
    if (node.type === 'lambda') for (const argument of node.arguments ?? []) bind(nameOf(argument), false)
    for (const name of bindingsOf(node)) bind(name, node.rhs?.type === 'lambda')
  }
  return bound
}

/** The part of an expression's input data that jsonata may modify, by mistake. */
export type Written = 'nothing' | 'empty arrays' | 'anything'

/** jsonata marks every value that is called, even data, and fills empty arrays that it groups or makes an object for. */
export const writtenBy = (root: Node): Written => {
  const bound = boundFunctions(root)
  const isFunction = ({ type, value }: Node): boolean =>
    type === 'lambda' ||
    type === 'partial' ||
    (type === 'variable' && (bound.get(String(value)) ?? isBuiltin(String(value))))
  let written: Written = 'nothing'
  for (const node of nodesOf(root)) {
    if (node.group || (node.type === 'function' && node.procedure && !isFunction(node.procedure))) return 'anything'
    if (appliedBy(node).some(makesObjects)) written = 'empty arrays'
  }
  return written
}

/** The parts of a node that are evaluated for items, any of which may be an empty array. */
const appliedBy = (node: Node): Node[] => [...(node.steps?.slice(1) ?? []), ...refinementsOf(node)]

const makesObjects = (root: Node): boolean =>
  [...nodesOf(root)].some(({ type, value }) => type === 'unary' && value === '{')

/** True if an expression may read `$states.context`: it names it, or `$states` as a whole. */
export const readsContext = (root: Node): boolean => {
  const fields = new Set<Node>()
  for (const node of nodesOf(root)) {
    const [first, second] = node.steps ?? []
    if (first && second?.type === 'name' && second.value !== 'context') fields.add(first)
    if (node.type === 'variable' && node.value === 'states' && !fields.has(node)) return true
  }
  return false
}
