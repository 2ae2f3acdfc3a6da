/** How ASL spells each comparison; the symbol takes its type from the value on its right. */
export const comparisons = {
  '=': 'Equals',
  '<': 'LessThan',
  '<=': 'LessThanEquals',
  '>': 'GreaterThan',
  '>=': 'GreaterThanEquals',
} as const
export type Comparison = keyof typeof comparisons

/** The kinds of value that an operator compares with; its name begins with one. */
const orderedKinds = ['string', 'numeric', 'timestamp'] as const
export type Kind = (typeof orderedKinds)[number] | 'boolean'

/** What stands on the right of an operator. */
export type Operand = Kind | 'path'

type TypedOperator =
  | `${(typeof orderedKinds)[number]}${(typeof comparisons)[Comparison]}${'' | 'Path'}`
  | `booleanEquals${'' | 'Path'}`
  | 'stringMatches'

/** Tests of what a path holds; their right side is `true` (which may be left out) or `false`. */
export const typeTests = ['isPresent', 'isNull', 'isString', 'isNumeric', 'isBoolean', 'isTimestamp'] as const
export type TypeTest = (typeof typeTests)[number]

/** One of ASL's 39 comparison operators, in camelCase. */
export type Operator = TypedOperator | TypeTest

const typedOperators = (): [string, Operand][] => [
  ...orderedKinds.flatMap((kind) =>
    Object.values(comparisons).flatMap((comparison): [string, Operand][] => [
      [`${kind}${comparison}`, kind],
      [`${kind}${comparison}Path`, 'path'],
    ]),
  ),
  ['booleanEquals', 'boolean'],
  ['booleanEqualsPath', 'path'],
  ['stringMatches', 'string'],
]

/** Every operator with what stands on its right. */
export const operators: ReadonlyMap<string, Operand> = new Map<string, Operand>([
  ...typedOperators(),
  ...typeTests.map((test): [string, Operand] => [test, 'boolean']),
])

export const isOperator = (name: unknown): name is Operator => typeof name === 'string' && operators.has(name)

export const isTypeTest = (name: unknown): name is TypeTest => typeTests.some((test) => test === name)

export const isComparison = (name: unknown): name is Comparison =>
  typeof name === 'string' && Object.hasOwn(comparisons, name)

/** What a symbol compares with. */
export type Literal = string | number | boolean | null | Date

/** The kind of a literal; `undefined` for `null` and for what no operator compares with. */
export const kindOf = (value: unknown): Kind | undefined => {
  if (value instanceof Date) return 'timestamp'
  return literalKinds[typeof value]
}

const literalKinds: Readonly<Record<string, Kind>> = { string: 'string', number: 'numeric', boolean: 'boolean' }

/** The operator that a symbol stands for beside a value, or `undefined` where ASL has none (`['<', '$.a', true]`). */
export const operatorFor = (symbol: Comparison, value: unknown): Operator | undefined => {
  if (value === null) return symbol === '=' ? 'isNull' : undefined
  const kind = kindOf(value)
  const name = `${kind}${comparisons[symbol]}`
  return isOperator(name) ? name : undefined
}
