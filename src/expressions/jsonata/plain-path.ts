import type { Json } from '../../json.ts'
import type { JsonataScope } from '../scope.ts'
import { type Node, refinementsOf } from './ast.ts'
import { isBuiltin } from './builtins.ts'

/** Stands for a value that only jsonata can find. */
export const unknown = Symbol('unknown')

type Read = (scope: JsonataScope) => Json | undefined | typeof unknown

const isPlain = (node: Node): boolean => !(node.focus || node.index) && refinementsOf(node).length === 0

const namesOf = (steps: readonly Node[]): string[] | undefined =>
  steps.every((step) => step.type === 'name' && isPlain(step)) ? steps.map(({ value }) => String(value)) : undefined

/**
 * Reads `$states.input.a.b` or `$variable.a` without jsonata if the result is surely the same: as long as the path leads from object to
 * object. Through an array it would map. Returns `undefined` for an expression that has more than names and `[]`.
 */
export const plainPathOf = (root: Node): Read | undefined => {
  const steps = root.type === 'path' ? (root.steps ?? []) : [root]
  const [first, ...rest] = steps
  const names = namesOf(rest)
  if (first?.type !== 'variable' || !isPlain(first) || !isPlain(root) || !names) return undefined
  const start = startOf(String(first.value), names)
  if (!start) return undefined
  const read: Read = (scope) => follow(start.read(scope), start.names)
  return root.keepSingletonArray ? (scope) => asArray(read(scope)) : read
}

/** The result of applying `[]` to a value. */
const asArray = (value: ReturnType<Read>): ReturnType<Read> =>
  value === undefined || value === unknown || Array.isArray(value) ? value : [value]

interface Start {
  readonly read: Read
  /** The names that follow the root. */
  readonly names: readonly string[]
}

const startOf = (variable: string, names: readonly string[]): Start | undefined => {
  if (variable === 'states') {
    const [field, ...rest] = names
    const read = field !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined
    return read && { read, names: rest }
  }
  if (variable === '' || variable === '$') return undefined
  const otherwise = isBuiltin(variable) ? unknown : undefined
  return {
    read: ({ variables }) => (Object.hasOwn(variables, variable) ? variables[variable] : otherwise),
    names,
  }
}

const fields: Readonly<Record<string, Read>> = {
  input: ({ states }) => states.input,
  result: ({ states }) => states.result,
  errorOutput: ({ states }) => states.errorOutput,
  context: ({ context }) => context(),
}

const follow = (start: ReturnType<Read>, names: readonly string[]): ReturnType<Read> => {
  let value = start
  for (let i = 0; i < names.length; i++) {
    if (typeof value !== 'object' || value === null) return value === unknown ? unknown : undefined
    if (Array.isArray(value)) return unknown
    const name = names[i] as string
    value = Object.hasOwn(value, name) ? value[name] : undefined
  }
  return value
}
