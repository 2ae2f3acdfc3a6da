import { syntaxError, type Token, tokenize } from './tokenize.ts'

/** A part of an expression: JSONata source, and the type of its value if the syntax shows it. */
export interface JsonataPart {
  readonly source: string
  readonly type: 'number' | 'string' | 'boolean' | 'unknown'
  /** True if the source can be repeated at no cost: a path or a literal. */
  readonly isSimple?: boolean
}

interface Parser {
  readonly tokens: readonly Token[]
  position: number
  depth: number
  /** The number of variables of the generated JSONata. */
  variables: number
}

/** The maximum depth of nested parentheses and operators. */
const MAX_DEPTH = 100

/**
 * Translates a JavaScript expression on paths to JSONata.
 * @throws DefinitionError with the column of the first part that is not supported.
 */
export const parseExpression = (text: string): JsonataPart => parseWith(text, { variables: 0 })

const parseWith = (text: string, { variables }: { variables: number }): JsonataPart => {
  const parser: Parser = { tokens: tokenize(text), position: 0, depth: 0, variables }
  const part = conditional(parser)
  const rest = peek(parser)
  if (rest.kind !== 'end') throw unexpected(rest, 'an operator or the end')
  return part
}

const peek = ({ tokens, position }: Parser): Token => tokens[position] ?? { kind: 'end', text: '', index: 0 }

const next = (parser: Parser): Token => {
  const token = peek(parser)
  parser.position++
  return token
}

const takes = (parser: Parser, ...symbols: readonly string[]): string | undefined => {
  const { kind, text } = peek(parser)
  if (kind !== 'symbol' || !symbols.includes(text)) return undefined
  parser.position++
  return text
}

const expect = (parser: Parser, symbol: string): void => {
  if (takes(parser, symbol) === undefined) throw unexpected(peek(parser), `"${symbol}"`)
}

const unexpected = ({ kind, text, index }: Token, expected: string) =>
  syntaxError(index, `expected ${expected}, found ${kind === 'end' ? 'the end' : JSON.stringify(text)}`)

const unknown = (source: string): JsonataPart => ({ source, type: 'unknown' })

const conditional = (parser: Parser): JsonataPart => {
  if (++parser.depth > MAX_DEPTH) throw unexpected(peek(parser), `at most ${MAX_DEPTH} nested expressions`)
  const test = binary(parser, 0)
  parser.depth--
  if (takes(parser, '?') === undefined) return test
  const left = conditional(parser)
  expect(parser, ':')
  const right = conditional(parser)
  const type = left.type === right.type ? left.type : 'unknown'
  return { source: `(${test.source} ? ${left.source} : ${right.source})`, type }
}

/** The binary operators, in ascending order of precedence. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['===', '!==', '==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
]

const binary = (parser: Parser, level: number): JsonataPart => {
  const operators = levels[level]
  if (!operators) return unary(parser)
  let left = binary(parser, level + 1)
  for (let operator = takes(parser, ...operators); operator !== undefined; operator = takes(parser, ...operators)) {
    left = combine(parser, operator, [left, binary(parser, level + 1)])
  }
  return left
}

const combine = (parser: Parser, operator: string, [left, right]: readonly [JsonataPart, JsonataPart]): JsonataPart => {
  switch (operator) {
    case '+':
      return plus(parser, left, right)
    case '&&':
    case '||':
      return logical(parser, operator, [left, right])
    case '===':
    case '==':
      return { source: `(${left.source} = ${right.source})`, type: 'boolean' }
    case '!==':
    case '!=':
      return { source: `$not(${left.source} = ${right.source})`, type: 'boolean' }
    case '-':
    case '*':
    case '/':
    case '%':
      return { source: `(${left.source} ${operator} ${right.source})`, type: 'number' }
    default:
      return { source: `(${left.source} ${operator} ${right.source})`, type: 'boolean' }
  }
}

/** In JavaScript, `+` joins strings if one of its operands is a string. JSONata has an operator for each. */
const plus = (parser: Parser, left: JsonataPart, right: JsonataPart): JsonataPart => {
  if (left.type === 'string' || right.type === 'string')
    return { source: `(${left.source} & ${right.source})`, type: 'string' }
  if (left.type === 'number' && right.type === 'number')
    return { source: `(${left.source} + ${right.source})`, type: 'number' }
  return bound(parser, [left, right], ([a = '', b = '']) => {
    return `($type(${a}) = "string" or $type(${b}) = "string" ? ${a} & ${b} : ${a} + ${b})`
  })
}

/** In JavaScript, `&&` and `||` return one of their operands. */
const logical = (
  parser: Parser,
  operator: '&&' | '||',
  [left, right]: readonly [JsonataPart, JsonataPart],
): JsonataPart => {
  if (left.type === 'boolean' && right.type === 'boolean') {
    return { source: `(${left.source} ${operator === '&&' ? 'and' : 'or'} ${right.source})`, type: 'boolean' }
  }
  return bound(parser, [left], ([a = '']) =>
    operator === '&&' ? `(${a} ? ${right.source} : ${a})` : `(${a} ? ${a} : ${right.source})`,
  )
}

/** Binds parts that cannot be repeated to variables. */
const bound = (
  parser: Parser,
  parts: readonly JsonataPart[],
  write: (sources: readonly string[]) => string,
): JsonataPart => {
  const bindings: string[] = []
  const sources = parts.map(({ source, isSimple }) => {
    if (isSimple) return source
    const variable = `$value${++parser.variables}`
    bindings.push(`${variable} := ${source}; `)
    return variable
  })
  const source = write(sources)
  return unknown(bindings.length > 0 ? `(${bindings.join('')}${source})` : source)
}

const unary = (parser: Parser): JsonataPart => {
  const operator = takes(parser, '-', '+', '!')
  if (operator === undefined) return primary(parser)
  if (++parser.depth > MAX_DEPTH) throw unexpected(peek(parser), `at most ${MAX_DEPTH} nested expressions`)
  const { source } = unary(parser)
  parser.depth--
  if (operator === '!') return { source: `$not(${source})`, type: 'boolean' }
  return { source: operator === '-' ? `(-${source})` : `$number(${source})`, type: 'number' }
}

/** The functions of `Math` that JSONata has with the same results. */
const mathFunctions: ReadonlyMap<string, string> = new Map([
  ['abs', '$abs'],
  ['ceil', '$ceil'],
  ['floor', '$floor'],
  ['sqrt', '$sqrt'],
  ['pow', '$power'],
])

const primary = (parser: Parser): JsonataPart => {
  const token = next(parser)
  if (token.kind === 'number') return { source: String(Number(token.text)), type: 'number', isSimple: true }
  if (token.kind === 'string') return { source: quote(token, stringValue(token)), type: 'string', isSimple: true }
  if (token.kind === 'template') return template(parser, token)
  if (token.kind === 'name') return named(parser, token)
  if (token.text === '(') {
    const inner = conditional(parser)
    expect(parser, ')')
    return inner
  }
  if (token.text === '[')
    return unknown(
      `[${list(parser, ']')
        .map(({ source }) => source)
        .join(', ')}]`,
    )
  throw unexpected(token, 'a path, a value or "("')
}

const list = (parser: Parser, end: string): JsonataPart[] => {
  const parts: JsonataPart[] = []
  while (takes(parser, end) === undefined) {
    if (parts.length > 0) expect(parser, ',')
    parts.push(conditional(parser))
  }
  return parts
}

const named = (parser: Parser, token: Token): JsonataPart => {
  const { text } = token
  if (text === 'true' || text === 'false') return { source: text, type: 'boolean', isSimple: true }
  if (text === 'null') return { source: text, type: 'unknown', isSimple: true }
  if (text === 'Math') return mathCall(parser)
  if (!text.startsWith('$')) throw unexpected(token, 'a path that begins with "$", or a value')
  const root = text === '$' ? '$states.input' : text === '$$' ? '$states.context' : text
  return { source: `${root}${steps(parser)}`, type: 'unknown', isSimple: true }
}

const mathCall = (parser: Parser): JsonataPart => {
  expect(parser, '.')
  const token = next(parser)
  const name = mathFunctions.get(token.text)
  if (name === undefined) throw unexpected(token, `one of ${[...mathFunctions.keys()].join(', ')} after "Math."`)
  expect(parser, '(')
  const parts = list(parser, ')')
  return { source: `${name}(${parts.map(({ source }) => source).join(', ')})`, type: 'number' }
}

const plainName = /^(?!(?:and|or|in|true|false|null|function)$)[A-Za-z_]\w*$/

const steps = (parser: Parser): string => {
  let source = ''
  for (let symbol = takes(parser, '.', '['); symbol !== undefined; symbol = takes(parser, '.', '[')) {
    const token = next(parser)
    if (symbol === '.' && token.kind === 'name') source += step(token, token.text)
    else if (symbol === '[' && token.kind === 'string') source += step(token, stringValue(token))
    else if (symbol === '[' && /^\d+$/.test(token.text)) source += `[${token.text}]`
    else throw unexpected(token, symbol === '.' ? 'the name of a member' : 'a name in quotes or an index')
    if (symbol === '[') expect(parser, ']')
    const { text, kind, index } = peek(parser)
    if (kind === 'symbol' && text === '(') throw syntaxError(index, 'functions of values are not supported')
  }
  return source
}

const step = ({ index }: Token, name: string): string => {
  if (plainName.test(name)) return `.${name}`
  if (name.includes('`')) throw syntaxError(index, 'a name with "`" is not supported')
  return `.\`${name}\``
}

/** The string that a literal stands for. */
const stringValue = ({ text, index }: Token): string => {
  const inner = text.slice(1, -1).replace(/\\[\s\S]|["\n]/g, (part) => {
    if (part === '"') return '\\"'
    if (part === '\n') return '\\n'
    return /^\\['`$]$/.test(part) ? part.slice(1) : part
  })
  try {
    return String(JSON.parse(`"${inner}"`))
  } catch {
    throw syntaxError(index, 'a string can only have the escapes of JSON')
  }
}

const quote = ({ index }: Token, value: string): string => {
  if (value.includes('%}')) throw syntaxError(index, 'a string with "%}" is not supported')
  return JSON.stringify(value)
}

/** A template literal: its strings and the expressions in `${…}`, joined. */
const template = (parser: Parser, token: Token): JsonataPart => {
  const parts: string[] = []
  const body = token.text.slice(1, -1)
  let from = 0
  for (const { index, 0: found, groups } of body.matchAll(/\$\{(?<inner>[^{}]*)\}/g)) {
    parts.push(quote(token, stringValue({ ...token, text: `\`${body.slice(from, index)}\`` })))
    parts.push(parseWith(groups?.inner ?? '', parser).source)
    from = index + found.length
  }
  parts.push(quote(token, stringValue({ ...token, text: `\`${body.slice(from)}\`` })))
  const joined = parts.filter((part, index) => part !== '""' || index === 0)
  return { source: joined.length === 1 ? joined.join('') : `(${joined.join(' & ')})`, type: 'string' }
}
