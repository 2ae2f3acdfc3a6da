import type { Json } from '../../json.ts'
import { isMatch } from '../bounded-regexp.ts'
import { EvaluationFailure } from '../failure.ts'
import { comparisonOf, comparisonWithText } from './compare.ts'
import { countVisits, type PathDocument } from './document.ts'
import type { Criterion, CriterionOperand, Filter, PathOperand } from './filter.ts'
import { PathMisfit } from './path-failure.ts'
import { readOneOf } from './read-one.ts'

/** A test that is true if a filter holds for an item of a document. @throws PathMisfit */
export type ItemTest = (item: Json, document: PathDocument) => boolean

/** Jayway tests the last alternative and the last criterion first, which matters if another would be a misfit. */
export const compileFilter = ({ alternatives }: Filter): ItemTest => {
  const [first, ...others] = alternatives.map(compileAlternative)
  if (!first) return () => false
  return others.reduce<ItemTest>(
    (before, holds) => (item, document) => holds(item, document) || before(item, document),
    first,
  )
}

const compileAlternative = (criteria: readonly Criterion[]): ItemTest => {
  const [first, ...others] = criteria.map(compileCriterion)
  if (!first) return () => true
  return others.reduce<ItemTest>(
    (before, holds) => (item, document) => holds(item, document) && before(item, document),
    first,
  )
}

const compileCriterion = (criterion: Criterion): ItemTest =>
  criterion.kind === 'presence' ? compilePresence(criterion.path, criterion.isPresent) : compileComparison(criterion)

/** In a path without a comparison, `$` is the item too, and all of several names must be present. */
const compilePresence = ({ steps }: PathOperand, isPresent: boolean): ItemTest => {
  const read = readOneOf(steps, { needsAllNames: true })
  return (item) => {
    const value = read(item)
    return (value !== undefined && value !== null) === isPresent
  }
}

type Read = (item: Json, document: PathDocument) => Json | undefined

/** A pattern is not a value: it makes any comparison but `=~` false. */
const compileRead = (operand: CriterionOperand): Read => {
  if (operand.kind === 'text') return () => operand.text
  if (operand.kind === 'pattern') return () => undefined
  const read = readOneOf(operand.steps, { needsAllNames: false })
  return operand.isFromRoot ? (_, document) => read(document.root) : read
}

/** An operand that finds nothing makes any comparison false. */
const compileComparison = ({ left, sign, right }: Extract<Criterion, { kind: 'comparison' }>): ItemTest => {
  if (sign === '=~') return compileMatch(left, right)
  const readLeft = compileRead(left)
  if (right.kind === 'text') {
    const compare = comparisonWithText(sign, right.text)
    return (item, document) => {
      const value = readLeft(item, document)
      return value !== undefined && compare(value)
    }
  }
  const readRight = compileRead(right)
  const compare = comparisonOf(sign)
  return (item, document) => {
    const value = readLeft(item, document)
    const other = readRight(item, document)
    return value !== undefined && other !== undefined && compare(value, other)
  }
}

/** The pattern may stand on either side. Values other than arrays and objects are matched as strings; null is not matched. */
const compileMatch = (left: CriterionOperand, right: CriterionOperand): ItemTest => {
  if (right.kind === 'pattern') return matchOf(compileRead(left), right.pattern)
  if (left.kind === 'pattern') return matchOf(compileRead(right), left.pattern)
  const [readLeft, readRight] = [compileRead(left), compileRead(right)]
  return (item, document) => {
    const [value, other] = [readLeft(item, document), readRight(item, document)]
    if (value === undefined || other === undefined) return false
    throw new PathMisfit('A filter compares with =~, but not with a pattern such as /a.*/.')
  }
}

const matchOf =
  (read: Read, pattern: RegExp): ItemTest =>
  (item, document) => {
    const value = read(item, document)
    if (value === undefined || value === null) return false
    return matchesText(pattern, typeof value === 'object' ? '' : String(value), document)
  }

/** The number of visits of a path that a millisecond counts as. */
const VISITS_PER_MS = 5_000

/** True if a pattern matches in a string. The time that it takes counts as visits. */
const matchesText = (pattern: RegExp, text: string, document: PathDocument): boolean => {
  const started = performance.now()
  const isMatching = isMatch(pattern, text)
  countVisits(document, (performance.now() - started) * VISITS_PER_MS)
  if (isMatching !== undefined) return isMatching
  throw new EvaluationFailure('States.Runtime', 'A regular expression in a path takes too long to match.')
}
