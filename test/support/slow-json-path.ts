import { isJsonObject, type Json } from '../../src/json.ts'

/**
 * The rules of AWS's JSONPath once more, as simply as possible: it reads with regular expressions, walks step by step, builds the text
 * of every path that it walks, and throws each failure that ends a walk. Property tests compare the compiled paths with it.
 */
export const evaluateSlowly = (path: string, document: Json): SlowResult => {
  try {
    const steps = readSteps(path.trimEnd().slice(1))
    return { definite: isDefinite(steps), ...findAll(steps, document, document, false) }
  } catch (error) {
    if (error instanceof SlowFailure) return { reason: error.reason, message: error.message }
    throw error
  }
}

type SlowResult = { definite: boolean; value: Json } | { reason: Reason; message: string }
type Reason = 'refused' | 'absent' | 'misfit'

class SlowFailure extends Error {
  readonly reason: Reason
  constructor(reason: Reason, message: string) {
    super(message)
    this.reason = reason
  }
}

const refuse = (message: string): never => {
  throw new SlowFailure('refused', message)
}
const absent = (message: string): never => {
  throw new SlowFailure('absent', message)
}
const misfit = (message: string): never => {
  throw new SlowFailure('misfit', message)
}

type SlowStep =
  | { kind: 'names'; names: string[] }
  | { kind: 'indexes'; text: string; isOne: boolean; of: (length: number) => number[] }
  | { kind: 'all' }
  | { kind: 'scan' }
  | { kind: 'filter'; alternatives: SlowCriterion[][] }

const readSteps = (text: string): SlowStep[] => {
  if (text === '') return []
  const scan = /^\.\.(?=\[)/.exec(text)
  if (scan) return [{ kind: 'scan' }, ...readSteps(text.slice(2))]
  const named = /^(\.\.?)([^.[\]'\s]+)/.exec(text)
  if (named) {
    const [whole, dots, name = ''] = named
    const step: SlowStep = name === '*' ? { kind: 'all' } : { kind: 'names', names: [name] }
    return [...(dots === '..' ? [{ kind: 'scan' } as const] : []), step, ...readSteps(text.slice(whole.length))]
  }
  const opening = /^\.?\[/.exec(text)
  if (!opening) return refuse(text)
  const end = endOfBracket(text, opening[0].length)
  return [readBracket(text.slice(opening[0].length, end)), ...readSteps(text.slice(end + 1))]
}

const endOfBracket = (text: string, start: number): number => {
  let depth = 1
  for (let at = start; at < text.length; at++) {
    if (text[at] === '[') depth++
    if (text[at] === ']') depth--
    if (depth === 0) return at
  }
  return refuse(text)
}

const NAMES = /^'[^'[\]]*'(\s*,\s*'[^'[\]]*')*$/
const BACKWARDS = /^\(\s*@\.(?:length|size\(\))\s*-\s*(\d+)\s*\)$/
const POSITIONS = /^-?\d{1,9}(\s*,\s*-?\d{1,9})*$/
const SLICE = /^(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*(?::\s*(?:-?\d{1,9})?\s*)?$/

const readBracket = (content: string): SlowStep => {
  const text = content.trim()
  if (content === '*') return { kind: 'all' }
  if (text.startsWith('?')) return readFilter(text.slice(1).trim())
  if (NAMES.test(text)) return { kind: 'names', names: [...text.matchAll(/'([^']*)'/g)].map(([, name = '']) => name) }
  const backwards = BACKWARDS.exec(text)
  if (backwards) {
    const distance = Number(backwards[1])
    return { kind: 'indexes', text: `[@.size()-${distance}]`, isOne: true, of: (length) => [length - distance] }
  }
  if (POSITIONS.test(text)) {
    const indexes = text.split(',').map(Number)
    return { kind: 'indexes', text: `[${indexes.join(',')}]`, isOne: indexes.length === 1, of: () => indexes }
  }
  const slice = SLICE.exec(text)
  if (!slice || (slice[1] ?? slice[2]) === undefined) return refuse(text)
  return readSlice(slice[1], slice[2])
}

const readSlice = (from: string | undefined, to: string | undefined): SlowStep => ({
  kind: 'indexes',
  text: `[${from === undefined ? '' : Number(from)}:${to === undefined ? '' : Number(to)}]`,
  isOne: false,
  of: (length) => {
    if (length === 0) return []
    let [start, end] = [Number(from ?? 0), Number(to ?? length)]
    if (to === undefined && start < 0) start = Math.max(0, start + length)
    if (from === undefined && end < 0) end += length
    const indexes: number[] = []
    for (let index = start; index < Math.min(end, length); index++) indexes.push(index)
    return indexes
  },
})

const isDefinite = (steps: readonly SlowStep[]): boolean =>
  steps.every((step) => step.kind === 'names' || (step.kind === 'indexes' && step.isOne))

const textOf = (step: SlowStep): string => {
  if (step.kind === 'names') return namesText(step.names)
  if (step.kind === 'indexes') return step.text
  return { all: '[*]', scan: '..', filter: '[?]' }[step.kind]
}

const namesText = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`

/** A string that an array gave: messages quote it. */
class Quoted {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
type Held = Json | Quoted

const held = (value: Json | undefined): Held => (typeof value === 'string' ? new Quoted(value) : (value ?? null))

const shown = (value: Held): string => {
  if (value instanceof Quoted) return JSON.stringify(value.text)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** The values that steps find from a value on; `root` is the value of `$` in their filters. */
const findAll = (steps: readonly SlowStep[], value: Json, root: Json, needsAll: boolean): { value: Json } => {
  const found: Json[] = []
  walk({ steps, root, found, needsAll }, 0, '$', value)
  return { value: isDefinite(steps) ? (found[0] ?? null) : found }
}

interface Walk {
  readonly steps: readonly SlowStep[]
  readonly root: Json
  readonly found: Json[]
  /** True if all of several names must be present. */
  readonly needsAll: boolean
}

const walk = (all: Walk, index: number, path: string, given: Held): void => {
  const value = given instanceof Quoted ? given.text : given
  const step = all.steps[index]
  if (!step) all.found.push(value)
  else if (step.kind === 'names') walkNames(all, index, path, value, step.names)
  else if (step.kind === 'indexes') {
    for (const at of step.of(arrayIn(all, index, path, given).length)) walkIndex(all, index, path, value, at)
  } else if (step.kind === 'all') walkAll(all, index, path, value)
  else if (step.kind === 'filter') walkFilter(all, index, path, given, step.alternatives)
  else scan(all, index, path, value)
}

const restText = ({ steps }: Walk, index: number): string => steps.slice(index).map(textOf).join('')

const arrayIn = (all: Walk, index: number, path: string, value: Held): Json[] => {
  if (value === null) absent(`The path ${path} is null`)
  if (Array.isArray(value)) return value
  return misfit(`Filter: ${restText(all, index)} can only be applied to arrays. Current context is: ${shown(value)}`)
}

const walkIndex = (all: Walk, index: number, path: string, value: Json, at: number): void =>
  walk(all, index + 1, `${path}[${at}]`, held(Array.isArray(value) ? value[at] : null))

const walkNames = (all: Walk, index: number, path: string, value: Json, names: readonly string[]): void => {
  if (!isJsonObject(value)) throw absent(`Property ${namesText(names)} not found in path ${path}`)
  if (names.length === 1) {
    walkMember(all, index, path, value, names[0] ?? '')
    return
  }
  if (index < all.steps.length - 1)
    misfit(`Multi properties can only be used as path leafs: ${path}${namesText(names)}`)
  const present = names.filter((name) => Object.hasOwn(value, name))
  if (all.needsAll && present.length < names.length) absent('one of several names')
  walk(all, index + 1, path, Object.fromEntries(present.map((name) => [name, value[name] ?? null])))
}

const walkMember = (all: Walk, index: number, path: string, value: { [key: string]: Json }, name: string): void => {
  const before = all.steps[index - 1]
  const isQuiet = !isDefinite(before ? [before] : []) || !isDefinite(all.steps.slice(index))
  if (Object.hasOwn(value, name)) walk(all, index + 1, `${path}['${name}']`, value[name] ?? null)
  else if (index === all.steps.length - 1) absent(`No results for path: ${path}['${name}']`)
  else if (!isQuiet) absent(`Missing property in path ${path}['${name}']`)
}

const walkAll = (all: Walk, index: number, path: string, value: Json): void => {
  if (isJsonObject(value)) for (const name of Object.keys(value)) walkMember(all, index, path, value, name)
  if (!Array.isArray(value)) return
  for (const at of value.keys()) {
    try {
      walkIndex(all, index, path, value, at)
    } catch (error) {
      if (!(error instanceof SlowFailure) || error.reason !== 'absent') throw error
    }
  }
}

const walkFilter = (all: Walk, index: number, path: string, given: Held, tests: SlowCriterion[][]): void => {
  const holds = (item: Json) =>
    tests.toReversed().some((criteria) => criteria.toReversed().every((test) => test(item, all.root)))
  if (isJsonObject(given) && !(given instanceof Quoted)) {
    if (holds(given)) walk(all, index + 1, path, given)
  } else if (Array.isArray(given)) {
    for (const [at, item] of given.entries()) if (holds(item)) walkIndex(all, index, path, given, at)
  } else misfit(`Filter: ${restText(all, index)} can not be applied to primitives. Current context is: ${shown(given)}`)
}

const childrenOf = (value: Json, path: string): [string, Json][] =>
  Array.isArray(value)
    ? value.map((item, at) => [`${path}[${at}]`, item])
    : Object.entries(value ?? {}).map(([name, member]) => [`${path}['${name}']`, member])

const scan = (all: Walk, index: number, path: string, value: Json): void => {
  if (typeof value !== 'object' || value === null) return
  const next = all.steps[index + 1]
  const isPassedThrough = (next?.kind === 'all' || next?.kind === 'indexes') && index + 2 < all.steps.length
  if (next && fits(next, value)) {
    if (isPassedThrough) for (const [at, child] of childrenOf(value, path)) walk(all, index + 2, at, child)
    else walk(all, index + 1, path, value)
  }
  for (const [at, child] of childrenOf(value, path)) scan(all, index, at, child)
}

const fits = (step: SlowStep, value: Json): boolean => {
  if (step.kind === 'names') return isJsonObject(value) && step.names.every((name) => Object.hasOwn(value, name))
  if (step.kind === 'indexes') return Array.isArray(value)
  return step.kind === 'all' || isJsonObject(value)
}

type SlowCriterion = (item: Json, root: Json) => boolean

const readFilter = (text: string): SlowStep => {
  const content = /^\((.*)\)$/s.exec(text)?.[1]
  if (content === undefined) return refuse(text)
  const unquoted = content.replace(/'(?:\\'|[^'])*'/g, '')
  if (/'/.test(unquoted.replaceAll("\\'", ''))) refuse(text)
  if (unquoted.split('(').length !== unquoted.split(')').length) refuse(text)
  return { kind: 'filter', alternatives: content.split('||').map((part) => part.split('&&').map(readCriterion)) }
}

const readCriterion = (text: string): SlowCriterion => {
  let bare = text.trim()
  while (bare.startsWith('(')) bare = bare.slice(1).trim()
  while (bare.endsWith(')') && bare.split(')').length > bare.split('(').length) bare = bare.slice(0, -1).trim()
  const sign = ['==', '>=', '<=', '!=', '<', '>', '=~'].find((candidate) => bare.includes(candidate))
  if (sign === undefined) return readPresence(bare)
  const left = readOperand(bare.slice(0, bare.indexOf(sign)).trim(), false)
  const right = readOperand(bare.slice(bare.indexOf(sign) + sign.length).trim(), false)
  return (item, root) => compare(sign, left(item, root), right(item, root))
}

const readPresence = (text: string): SlowCriterion => {
  const path = text.replace(/^!/, '')
  if (!/^[@$]/.test(path)) refuse(text)
  const read = readOperand(path, true)
  return (item) => ((read(item, item) ?? null) !== null) === (path === text)
}

type Operand = (item: Json, root: Json) => Json | RegExp | undefined

const readOperand = (text: string, needsAll: boolean): Operand => {
  if (/^[@$]/.test(text)) {
    const steps = readSteps(text.slice(1))
    if (!isDefinite(steps)) refuse(text)
    return (item, root) => {
      try {
        return findAll(steps, text.startsWith('$') ? root : item, root, needsAll).value
      } catch (error) {
        if (error instanceof SlowFailure && error.reason === 'absent') return undefined
        throw error
      }
    }
  }
  const pattern = /^\/(.*)\/(i?)$/s.exec(text)
  if (pattern) return () => new RegExp(`^(?:${pattern[1]})$`, pattern[2])
  const quoted = /^'(.*)'$/s.exec(text)?.[1]
  return () => quoted?.replaceAll("\\'", "'") ?? text
}

const isNullish = (value: Json): boolean => value === null || value === 'null'

const compare = (sign: string, left: ReturnType<Operand>, right: ReturnType<Operand>): boolean => {
  if (left === undefined || right === undefined) return false
  if (sign === '=~') {
    const [pattern, value] = right instanceof RegExp ? [right, left] : [left, right]
    if (!(pattern instanceof RegExp)) return misfit('no pattern')
    if (value === null || value instanceof RegExp) return false
    return pattern.test(typeof value === 'object' ? '' : String(value))
  }
  if (left instanceof RegExp || right instanceof RegExp) return false
  const order = orderOf(left, right)
  if (order === undefined) return false
  if (sign === '==') return order === 0
  if (sign === '!=') return order !== 0
  if ((left === null) !== (right === null)) return false
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[sign] ?? false
}

/** Below 0 if the left side is less. */
const orderOf = (left: Json, right: Json): number | undefined => {
  if (isNullish(left) && isNullish(right)) return 0
  if (isNullish(right)) return 1
  if (isNullish(left)) return -1
  if (typeof left === 'string')
    return typeof right === 'string' ? (left < right ? -1 : left > right ? 1 : 0) : undefined
  if (typeof left === 'number') {
    if (typeof right === 'number') return left - right
    if (typeof right !== 'string') return undefined
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(right) ? left - Number(right) : misfit('not a number')
  }
  if (typeof left !== 'boolean') return undefined
  if (typeof right === 'string') return Number(left) - Number(right.toLowerCase() === 'true')
  return typeof right === 'boolean' ? Number(left) - Number(right) : undefined
}
