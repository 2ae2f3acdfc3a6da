import type { DefinitionPath, Finding } from '../finding.ts'
import { machinesIn } from '../read-machine.ts'
import type { MachineRule } from './rule.ts'

/** The maximum length of a state's name, in characters. */
const LONGEST_STATE = 80
/** The maximum length of a Distributed Map's label, in characters. */
const LONGEST_LABEL = 40

/** The characters that a label cannot have, because it becomes part of ARNs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS documents them
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u

/** The names of states and the labels of maps are short enough and unique in the whole machine. */
export const names: MachineRule = function* (root): Generator<Finding> {
  const states = new Set<string>()
  const labels = new Set<string>()
  for (const machine of machinesIn(root)) {
    for (const { name, path, fields } of machine.states) {
      if ([...name].length > LONGEST_STATE) yield tooLong('STATE', 'State', name, { path, longest: LONGEST_STATE })
      if (states.has(name)) {
        const literalMessage = `another state has the name ${JSON.stringify(name)}; names must be unique in the whole machine`
        yield { path, code: 'DUPLICATE_STATE_NAME', message: `Duplicate State name: ${name}`, literalMessage }
      }
      states.add(name)
      if (typeof fields.Label !== 'string') continue
      yield* labelFindings(fields.Label, [...path, 'Label'], labels)
      labels.add(fields.Label)
    }
  }
}

function* labelFindings(label: string, path: DefinitionPath, seen: ReadonlySet<string>): Generator<Finding> {
  if (label.length > LONGEST_LABEL) yield tooLong('LABEL', 'Label', label, { path, longest: LONGEST_LABEL })
  const character = forbidden.exec(label)?.[0]
  if (character !== undefined || label === '') {
    const literalMessage =
      label === '' ? 'a label cannot be empty' : `a label cannot contain ${JSON.stringify(character)}`
    yield { path, code: 'INVALID_LABEL_NAME', message: `Invalid Label name: ${label}`, literalMessage }
  }
  if (seen.has(label)) {
    const literalMessage = `another map has the label ${JSON.stringify(label)}; labels must be unique`
    yield { path, code: 'DUPLICATE_LABEL_NAME', message: `Duplicate Label name: ${label}`, literalMessage }
  }
}

interface Limit {
  readonly path: DefinitionPath
  readonly longest: number
}

const tooLong = (kind: 'STATE' | 'LABEL', word: string, name: string, { path, longest }: Limit): Finding => ({
  path,
  code: `INVALID_${kind}_NAME`,
  message: `${word} name '${name}' exceeds the ${longest}-character limit allowed by the service`,
  literalMessage: `a ${word.toLowerCase()} name has at most ${longest} characters, this one has ${[...name].length}`,
})
