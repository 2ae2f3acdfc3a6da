import { booleanType, type ValueType } from './value-type.ts'

/** The binding powers of JSONata's operators, the tightest last. */
export const Binding = {
  bind: 10,
  conditional: 20,
  or: 25,
  and: 30,
  compare: 40,
  add: 50,
  multiply: 60,
  unary: 70,
  atom: 100,
} as const

/** A part of an expression in JSONata. */
export interface Code {
  readonly source: string
  readonly type: ValueType
  /** The precedence of its outermost operator. */
  readonly binding: number
  /** True if the source can be repeated at no cost: a path or a literal. */
  readonly isSimple: boolean
  /** True if its evaluation can fail. */
  readonly fails: boolean
}

type Details = Partial<Omit<Code, 'source' | 'type'>>

export const code = (source: string, type: ValueType, details: Details = {}): Code => ({
  source,
  type,
  binding: Binding.atom,
  isSimple: false,
  fails: false,
  ...details,
})

/** A literal or a path, which can be repeated. */
export const simple = (source: string, type: ValueType): Code => code(source, type, { isSimple: true })

/** The source of a part as an operand of an operator, in parentheses if needed. */
export const operand = ({ source, binding }: Code, minimum: number): string =>
  binding > minimum ? source : `(${source})`

export const anyFails = (parts: readonly Code[]): boolean => parts.some(({ fails }) => fails)

/** Two parts and an operator between them. */
export const infix = (
  left: Code,
  operator: string,
  right: Code,
  { type, binding }: { type: ValueType; binding: number },
): Code =>
  code(`${operand(left, binding - 1)} ${operator} ${operand(right, binding)}`, type, {
    binding,
    fails: anyFails([left, right]),
  })

/** `condition ? yes : no`; without `no` the value is undefined if the condition is false. */
export const conditional = (condition: Code, yes: Code, no: Code | undefined, type: ValueType): Code => {
  const parts = [`${operand(condition, Binding.conditional)} ? ${operand(yes, Binding.conditional)}`]
  if (no) parts.push(operand(no, Binding.conditional - 1))
  return code(parts.join(' : '), type, {
    binding: Binding.conditional,
    fails: anyFails(no ? [condition, yes, no] : [condition, yes]),
  })
}

/** A condition that is never undefined. */
export const condition = (source: string, binding: number, parts: readonly Code[]): Code =>
  code(source, booleanType, { binding, fails: anyFails(parts) })

/** A string in JSONata. `%}` would end the expression. */
export const quote = (text: string): string => JSON.stringify(text).replaceAll('%}', '%\\u007d')
