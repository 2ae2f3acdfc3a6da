import type { createColors } from 'picocolors'

/** What a command may do to the world around it: `main.ts` passes the process's, a test its own. */
export interface Io {
  /** Writes to standard output. */
  readonly out: (text: string) => void
  /** Writes to standard error. */
  readonly err: (text: string) => void
  /** All of standard input. */
  readonly readStdin: () => Promise<string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** What relative file names start from. */
  readonly cwd: string
  /** Aborted when the user or the system asks the command to stop (SIGINT, SIGTERM). */
  readonly signal: AbortSignal
  /** Colours, or none (`NO_COLOR`, no terminal). */
  readonly colors: ReturnType<typeof createColors>
  /** The terminal's width. */
  readonly columns: number
}

/** Done, failed, wrong usage, stopped by SIGINT. */
export const exitCodes = { done: 0, failed: 1, usage: 2, stopped: 130 } as const
