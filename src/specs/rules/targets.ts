import { isJsonObject } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import type { Finding, Path } from '../finding.ts'
import { type Block, blocksOf } from '../machine.ts'
import type { MachineRule } from './rule.ts'

/** Every target is a state of the same block (ASL spec, Transitions). */
export const targets: MachineRule = function* (machine): Generator<Finding> {
  for (const block of blocksOf(machine)) yield* targetsIn(block)
}

function* targetsIn({ fields, path, states }: Block): Generator<Finding> {
  if (!isJsonObject(fields.States)) return
  const names = new Set(Object.keys(fields.States))
  const { StartAt: start } = fields
  if (typeof start === 'string' && !names.has(start)) yield missing(start, [...path, 'StartAt'], names)
  for (const state of states) {
    for (const { name, at } of state.targets) if (!names.has(name)) yield missing(name, [...state.path, ...at], names)
  }
}

const missing = (target: string, path: Path, names: Iterable<string>): Finding => ({
  path,
  code: 'MISSING_TRANSITION_TARGET',
  message: `Missing 'Next' target: ${target}`,
  ours: `no state named ${JSON.stringify(target)}`,
  ...nearest(target, names),
})
