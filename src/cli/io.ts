import type { createColors } from 'picocolors'

/** The input and output of a command: `main.ts` passes those of the process, a test its own ones. */
export interface Io {
  /** Writes to standard output. */
  readonly out: (text: string) => void
  /** Writes to standard error. */
  readonly err: (text: string) => void
  /** Reads all of standard input. */
  readonly readStdin: () => Promise<string>
  /** Asks a question that is answered with yes or no. Absent if standard input is not a terminal. */
  readonly confirm?: (question: string) => Promise<boolean>
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder that relative file names start from. */
  readonly cwd: string
  /** Aborted when the user or the system asks the command to stop (SIGINT, SIGTERM). */
  readonly signal: AbortSignal
  /** Colours; functions without effect if `NO_COLOR` is set or the output is not a terminal. */
  readonly colors: ReturnType<typeof createColors>
  /** The width of the terminal. */
  readonly columns: number
  /** The terminal that shows standard output. Absent if it is not one, and in CI. */
  readonly terminal?: Terminal
  /**
   * Calls a listener with each error that no code catches. Without a listener, such an error ends the process. Returns a function that
   * removes it.
   */
  readonly onUncaught?: (listener: (thrown: unknown) => void) => () => void
}

/** A terminal in which lines can be written again, and keys be pressed. */
export interface Terminal {
  readonly rows: number
  /** Calls a listener with each key that is pressed. Returns a function that removes it. */
  readonly onKey: (listener: (key: string) => void) => () => void
}

/** The exit codes: done, failed, wrong usage, stopped by SIGINT. */
export const exitCodes = { done: 0, failed: 1, usage: 2, stopped: 130 } as const
