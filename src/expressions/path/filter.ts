import type { Step } from './steps.ts'

/** A filter as it is written. */
export interface Filter {
  /** The filter holds if all criteria of one alternative hold. */
  readonly alternatives: readonly (readonly Criterion[])[]
  /** True if it has parentheses around criteria; they have no effect. */
  readonly hasGroups: boolean
}

export type ComparisonSign = (typeof comparisonSigns)[number]

/** In the order in which Jayway looks for them: the first that occurs anywhere in a criterion splits it. */
export const comparisonSigns = ['==', '>=', '<=', '!=', '<', '>', '=~'] as const

export type Criterion =
  /** `@.a`, `!@.a`: tests that the path finds a value that is not null, or that it does not. */
  | { readonly kind: 'presence'; readonly path: PathOperand; readonly isPresent: boolean }
  | {
      readonly kind: 'comparison'
      readonly left: CriterionOperand
      readonly sign: ComparisonSign
      readonly right: CriterionOperand
    }

export type CriterionOperand = PathOperand | TextOperand | PatternOperand

/** `@.a.b` of an item, `$.a.b` of the document. */
export interface PathOperand {
  readonly kind: 'path'
  readonly steps: readonly Step[]
  readonly isFromRoot: boolean
}

/** A string in single quotes, or an unquoted word, which is a string too: `1`, `true`, `null`, `home`. */
export interface TextOperand {
  readonly kind: 'text'
  readonly text: string
  readonly isQuoted: boolean
}

export interface PatternOperand {
  readonly kind: 'pattern'
  readonly pattern: RegExp
}
