import { definitionError } from '../definition-error.ts'

/** A token of an expression. */
export interface Token {
  readonly kind: 'number' | 'string' | 'template' | 'name' | 'symbol' | 'end'
  readonly text: string
  /** The index of the first character. */
  readonly index: number
}

const patterns: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['number', /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w$])/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y],
  ['template', /`(?:[^`\\]|\\.)*`/y],
  ['name', /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy],
  ['symbol', /===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:().[\],]/y],
]

/** Splits an expression into tokens, the last of which is the end. */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = []
  let index = 0
  while (index < text.length) {
    const token = tokenAt(text, index)
    if (token.kind !== 'space') tokens.push({ kind: token.kind, text: token.text, index })
    index += token.text.length
  }
  return [...tokens, { kind: 'end', text: '', index }]
}

const tokenAt = (text: string, index: number): { kind: Token['kind'] | 'space'; text: string } => {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = index
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return { kind, text: found }
  }
  throw syntaxError(index, `unsupported character ${JSON.stringify(text.charAt(index))}`)
}

/** An error at a character of an expression. */
export const syntaxError = (index: number, message: string) => definitionError([], `column ${index + 1}: ${message}`)
