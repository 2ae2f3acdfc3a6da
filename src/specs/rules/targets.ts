import { isJsonObject } from '../../json.ts'
import type { Finding, Path } from '../finding.ts'
import { type Block, blocksOf, type PlacedState } from '../machine.ts'
import { nearest } from '../nearest.ts'
import type { MachineRule } from './rule.ts'

/** Where a state goes: each target with its place in the state. */
export function* targetsOf({ fields }: PlacedState): Generator<[target: string, at: Path]> {
  if (typeof fields.Next === 'string') yield [fields.Next, ['Next']]
  for (const key of ['Choices', 'Catch']) {
    const list = fields[key]
    if (!Array.isArray(list)) continue
    for (const [index, entry] of list.entries()) {
      if (isJsonObject(entry) && typeof entry.Next === 'string') yield [entry.Next, [key, index, 'Next']]
    }
  }
  if (typeof fields.Default === 'string') yield [fields.Default, ['Default']]
}

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
    for (const [target, at] of targetsOf(state))
      if (!names.has(target)) yield missing(target, [...state.path, ...at], names)
  }
}

const missing = (target: string, path: Path, names: Iterable<string>): Finding => ({
  path,
  code: 'MISSING_TRANSITION_TARGET',
  message: `Missing 'Next' target: ${target}`,
  ours: `no state named ${JSON.stringify(target)}`,
  ...nearest(target, names),
})
