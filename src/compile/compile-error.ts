/** The position of a part in the text of a function. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/**
 * Reports a part of a function that a state machine cannot express, with its line, its column, a code frame and an alternative. Lines and
 * columns are those of the function's own text and begin with 1.
 *
 * @example
 * try { compile(fn) } catch (error) { if (error instanceof CompileError) console.error(error.line, error.message) }
 */
export class CompileError extends Error {
  override readonly name = 'CompileError'
  readonly line: number
  readonly column: number
  /** The lines around the part, with a mark below it. */
  readonly frame: string
  /** The code to write instead, if known. */
  readonly alternative: string | undefined
  constructor(problem: string, { text, range, alternative }: CompileErrorDetails) {
    const { line, column } = positionOf(text, range.start)
    const frame = frameOf(text, range)
    const advice = alternative === undefined ? '' : `; ${alternative}`
    super(`line ${line}, column ${column}: ${problem}${advice}\n${frame}`)
    this.line = line
    this.column = column
    this.frame = frame
    this.alternative = alternative
  }
}

interface CompileErrorDetails {
  readonly text: string
  readonly range: TextRange
  readonly alternative?: string | undefined
}

const positionOf = (text: string, index: number): { line: number; column: number } => {
  const before = text.slice(0, index)
  return { line: before.split('\n').length, column: index - (before.lastIndexOf('\n') + 1) + 1 }
}

/** The lines before and after the marked one that a frame shows, and the longest line. */
const CONTEXT_LINES = 1
const MAX_WIDTH = 160

const frameOf = (text: string, { start, end }: TextRange): string => {
  const { line, column } = positionOf(text, start)
  const lines = text.split('\n')
  const first = Math.max(1, line - CONTEXT_LINES)
  const last = Math.min(lines.length, line + CONTEXT_LINES)
  const width = String(last).length
  const shown: string[] = []
  for (let number = first; number <= last; number++) {
    const content = lines[number - 1] ?? ''
    const isMarked = number === line
    shown.push(`${isMarked ? '>' : ' '} ${String(number).padStart(width)} | ${content.slice(0, MAX_WIDTH)}`)
    if (!isMarked) continue
    const length = Math.max(1, Math.min(end - start, content.length - column + 1))
    if (column <= MAX_WIDTH) shown.push(`  ${' '.repeat(width)} | ${' '.repeat(column - 1)}${'^'.repeat(length)}`)
  }
  return shown.join('\n')
}
