import type { Io, Terminal } from './io.ts'

/** Lines at the end of a terminal's output that can be replaced. */
export interface LiveLines {
  /** Writes lines in place of those that it wrote before. If the terminal has fewer, the first ones are left out. */
  readonly draw: (lines: readonly string[]) => void
  /** Writes lines in place of those that it wrote before, and leaves them. */
  readonly finish: (lines: readonly string[]) => void
}

const CLEAR_BELOW = '\u001b[0J'

export const createLiveLines = ({ out }: Pick<Io, 'out'>, terminal: Terminal): LiveLines => {
  let height = 0
  const write = (lines: readonly string[]) => {
    const up = height > 0 ? `\u001b[${height}F` : ''
    out(`${up}${CLEAR_BELOW}${lines.map((line) => `${line}\n`).join('')}`)
    height = lines.length
  }
  return {
    draw: (lines) => write(lines.slice(-Math.max(1, terminal.rows - 1))),
    finish: (lines) => {
      write(lines)
      height = 0
    },
  }
}
