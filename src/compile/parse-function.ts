import { type AnyNode, type ArrowFunctionExpression, type FunctionExpression, parseExpressionAt } from 'acorn'
import { CompileError } from './compile-error.ts'

/** A function to compile, as its syntax tree. */
export type FunctionNode = ArrowFunctionExpression | FunctionExpression

export const isFunctionNode = (node: AnyNode): node is FunctionNode =>
  node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'

/** A function that is called with its input and the resources that it calls. */
export interface ParsedFunction {
  readonly text: string
  readonly node: FunctionNode
}

/**
 * Parses the text of a function.
 * @throws CompileError for a function without source text, one that a coverage tool has rewritten, or one that is not async.
 */
export const parseFunction = (fn: (...args: never[]) => unknown): ParsedFunction => {
  const text = Function.prototype.toString.call(fn)
  const whole = { text, range: { start: 0, end: text.length } }
  if (/\{\s*\[native code\]\s*\}$/.test(text))
    throw new CompileError('the function has no source text: it is bound or built in', {
      ...whole,
      alternative: 'pass the function itself',
    })
  assertNotInstrumented(text)
  const node = parse(text)
  if (node.generator)
    throw new CompileError('the function is a generator', { ...whole, alternative: 'write an async function' })
  if (!node.async)
    throw new CompileError('the function is not async', {
      ...whole,
      alternative: 'write async ({ text }, { vowels }) => …, and compile TypeScript to ES2017 or later',
    })
  return { text, node }
}

const parse = (text: string): FunctionNode => {
  // A method of an object has no keyword: `async name() {}`.
  for (const prefix of ['(', '({']) {
    const source = prefix === '(' ? `(${text})` : `({${text}})`
    try {
      const node: AnyNode = parseExpressionAt(source, 0, { ecmaVersion: 'latest' })
      const found = functionIn(node)
      if (found) return shifted(found, -prefix.length)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  throw new CompileError('expected a function', { text, range: { start: 0, end: text.length } })
}

const functionIn = (node: AnyNode): FunctionNode | undefined => {
  if (isFunctionNode(node)) return node
  if (node.type !== 'ObjectExpression') return undefined
  const [property] = node.properties
  return property?.type === 'Property' ? functionIn(property.value) : undefined
}

/** Moves the positions of a tree to those in the text of the function. */
const shifted = <Tree extends AnyNode>(root: Tree, by: number): Tree => {
  for (const node of nodesIn(root)) {
    node.start += by
    node.end += by
  }
  return root
}

/** Coverage tools of the kind of Istanbul write counters into the text; V8's do not. */
const counters = /\b(cov_[0-9a-z]+|__cov_[\w$]+|__coverage__)\b/

const assertNotInstrumented = (text: string): void => {
  const found = counters.exec(text)
  if (!found) return
  throw new CompileError('the function has counters of a coverage tool', {
    text,
    range: { start: found.index, end: found.index + found[0].length },
    alternative: "use V8's coverage, or exclude the file",
  })
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const children = new WeakMap<AnyNode, readonly AnyNode[]>()

/** The direct parts of a node, in the order in which they are written. */
export const childrenOf = (node: AnyNode): readonly AnyNode[] => {
  const known = children.get(node)
  if (known) return known
  const found: AnyNode[] = []
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) found.push(...value.filter(isNode))
    else if (isNode(value)) found.push(value)
  }
  children.set(node, found)
  return found
}

/** A node and all nodes in it. A shorthand property has its name once. */
export const nodesIn = (root: AnyNode): AnyNode[] => {
  const found = new Set<AnyNode>()
  const visit = (node: AnyNode): void => {
    if (found.has(node)) return
    found.add(node)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(root)
  return [...found]
}
