import { literalStates } from '../../dsl/literal-states.ts'
import { optimize } from '../../passes/optimize/optimize.ts'
import { expandedLiteral } from '../../passes/rewrite-definition.ts'
import { checkDefinition } from '../deploy-file.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'

export interface OptimizeCommandArgs {
  readonly file: string
  readonly json?: boolean
}

/** Prints the file's definition as a literal with fewer state transitions. */
export const optimizeCommand = async ({ file, json }: OptimizeCommandArgs, io: Io): Promise<number> => {
  const loaded = await loadFile(file, io)
  checkDefinition(file, loaded)
  const definition = optimize(loaded.definition)
  const states = { before: countStates(loaded.definition), after: countStates(definition) }
  io.out(`${JSON.stringify(json ? { definition, states } : definition, null, 2)}\n`)
  io.err(`${file}: ${states.before} states before, ${states.after} after\n`)
  return exitCodes.done
}

const countStates = (definition: unknown): number => literalStates(expandedLiteral(definition)).length
