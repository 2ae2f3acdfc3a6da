import type { Io } from './io.ts'

interface Confirmation {
  readonly command: 'deploy' | 'destroy'
  readonly question: string
  /** True if the question is not asked. */
  readonly yes: boolean | undefined
}

/** Asks for confirmation of a command. @throws Error if standard input is not a terminal and `--yes` is not given */
export const confirm = async ({ command, question, yes }: Confirmation, io: Io): Promise<boolean> => {
  if (yes) return true
  if (!io.confirm) throw new Error(`standard input is not a terminal: add --yes to ${command} without a question`)
  return io.confirm(question)
}
