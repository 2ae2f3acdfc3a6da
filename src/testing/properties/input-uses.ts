import { isJsonObject, type Json } from '../../json.ts'
import { type MachineNode, readMachine } from '../../specs/read-machine.ts'
import type { Asl } from '../../sugar/desugar.ts'

/** A use of the data of an execution: where it is, and what it is compared with. */
export interface InputUse {
  /** Names of members, and indexes or `'*'` for the elements of an array. */
  readonly path: readonly (string | number)[]
  /** Values that it is compared with. */
  readonly constants: readonly Json[]
  /** True if it must be an array. */
  readonly isList: boolean
}

/** The members of inputs that a definition reads, wherever it does. Earlier states may change them, so they are a guess. */
export const inputUses = (asl: Asl): InputUse[] => usesInMachine(readMachine(asl))

const usesInMachine = ({ states }: MachineNode): InputUse[] =>
  states.flatMap(({ fields, machines }) => [
    ...Object.entries(fields).flatMap(([field, value]) =>
      nested.has(field) ? [] : field === 'Choices' ? usesInRules(value) : usesInField(field, value),
    ),
    ...machines.flatMap(usesInMachine),
  ])

/** Fields that `machines` has, and those that read a result or an error. */
const nested = new Set(['ItemProcessor', 'Iterator', 'Branches', 'ResultSelector', 'ResultPath', 'Resource', 'Catch'])

const usesInField = (field: string, value: unknown): InputUse[] => {
  if (typeof value === 'string') return usesInText(field, value)
  if (Array.isArray(value)) return value.flatMap((one) => usesInField('', one))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) => usesInField(name, member))
}

const usesInText = (field: string, text: string): InputUse[] => {
  if (text.startsWith('{%')) return usesInJsonata(field, text)
  if (!field.endsWith('Path') && !field.endsWith('.$')) return []
  return pathsIn(text).map((path) => ({ path, constants: [], isList: field === 'ItemsPath' }))
}

const usesInRules = (rules: unknown): InputUse[] => (Array.isArray(rules) ? rules.flatMap(usesInRule) : [])

/** The combinators And, Or and Not hold further rules. */
const usesInRule = (rule: unknown): InputUse[] => {
  if (!isJsonObject(rule)) return []
  const { Variable: variable, Condition: condition, ...rest } = rule
  const inner = Object.values(rest).flatMap((value) => (Array.isArray(value) ? usesInRules(value) : usesInRule(value)))
  if (typeof condition === 'string') return usesInJsonata('', condition)
  if (typeof variable !== 'string') return inner
  const constants = Object.entries(rest).flatMap(([operator, value]) =>
    operator === 'Next' ? [] : operator.endsWith('Path') ? [] : [constantOf(operator, value)],
  )
  return pathsIn(variable).map((path) => ({ path, constants, isList: false }))
}

/** A value that fits an operator. */
const constantOf = (operator: string, value: Json | undefined): Json => {
  if (operator === 'StringMatches') return String(value).replaceAll('*', 'x')
  return examples.get(operator) ?? value ?? null
}

const examples = new Map<string, Json>([
  ['IsNumeric', 1],
  ['IsString', 'text'],
  ['IsBoolean', true],
  ['IsTimestamp', '2026-01-01T00:00:00Z'],
  ['IsPresent', 1],
])

const jsonPath = /(?<!\$)\$((?:\.[A-Za-z_][\w-]*|\['[^']+'\]|\[\d+\]|\[\*\])+)/g
const segment = /\.([A-Za-z_][\w-]*)|\['([^']+)'\]|\[(\d+)\]|\[(\*)\]/g

const pathsIn = (text: string): (string | number)[][] =>
  Array.from(text.matchAll(jsonPath), ([, path = '']) =>
    Array.from(path.matchAll(segment), ([, dotted, quoted, index, all]) =>
      index === undefined ? (dotted ?? quoted ?? all ?? '') : Number(index),
    ),
  )

const inputReference = /\$states\.(?:input|context\.Execution\.Input)((?:\.[A-Za-z_]\w*)+)/g
const literal = /"([^"]*)"|'([^']*)'|(?<![\w.$])(\d+(?:\.\d+)?)/g

const usesInJsonata = (field: string, text: string): InputUse[] => {
  const constants = Array.from(text.matchAll(literal), ([, double, single, number]) =>
    number === undefined ? (double ?? single ?? '') : Number(number),
  )
  return Array.from(text.matchAll(inputReference), ([, path = '']) => ({
    path: path.slice(1).split('.'),
    constants,
    isList: field === 'Items',
  }))
}
