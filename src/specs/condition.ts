import type { ComparedValue, ComparisonOperator, ComparisonSymbol, TypeTest } from './comparison-operators.ts'

/** The left operand of a condition: a JSONPath; in a JSONata state, a JSONata path. */
export type PathString = `$${string}`

/**
 * The condition of a choice rule: a tuple, a path (true if its value is `true`), an expression string (`'$.total >= 20 and not ($.vip)'`),
 * a JSONata string (`'{% … %}'`) or `true`/`false` in a JSONata state, or ASL's own form in camelCase.
 */
export type Condition = string | boolean | ConditionTuple | AslCondition

/** The first element of a condition tuple. */
export type ConditionOperator = 'and' | 'or' | 'not' | 'in' | '!=' | ComparisonSymbol | ComparisonOperator

/** The type of an operator's right operand. */
export type OperandOf<Op> = Op extends '=' | '!='
  ? ComparedValue
  : Op extends ComparisonSymbol
    ? string | number | Date
    : Op extends 'in'
      ? readonly ComparedValue[]
      : Op extends `${string}Path`
        ? PathString
        : Op extends `numeric${string}`
          ? number
          : Op extends `timestamp${string}`
            ? string | Date
            : Op extends `string${string}`
              ? string
              : boolean

/** A condition as an array: an operator, then its operands. */
export type ConditionTuple =
  | readonly ['and' | 'or', ...Condition[]]
  | readonly ['not', Condition]
  | readonly ['=' | '!=', PathString, ComparedValue]
  | readonly ['<' | '<=' | '>' | '>=', PathString, string | number | Date]
  | readonly ['in', PathString, readonly ComparedValue[]]
  | readonly [TypeTest, PathString, boolean?]
  | readonly [Exclude<ComparisonOperator, TypeTest>, PathString, string | number | boolean | Date]

/** A condition as ASL writes it, in camelCase: `{ variable: '$.v', numericGreaterThanEquals: 20 }`. */
export interface AslCondition {
  readonly variable?: PathString
  readonly and?: readonly Condition[]
  readonly or?: readonly Condition[]
  readonly not?: Condition
  readonly [operator: string]: unknown
}
