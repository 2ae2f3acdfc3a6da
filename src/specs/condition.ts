import type { ComparedValue, ComparisonOperator, ComparisonSymbol, TypeTest } from './comparison-operators.ts'

/** A path on the left of a condition: a JSONPath, in a JSONata state a JSONata path. */
export type PathString = `$${string}`

/**
 * What a choice tests: a tuple, a path that holds `true`, an expression string (`'$.total >= 20 and not ($.vip)'`),
 * a JSONata expression (`'{% … %}'`) or `true`/`false` in a JSONata state, or ASL's own form in camelCase.
 */
export type Condition = string | boolean | ConditionTuple | AslCondition

export type ConditionOperator = 'and' | 'or' | 'not' | 'in' | '!=' | ComparisonSymbol | ComparisonOperator

/** What stands on the right of an operator. */
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

export type ConditionTuple =
  | readonly ['and' | 'or', ...Condition[]]
  | readonly ['not', Condition]
  | readonly ['=' | '!=', PathString, ComparedValue]
  | readonly ['<' | '<=' | '>' | '>=', PathString, string | number | Date]
  | readonly ['in', PathString, readonly ComparedValue[]]
  | readonly [TypeTest, PathString, boolean?]
  | readonly [Exclude<ComparisonOperator, TypeTest>, PathString, string | number | boolean | Date]

/** A condition in ASL's own words, in camelCase: `{ variable: '$.v', numericGreaterThanEquals: 20 }`. */
export interface AslCondition {
  readonly variable?: PathString
  readonly and?: readonly Condition[]
  readonly or?: readonly Condition[]
  readonly not?: Condition
  readonly [operator: string]: unknown
}
