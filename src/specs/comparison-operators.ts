/** The end of the ASL operator's name for each symbol. The right operand's type decides its beginning. */
export const comparisonSymbols = {
  '=': 'Equals',
  '<': 'LessThan',
  '<=': 'LessThanEquals',
  '>': 'GreaterThan',
  '>=': 'GreaterThanEquals',
} as const
export type ComparisonSymbol = keyof typeof comparisonSymbols

/** The types of ordered values. The name of a comparison operator begins with the type that it compares. */
const orderedKinds = ['string', 'numeric', 'timestamp'] as const
export type ValueKind = (typeof orderedKinds)[number] | 'boolean'

/** The kind of an operator's right operand. */
export type OperandKind = ValueKind | 'path'

type TypedOperator =
  | `${(typeof orderedKinds)[number]}${(typeof comparisonSymbols)[ComparisonSymbol]}${'' | 'Path'}`
  | `booleanEquals${'' | 'Path'}`
  | 'stringMatches'

/** Tests of the value at a path. Their right operand is `true` (the default) or `false`. */
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

/** Every comparison operator, with the kind of its right operand. */
export const comparisonOperators: ReadonlyMap<string, OperandKind> = new Map<string, OperandKind>([
  ...typedOperators(),
  ...typeTests.map((test): [string, OperandKind] => [test, 'boolean']),
])

export const isComparisonOperator = (name: unknown): name is ComparisonOperator =>
  typeof name === 'string' && comparisonOperators.has(name)

export const isTypeTest = (name: unknown): name is TypeTest => typeTests.some((test) => test === name)

export const isComparisonSymbol = (name: unknown): name is ComparisonSymbol =>
  typeof name === 'string' && Object.hasOwn(comparisonSymbols, name)

/** The right operand of a symbol. */
export type ComparedValue = string | number | boolean | null | Date

/** The kind of a right operand; `undefined` for `null` and for values that no operator accepts. */
const valueKindOf = (value: unknown): ValueKind | undefined => {
  if (value instanceof Date) return 'timestamp'
  return kindsByType[typeof value]
}

const kindsByType: Readonly<Record<string, ValueKind>> = { string: 'string', number: 'numeric', boolean: 'boolean' }

/** The operator that a symbol stands for, given the right operand; `undefined` if ASL has none (`['<', '$.a', true]`). */
export const operatorFor = (symbol: ComparisonSymbol, value: unknown): ComparisonOperator | undefined => {
  if (value === null) return symbol === '=' ? 'isNull' : undefined
  const kind = valueKindOf(value)
  const name = `${kind}${comparisonSymbols[symbol]}`
  return isComparisonOperator(name) ? name : undefined
}
