/** The reason why a string is not JSON, in the words of Jackson, the parser that AWS uses, with line and column from 1. */
export interface JsonSyntaxError {
  readonly message: string
  readonly line: number
  readonly column: number
  /** The position of the innermost array or object that is not closed. */
  readonly start?: Pick<JsonSyntaxError, 'line' | 'column'>
}

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

/** The token that may come next, and Jackson's message if another one comes. */
const expectations = {
  value: `expected a valid value ${values}`,
  firstValue: `expected a valid value ${values}`,
  name: 'was expecting double-quote to start field name',
  firstName: 'was expecting double-quote to start field name',
  colon: 'was expecting a colon to separate field name and value',
  Object: 'was expecting comma to separate Object entries',
  Array: 'was expecting comma to separate Array entries',
  end: 'was expecting the end of the text',
} as const

type Expectation = keyof typeof expectations
type Container = 'Object' | 'Array'

type Move = 'open' | 'close' | Expectation

/** The effect of each punctuation character, by the expected token. Names and scalars are read separately. */
const punctuation: Partial<Record<Expectation, Readonly<Record<string, Move>>>> = {
  value: { '{': 'open', '[': 'open' },
  firstValue: { '{': 'open', '[': 'open', ']': 'close' },
  firstName: { '}': 'close' },
  colon: { ':': 'value' },
  Object: { '}': 'close', ',': 'name' },
  Array: { ']': 'close', ',': 'value' },
}

/** The error of a string that `JSON.parse` rejects; `undefined` if the string is JSON. */
export const jsonSyntaxError = (text: string): JsonSyntaxError | undefined => {
  const open: Container[] = []
  const starts: number[] = []
  let expected: Expectation = 'value'
  for (let at = endOf(blank, text, 0); at < text.length; at = endOf(blank, text, at)) {
    const char = text.charAt(at)
    const move: Move | undefined = punctuation[expected]?.[char]
    if (move === 'open') {
      open.push(char === '{' ? 'Object' : 'Array')
      starts.push(at)
      expected = char === '{' ? 'firstName' : 'firstValue'
      at++
    } else if (move === 'close') {
      open.pop()
      starts.pop()
      expected = open.at(-1) ?? 'end'
      at++
    } else if (move) {
      expected = move
      at++
    } else {
      const end = readScalar(text, at, expected)
      if (typeof end !== 'number') return end
      expected = isName(expected) ? 'colon' : (open.at(-1) ?? 'end')
      at = end
    }
  }
  if (expected === 'end') return undefined
  const start = starts.at(-1)
  return {
    ...errorAfter(text, text.length, endOfInput(open)),
    ...(start !== undefined && { start: positionIn(text, start) }),
  }
}

const isName = (expected: Expectation): boolean => expected === 'name' || expected === 'firstName'
const isValue = (expected: Expectation): boolean => expected === 'value' || expected === 'firstValue'

const blank = /[ \t\n\r]*/y
const numberOrLiteral = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w$.])/y
const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

const endOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

/** The end of the name or scalar that begins at `at`, or the error if there is none. */
const readScalar = (text: string, at: number, expected: Expectation): number | JsonSyntaxError => {
  if (text[at] === '"' && (isName(expected) || isValue(expected))) return readString(text, at)
  const end = isValue(expected) ? endOf(numberOrLiteral, text, at) : -1
  if (end > 0) return end
  const wordEnd = isValue(expected) ? endOf(word, text, at) : -1
  return wordEnd > 0
    ? errorAfter(text, wordEnd, `Unrecognized token '${text.slice(at, wordEnd)}': was expecting ${values}`)
    : errorAfter(text, at + 1, `Unexpected character (${describeCharacter(text, at)}): ${expectations[expected]}`)
}

const readString = (text: string, start: number): number | JsonSyntaxError => {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (text[at] === '"') return at + 1
    if (code < 0x20)
      return errorAfter(text, at + 1, `Illegal unquoted character ((CTRL-CHAR, code ${code})): ${mustBeEscaped}`)
    if (text[at] !== '\\') continue
    const end = endOf(escapeSequence, text, at)
    if (end < 0) return errorAfter(text, at + 2, `Unrecognized character escape ${describeCharacter(text, at + 1)}`)
    at = end - 1
  }
  return errorAfter(text, text.length, 'Unexpected end-of-input: was expecting closing quote for a string value')
}

const mustBeEscaped = 'has to be escaped using backslash to be included in string value'

const describeCharacter = (text: string, at: number): string =>
  at < text.length ? `'${text.charAt(at)}' (code ${text.charCodeAt(at)})` : 'end-of-input'

const endOfInput = (open: readonly Container[]): string =>
  open.length === 0
    ? 'No content to map due to end-of-input'
    : `Unexpected end-of-input: expected close marker for ${open.at(-1)}`

const errorAfter = (text: string, read: number, message: string): JsonSyntaxError => ({
  message,
  ...positionIn(text, read),
})

const positionIn = (text: string, read: number): Pick<JsonSyntaxError, 'line' | 'column'> => {
  const lines = text.slice(0, read).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
