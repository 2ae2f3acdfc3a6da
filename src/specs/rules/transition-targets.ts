import { isJsonObject } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import type { DefinitionPath, Finding } from '../finding.ts'
import { type MachineNode, machinesIn } from '../read-machine.ts'
import type { MachineRule } from './rule.ts'

/** Every target is a state of the same machine (ASL spec, Transitions). */
export const transitionTargets: MachineRule = function* (root): Generator<Finding> {
  for (const machine of machinesIn(root)) yield* targetsIn(machine)
}

function* targetsIn({ fields, path, states }: MachineNode): Generator<Finding> {
  if (!isJsonObject(fields.States)) return
  const names = new Set(Object.keys(fields.States))
  const { StartAt: start } = fields
  if (typeof start === 'string' && !names.has(start)) yield missing(start, [...path, 'StartAt'], names)
  for (const state of states) {
    for (const { name, path: at } of state.targets)
      if (!names.has(name)) yield missing(name, [...state.path, ...at], names)
  }
}

const missing = (target: string, path: DefinitionPath, names: Iterable<string>): Finding => ({
  path,
  code: 'MISSING_TRANSITION_TARGET',
  message: `Missing 'Next' target: ${target}`,
  literalMessage: `no state named ${JSON.stringify(target)}`,
  ...nearest(target, names),
})
