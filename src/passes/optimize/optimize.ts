import type { DefinitionArgument } from '../../definition-argument.ts'
import { literalStates } from '../../dsl/literal-states.ts'
import type { Definition } from '../../specs/definition.ts'
import { dropUnreachable, type MutableMachine, mapMachines } from '../mutable-machine.ts'
import { expandedLiteral, rewriteDefinition } from '../rewrite-definition.ts'
import { dropNoOps } from './drop-no-ops.ts'
import { fuseBackward, fuseForward } from './fuse-states.ts'
import { mergeChoices } from './merge-choices.ts'
import { shareTails } from './share-tails.ts'

/**
 * Returns a definition with the same outputs, errors and causes and with fewer state transitions, by which AWS bills STANDARD state
 * machines. It removes Pass states that do nothing, fuses Pass states into their neighbours, merges Choice states that follow each other,
 * ends executions without an empty Succeed state, and keeps one of several states that are the same. It also does so in branches and item
 * processors. A change that cannot be proved to be equal is not made; the targets of catchers keep their names.
 *
 * The cause of an error can name another state, and the limit of 262,144 bytes is not checked for data between states that were fused.
 * @param definition a literal, or ASL.
 * @throws DefinitionError with every error of the definition
 *
 * @example
 * const definition = { startAt: 'a', states: { a: { type: 'pass', next: 'b' }, b: { type: 'succeed' } } } as const
 * optimize(definition) // => { startAt: 'b', states: { b: { type: 'succeed' } } }
 */
export const optimize = <const D>(definition: DefinitionArgument<D>): Definition => {
  const withPermissions = new Set(
    literalStates(expandedLiteral(definition)).flatMap(({ state, path }) =>
      state.iam === undefined ? [] : [path.at(-1)],
    ),
  )
  return rewriteDefinition(definition, (asl) =>
    mapMachines(asl, (machine) => optimizeMachine(machine, (name) => withPermissions.has(name))),
  )
}

const optimizeMachine = (machine: MutableMachine, isDistinct: (name: string) => boolean): void => {
  const steps = [
    dropNoOps,
    fuseBackward,
    fuseForward,
    mergeChoices,
    (changing: MutableMachine) => shareTails(changing, isDistinct),
  ]
  let hasChanged = true
  while (hasChanged) {
    hasChanged = false
    for (const step of steps) {
      hasChanged = step(machine) || hasChanged
      dropUnreachable(machine)
    }
  }
}
