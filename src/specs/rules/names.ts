import type { Finding } from '../finding.ts'
import { machinesIn } from '../read-machine.ts'
import type { MachineRule } from './rule.ts'

/** The most characters that the name of a state may have. */
const LONGEST_STATE = 80
/** The most characters that the label of a Distributed Map may have. */
const LONGEST_LABEL = 40

/** Characters that a label may not have: it becomes part of ARNs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS names them
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u

/** The names of states and labels: short enough, and each but once in the whole machine. */
export const names: MachineRule = function* (machine): Generator<Finding> {
  const states = new Set<string>()
  const labels = new Set<string>()
  for (const block of machinesIn(machine)) {
    for (const { name, path, fields } of block.states) {
      if ([...name].length > LONGEST_STATE) yield tooLong('STATE', 'State', name, { path, longest: LONGEST_STATE })
      if (states.has(name)) {
        const ours = `another state is named ${JSON.stringify(name)} too; names are unique in the whole machine`
        yield { path, code: 'DUPLICATE_STATE_NAME', message: `Duplicate State name: ${name}`, ours }
      }
      states.add(name)
      if (typeof fields.Label !== 'string') continue
      yield* labelFindings(fields.Label, [...path, 'Label'], labels)
      labels.add(fields.Label)
    }
  }
}

function* labelFindings(
  label: string,
  path: readonly (string | number)[],
  seen: ReadonlySet<string>,
): Generator<Finding> {
  if (label.length > LONGEST_LABEL) yield tooLong('LABEL', 'Label', label, { path, longest: LONGEST_LABEL })
  const character = forbidden.exec(label)?.[0]
  if (character !== undefined || label === '') {
    const ours = label === '' ? 'a label cannot be empty' : `a label cannot contain ${JSON.stringify(character)}`
    yield { path, code: 'INVALID_LABEL_NAME', message: `Invalid Label name: ${label}`, ours }
  }
  if (seen.has(label)) {
    const ours = `another map has the label ${JSON.stringify(label)} too`
    yield { path, code: 'DUPLICATE_LABEL_NAME', message: `Duplicate Label name: ${label}`, ours }
  }
}

interface Limit {
  readonly path: readonly (string | number)[]
  readonly longest: number
}

const tooLong = (kind: 'STATE' | 'LABEL', word: string, name: string, { path, longest }: Limit): Finding => ({
  path,
  code: `INVALID_${kind}_NAME`,
  message: `${word} name '${name}' exceeds the ${longest}-character limit allowed by the service`,
  ours: `a ${word.toLowerCase()} name has at most ${longest} characters, this one has ${[...name].length}`,
})
