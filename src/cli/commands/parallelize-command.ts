import { type ParallelMove, parallelize } from '../../passes/parallelize/parallelize.ts'
import { checkDefinition } from '../deploy-file.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'

export interface ParallelizeCommandArgs {
  readonly file: string
  readonly pure: readonly string[]
  readonly json?: boolean
}

/** Prints the file's definition as a literal whose independent pure tasks run beside each other, and reports the tasks that moved. */
export const parallelizeCommand = async ({ file, pure, json }: ParallelizeCommandArgs, io: Io): Promise<number> => {
  const loaded = await loadFile(file, io)
  checkDefinition(file, loaded)
  const moves: ParallelMove[] = []
  const definition = parallelize(loaded.definition, { pure, onMove: (move) => moves.push(move) })
  io.out(`${JSON.stringify(json ? { definition, moves } : definition, null, 2)}\n`)
  for (const { parallel, tasks } of moves)
    io.err(`${file}: ${tasks.join(', ')} moved into ${JSON.stringify(parallel)}\n`)
  if (moves.length === 0) io.err(`${file}: no task moved\n`)
  return exitCodes.done
}
