import { ExpressionSyntaxError } from '../failure.ts'
import { type Cursor, cursorOf, throwSyntaxError } from './cursor.ts'
import { type Criterion, type CriterionOperand, comparisonSigns, type Filter, type PathOperand } from './filter.ts'
import { isDefinite, type Step } from './steps.ts'

/** Reads the steps of a path, which may have filters too. */
type ReadSteps = (cursor: Cursor) => Step[]

/** A part of the string that is read: from `start` up to `end`, without the blanks around it. */
interface Range {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly readSteps: ReadSteps
}

const within = (range: Range, start: number, end: number): Range => {
  const part = range.text.slice(start, end)
  const from = start + part.length - part.trimStart().length
  return { ...range, start: from, end: Math.max(from, end - part.length + part.trimEnd().length) }
}

const contentOf = ({ text, start, end }: Range): string => text.slice(start, end)

const failAt = ({ text, start, end }: Range, expected: string): never =>
  throwSyntaxError(cursorOf(text.slice(0, end), start), expected)

/**
 * Reads the filter after `?`: criteria in parentheses. They are split at `||`, then at `&&`, in strings too; parentheses around criteria
 * have no effect.
 */
export const readFilter = ({ text, at }: Cursor, readSteps: ReadSteps): Filter => {
  const outer = within({ text, start: at, end: text.length, readSteps }, at, text.length)
  const content = contentOf(outer)
  if (!content.startsWith('(') || !content.endsWith(')')) failAt(outer, "expected '(…)' after '?'")
  const inner = within(outer, outer.start + 1, outer.end - 1)
  checkBalance(inner)
  const alternatives = split(inner, '||').map((alternative) => split(alternative, '&&'))
  return {
    alternatives: alternatives.map((criteria) => criteria.map(readCriterion)),
    hasGroups: alternatives.flat().some((criterion) => contentOf(criterion).startsWith('(')),
  }
}

/** An escaped quote does not end a string. */
const STRING = /'(?:\\'|[^'])*'/g

const checkBalance = (range: Range): void => {
  const rest = contentOf(range).replace(STRING, '')
  if (rest.replaceAll("\\'", '').includes("'")) failAt(range, 'expected a closing quote in')
  if (rest.split('(').length !== rest.split(')').length)
    failAt(range, 'expected as many opening as closing parentheses in')
}

const split = (range: Range, separator: string): Range[] => {
  const { text, start, end } = range
  const parts: Range[] = []
  let from = start
  for (let at = text.indexOf(separator, start); at >= 0 && at < end; at = text.indexOf(separator, from)) {
    parts.push(within(range, from, at))
    from = at + separator.length
  }
  return [...parts, within(range, from, end)]
}

/** Removes the parentheses before a criterion, and the closing ones after it that it does not open. */
const withoutParentheses = (range: Range): Range => {
  let inner = range
  while (contentOf(inner).startsWith('(')) inner = within(inner, inner.start + 1, inner.end)
  const content = contentOf(inner)
  for (let extra = content.split(')').length - content.split('(').length; extra > 0; extra--) {
    if (contentOf(inner).endsWith(')')) inner = within(inner, inner.start, inner.end - 1)
  }
  return inner
}

const readCriterion = (range: Range): Criterion => {
  const criterion = withoutParentheses(range)
  const { start, end } = criterion
  const content = contentOf(criterion)
  const sign = comparisonSigns.find((candidate) => content.includes(candidate))
  if (sign === undefined) return readPresence(criterion)
  const at = start + content.indexOf(sign)
  return {
    kind: 'comparison',
    left: readOperand(within(criterion, start, at)),
    sign,
    right: readOperand(within(criterion, at + sign.length, end)),
  }
}

const readPresence = (range: Range): Criterion => {
  const isPresent = !contentOf(range).startsWith('!')
  const path = isPresent ? range : { ...range, start: range.start + 1 }
  return isPath(path)
    ? { kind: 'presence', path: readPath(path), isPresent }
    : failAt(path, `expected a path or a comparison with one of ${comparisonSigns.join(' ')}`)
}

const isPath = ({ text, start, end }: Range): boolean => start < end && (text[start] === '@' || text[start] === '$')

/** A filter in a filter: found before the steps are read, so that no depth of them exhausts the stack. */
const INNER_FILTER = /\[\s*\?/

const readPath = (range: Range): PathOperand => {
  const { text, start, end, readSteps } = range
  const steps = INNER_FILTER.test(contentOf(range)) ? undefined : readSteps(cursorOf(text.slice(0, end), start + 1))
  if (!steps || !isDefinite(steps)) return failAt(range, 'expected a path to one value in a filter')
  return { kind: 'path', steps, isFromRoot: text[start] === '$' }
}

const PATTERN = /^\/(.*)\/(i?)$/s

const readOperand = (range: Range): CriterionOperand => {
  if (isPath(range)) return readPath(range)
  const content = contentOf(range)
  const [, source, flags] = PATTERN.exec(content) ?? []
  if (source !== undefined) return { kind: 'pattern', pattern: readPattern(source, flags, range) }
  const isQuoted = content.length > 1 && content.startsWith("'") && content.endsWith("'")
  const text = isQuoted ? content.slice(1, -1).replaceAll("\\'", "'") : content
  return { kind: 'text', text, isQuoted }
}

/** A regular expression that matches whole strings only. */
const readPattern = (source: string, flags: string | undefined, { start }: Range): RegExp => {
  try {
    return new RegExp(`^(?:${source})$`, flags)
  } catch {
    throw new ExpressionSyntaxError(`expected a regular expression, found /${source}/ at column ${start}`, start)
  }
}
