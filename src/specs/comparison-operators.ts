/** How ASL spells each comparison; the symbol takes its type from the value on its right. */
export const comparisonSymbols = {
  '=': 'Equals',
  '<': 'LessThan',
  '<=': 'LessThanEquals',
  '>': 'GreaterThan',
  '>=': 'GreaterThanEquals',
} as const
export type ComparisonSymbol = keyof typeof comparisonSymbols

/** The kinds of value that an operator compares with; its name begins with one. */
const orderedKinds = ['string', 'numeric', 'timestamp'] as const
export type ValueKind = (typeof orderedKinds)[number] | 'boolean'

/** What stands on the right of an operator. */
export type OperandKind = ValueKind | 'path'

type TypedOperator =
  | `${(typeof orderedKinds)[number]}${(typeof comparisonSymbols)[ComparisonSymbol]}${'' | 'Path'}`
  | `booleanEquals${'' | 'Path'}`
  | 'stringMatches'

/** Tests of what a path holds; their right side is `true` (which may be left out) or `false`. */
export const typeTests = ['isPresent', 'isNull', 'isString', 'isNumeric', 'isBoolean', 'isTimestamp'] as const
export type TypeTest = (typeof typeTests)[number]

/** One of ASL's 39 comparison operators, in camelCase. */
export type ComparisonOperator = TypedOperator | TypeTest

const typedOperators = (): [string, OperandKind][] => [
  ...orderedKinds.flatMap((kind) =>
    Object.values(comparisonSymbols).flatMap((comparison): [string, OperandKind][] => [
      [`${kind}${comparison}`, kind],
      [`${kind}${comparison}Path`, 'path'],
    ]),
  ),
  ['booleanEquals', 'boolean'],
  ['booleanEqualsPath', 'path'],
  ['stringMatches', 'string'],
]

/** Every operator with what stands on its right. */
export const comparisonOperators: ReadonlyMap<string, OperandKind> = new Map<string, OperandKind>([
  ...typedOperators(),
  ...typeTests.map((test): [string, OperandKind] => [test, 'boolean']),
])

export const isComparisonOperator = (name: unknown): name is ComparisonOperator =>
  typeof name === 'string' && comparisonOperators.has(name)

export const isTypeTest = (name: unknown): name is TypeTest => typeTests.some((test) => test === name)

export const isComparisonSymbol = (name: unknown): name is ComparisonSymbol =>
  typeof name === 'string' && Object.hasOwn(comparisonSymbols, name)

/** What a symbol compares with. */
export type ComparedValue = string | number | boolean | null | Date

/** The kind of a literal; `undefined` for `null` and for what no operator compares with. */
export const valueKindOf = (value: unknown): ValueKind | undefined => {
  if (value instanceof Date) return 'timestamp'
  return literalKinds[typeof value]
}

const literalKinds: Readonly<Record<string, ValueKind>> = { string: 'string', number: 'numeric', boolean: 'boolean' }

/** The operator that a symbol stands for beside a value, or `undefined` where ASL has none (`['<', '$.a', true]`). */
export const operatorFor = (symbol: ComparisonSymbol, value: unknown): ComparisonOperator | undefined => {
  if (value === null) return symbol === '=' ? 'isNull' : undefined
  const kind = valueKindOf(value)
  const name = `${kind}${comparisonSymbols[symbol]}`
  return isComparisonOperator(name) ? name : undefined
}
