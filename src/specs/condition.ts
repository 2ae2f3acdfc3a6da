import type { Comparison, Literal, Operator, TypeTest } from './operators.ts'

/** A path on the left of a condition: a JSONPath, in a JSONata state a JSONata path. */
export type PathText = `$${string}`

/**
 * What a choice tests: a tuple, a path that holds `true`, an expression string (`'$.total >= 20 and not ($.vip)'`),
 * a JSONata expression (`'{% … %}'`) or `true`/`false` in a JSONata state, or ASL's own form in camelCase.
 */
export type Condition = string | boolean | Tuple | AslCondition

export type AnyOperator = 'and' | 'or' | 'not' | 'in' | '!=' | Comparison | Operator

/** What stands on the right of an operator. */
export type RightOf<Op> = Op extends '=' | '!='
  ? Literal
  : Op extends Comparison
    ? string | number | Date
    : Op extends 'in'
      ? readonly Literal[]
      : Op extends `${string}Path`
        ? PathText
        : Op extends `numeric${string}`
          ? number
          : Op extends `timestamp${string}`
            ? string | Date
            : Op extends `string${string}`
              ? string
              : boolean

export type Tuple =
  | readonly ['and' | 'or', ...Condition[]]
  | readonly ['not', Condition]
  | readonly ['=' | '!=', PathText, Literal]
  | readonly ['<' | '<=' | '>' | '>=', PathText, string | number | Date]
  | readonly ['in', PathText, readonly Literal[]]
  | readonly [TypeTest, PathText, boolean?]
  | readonly [Exclude<Operator, TypeTest>, PathText, string | number | boolean | Date]

/** A condition in ASL's own words, in camelCase: `{ variable: '$.v', numericGreaterThanEquals: 20 }`. */
export interface AslCondition {
  readonly variable?: PathText
  readonly and?: readonly Condition[]
  readonly or?: readonly Condition[]
  readonly not?: Condition
  readonly [operator: string]: unknown
}
