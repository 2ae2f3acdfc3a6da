import { ExpressionSyntaxError } from './failure.ts'

/** A condition as a tuple: the result of parsing an expression string. */
export type ParsedCondition =
  | readonly ['and' | 'or', ...ParsedCondition[]]
  | readonly ['not', ParsedCondition]
  | readonly [operator: string, path: string, ...right: (ConditionValue | readonly ConditionValue[])[]]
  | string

type ConditionValue = string | number | boolean | null

interface Token {
  readonly kind: 'path' | 'value' | 'word' | 'symbol' | 'end'
  readonly text: string
  readonly value?: ConditionValue
  /** The column at which it begins, counted from 0. */
  readonly column: number
}

/** Operators of other languages, with their equivalents. */
const aliases: Readonly<Record<string, string>> = { '==': '=', '&&': 'and', '||': 'or', '!': 'not' }

const comparisons = new Set(['=', '!=', '<', '<=', '>', '>='])

const words: Readonly<Record<string, ConditionValue>> = { true: true, false: false, null: null }

const patterns = {
  space: /\s+/y,
  number: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y,
  string: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y,
  word: /[A-Za-z]\w*/y,
  symbol: /==|&&|\|\||!=|<=|>=|[=<>!()[\],]/y,
  name: /\.{1,2}(?:[\p{ID_Start}_$][\p{ID_Continue}\-$]*|\*|`[^`]*`)/uy,
  root: /\$\$?(?:[\p{ID_Start}_][\p{ID_Continue}]*)?/uy,
} as const

/**
 * Parses a condition into the tuple that means the same: `'$.total >= 20 and not ($.type = "Private")'`.
 *
 * `and` binds tighter than `or`, `not` tighter than both; the right side of an operator is a literal; a path alone tests for `true`; every
 * ASL operator is a function: `isPresent($.a)`, `stringMatches($.file, "log-*.txt")`, `numericLessThanPath($.a, $.b)`.
 * @throws ExpressionSyntaxError naming the column (its message counts from 1) and the expected token.
 */
export const parseCondition = (text: string): ParsedCondition => {
  const tokens = tokenize(text)
  const parser = { tokens, position: 0, depth: 0 }
  const condition = parseOr(parser)
  const rest = peek(parser)
  if (rest.kind !== 'end') throwUnexpected(rest, '"and", "or" or the end')
  return condition
}

interface Parser {
  readonly tokens: readonly Token[]
  position: number
  depth: number
}

/** The deepest nesting of parentheses and `not`s; handwritten conditions have a handful. */
const MOST_NESTING = 100

const peek = (parser: Parser): Token => parser.tokens[parser.position] ?? endOf(parser.tokens)

const endOf = (tokens: readonly Token[]): Token => tokens.at(-1) ?? { kind: 'end', text: '', column: 0 }

const next = (parser: Parser): Token => {
  const token = peek(parser)
  parser.position++
  return token
}

const takes = (parser: Parser, text: string): boolean => {
  const token = peek(parser)
  if (token.text !== text || (token.kind !== 'symbol' && token.kind !== 'word')) return false
  parser.position++
  return true
}

const expect = (parser: Parser, text: string): void => {
  if (!takes(parser, text)) throwUnexpected(peek(parser), `"${text}"`)
}

const throwUnexpected = (token: Token, expected: string): never => {
  const found = token.kind === 'end' ? 'the end' : /^["']/.test(token.text) ? token.text : `"${token.text}"`
  throw new ExpressionSyntaxError(`column ${token.column + 1}: expected ${expected}, found ${found}`, token.column)
}

const joined = (operator: 'and' | 'or', part: (parser: Parser) => ParsedCondition) => (parser: Parser) => {
  const first = part(parser)
  const conditions = [first]
  while (takes(parser, operator)) conditions.push(part(parser))
  return conditions.length === 1 ? first : ([operator, ...conditions] as const)
}

const parseNot = (parser: Parser): ParsedCondition => {
  if (++parser.depth > MOST_NESTING) throwUnexpected(peek(parser), `at most ${MOST_NESTING} nested conditions`)
  const condition: ParsedCondition = takes(parser, 'not') ? ['not', parseNot(parser)] : parsePrimary(parser)
  parser.depth--
  return condition
}

const parseAnd = joined('and', parseNot)
const parseOr = joined('or', parseAnd)

const parsePrimary = (parser: Parser): ParsedCondition => {
  if (takes(parser, '(')) {
    const condition = parseOr(parser)
    expect(parser, ')')
    return condition
  }
  const token = next(parser)
  if (token.kind === 'path') return parseComparison(parser, token.text)
  if (token.kind === 'word' && takes(parser, '(')) return parseCall(parser, token.text)
  return throwUnexpected(token, 'a path, "not", "(" or an operator such as isPresent(…)')
}

const parseComparison = (parser: Parser, path: string): ParsedCondition => {
  const sign = peek(parser)
  if (takes(parser, 'in')) return ['in', path, parseList(parser)]
  if (sign.kind !== 'symbol' || !comparisons.has(sign.text)) return path
  parser.position++
  return [sign.text, path, parseValue(parser)]
}

const parseCall = (parser: Parser, operator: string): ParsedCondition => {
  const path = next(parser)
  if (path.kind !== 'path') throwUnexpected(path, 'a path')
  const right: ConditionValue[] = []
  if (takes(parser, ',')) right.push(peek(parser).kind === 'path' ? next(parser).text : parseValue(parser))
  expect(parser, ')')
  return [operator, path.text, ...right]
}

const parseList = (parser: Parser): ConditionValue[] => {
  expect(parser, '[')
  const values = [parseValue(parser)]
  while (takes(parser, ',')) values.push(parseValue(parser))
  expect(parser, ']')
  return values
}

const parseValue = (parser: Parser): ConditionValue => {
  const token = next(parser)
  if (token.value !== undefined) return token.value
  const advice =
    token.kind === 'path' ? ' (to compare two paths, use an operator such as stringEqualsPath($.a, $.b))' : ''
  return throwUnexpected(token, `a string, a number, true, false or null${advice}`)
}

const tokenize = (text: string): Token[] => {
  const tokens: Token[] = []
  let column = 0
  const match = (pattern: RegExp, from = column): string => {
    pattern.lastIndex = from
    return pattern.exec(text)?.[0] ?? ''
  }
  for (column = match(patterns.space).length; column < text.length; column += match(patterns.space).length) {
    const token = pathAt(text, column, match) ?? literalAt(column, match) ?? wordAt(column, match)
    if (!token) return failAt(text, column)
    tokens.push(token)
    column += token.length
  }
  tokens.push({ kind: 'end', text: '', column })
  return tokens
}

const failAt = (text: string, column: number): never => {
  const char = text.charAt(column)
  if (char !== '"' && char !== "'")
    return throwUnexpected({ kind: 'symbol', text: char, column }, 'a path, an operator or a value')
  return throwUnexpected({ kind: 'end', text: '', column: text.length }, `${char} at the end of the string`)
}

type Match = (pattern: RegExp, from?: number) => string
type Found = (Token & { readonly length: number }) | undefined

const pathAt = (text: string, column: number, match: Match): Found => {
  let end = column + match(patterns.root).length
  if (end === column) return undefined
  for (let from = -1; from !== end; ) {
    from = end
    end += match(patterns.name, end).length
    if (text[end] === '[') end = endOfBrackets(text, end)
  }
  return { kind: 'path', text: text.slice(column, end), column, length: end - column }
}

/** The index at which the brackets that open at `start` close; brackets within quotes do not count. */
const endOfBrackets = (text: string, start: number): number => {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (char === '"' || char === "'") at = endOfQuote(text, at)
    else if (char === '[') depth++
    else if (char === ']' && --depth === 0) return at + 1
  }
  return throwUnexpected({ kind: 'end', text: '', column: text.length }, '"]"')
}

const endOfQuote = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === text[start]) return at
  }
  return text.length
}

const literalAt = (column: number, match: Match): Found => {
  const number = match(patterns.number)
  if (number) return { kind: 'value', text: number, value: Number(number), column, length: number.length }
  const quoted = match(patterns.string)
  if (quoted) return { kind: 'value', text: quoted, value: unquote(quoted, column), column, length: quoted.length }
  return undefined
}

const wordAt = (column: number, match: Match): Found => {
  const text = match(patterns.word) || match(patterns.symbol)
  if (!text) return undefined
  const value = Object.hasOwn(words, text) ? words[text] : undefined
  if (value !== undefined) return { kind: 'value', text, value, column, length: text.length }
  const alias = aliases[text]
  const kind = /^\w/.test(alias ?? text) ? 'word' : 'symbol'
  return { kind, text: alias ?? text, column, length: text.length }
}

/** The string within quotes, with JSON's escapes; `\'` is allowed too. */
const unquote = (quoted: string, column: number): string => {
  const inner = quoted.slice(1, -1)
  const json = inner.replace(/\\.|"/gs, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part))
  try {
    return String(JSON.parse(`"${json}"`))
  } catch {
    return throwUnexpected({ kind: 'value', text: quoted, column }, 'a string with the escapes of JSON')
  }
}
