import { DefinitionError, type Issue } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import {
  assertOptions,
  assertValue,
  expectedOneOf,
  functionCheck,
  methodsCheck,
  type OptionChecks,
  oneOfCheck,
  stringCheck,
} from '../../options.ts'
import type { FsmMachine } from '../checked-fsm.ts'
import { fsmLiteral } from '../fsm.ts'
import type { FsmActionFunction } from '../fsm-handlers.ts'
import { secondsCheck, timeoutCheck } from '../fsm-issues.ts'
import type { FsmSpec } from '../fsm-spec.ts'
import { readMachines, type YamlMachine } from './read-machines.ts'
import { YamlFile } from './yaml-file.ts'

/** The options of `fsmFromYaml`; those of `fsm` hold for all states. */
export interface FsmYamlOptions
  extends Pick<FsmSpec, 'group' | 'resource' | 'delaySeconds' | 'timeoutSeconds' | 'heartbeatSeconds'> {
  /** The name of the machine in the file. Default: the only one. */
  readonly machine?: string
  /** The functions for `fsmHandlers`. If they are given, an action without a function is an error with its line. */
  readonly actions?: Readonly<Record<string, FsmActionFunction>>
  /** Returns the text of a file that `import` names. Default: an import is an error. */
  readonly load?: (file: string) => string
}

const checks: OptionChecks<FsmYamlOptions> = {
  machine: stringCheck('the name of a machine'),
  actions: methodsCheck('an object of functions'),
  load: functionCheck,
  group: oneOfCheck('transition', 'action'),
  resource: stringCheck('the resource of a task', (resource) => resource !== ''),
  delaySeconds: secondsCheck,
  timeoutSeconds: timeoutCheck,
  heartbeatSeconds: timeoutCheck,
}

/**
 * Makes a state machine of a machine in the YAML format of aws-lambda-fsm, as `fsm` does. Transitions out of a final state are drawn but never
 * made, as there.
 * @param text the text of the file.
 * @throws DefinitionError with every problem of the file, each with its line and column, and what was expected; RangeError if no machine has
 * the name, or if the file has several and none is chosen; TypeError for a wrong option.
 *
 * @example
 * const doors = fsmFromYaml(`
 * machines:
 * - name: doors
 *   states:
 *   - { name: closed, initial: true, do_action: knock, transitions: [{ event: answer, target: open }] }
 *   - { name: open, final: true }
 * `)
 * expect(doors.startAt).toBe('closed')
 */
export const fsmFromYaml = (text: string, options: FsmYamlOptions = {}): FsmMachine => {
  assertValue('text', text, stringCheck('the text of a YAML file'))
  assertOptions('options', options, checks)
  const { machine: wanted, actions, load, ...settings } = options
  const { machines, issues } = readAll(text, load)
  if (issues.length > 0) throw new DefinitionError(issues)
  const machine = chosen(machines, wanted)
  if (actions) assertActions(machine, actions)
  // The literal has the type's phantom members in the type only.
  return fsmLiteral({ ...machine.spec, ...settings }) as never
}

interface YamlMachines {
  readonly machines: readonly YamlMachine[]
  readonly issues: readonly Issue[]
}

/** Reads a file and those that it imports, each once. */
const readAll = (text: string, load: FsmYamlOptions['load']): YamlMachines => {
  const files: YamlFile[] = []
  const imported = new Set<string>()
  const read = (file: YamlFile): YamlMachine[] => {
    files.push(file)
    return readMachines(file, (name, node) => {
      if (load) return imported.has(name) ? [] : read(loadFile(name, load, imported))
      file.problem(node, 'this file imports another one; pass the option load: (file) => text')
      return []
    })
  }
  const machines = read(new YamlFile(text))
  return { machines, issues: [...files.flatMap(({ issues }) => issues), ...duplicates(machines)] }
}

const loadFile = (name: string, load: (file: string) => string, imported: Set<string>): YamlFile => {
  imported.add(name)
  const text: unknown = load(name)
  assertValue(`load(${JSON.stringify(name)})`, text, stringCheck('the text of a YAML file'))
  return new YamlFile(String(text), name)
}

const duplicates = (machines: readonly YamlMachine[]): Issue[] => {
  const names = machines.map(({ name }) => name)
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  return Array.from(twice, (name) => ({
    path: [],
    code: 'DUPLICATE_MACHINE_NAME',
    severity: 'error',
    message: `two machines are named ${JSON.stringify(name)}`,
  }))
}

const chosen = (machines: readonly YamlMachine[], wanted: string | undefined): YamlMachine => {
  const names = machines.map(({ name }) => name)
  const found = wanted === undefined ? machines : machines.filter(({ name }) => name === wanted)
  const [first, ...others] = found
  if (first && others.length === 0) return first
  if (wanted !== undefined)
    throw new RangeError(`no machine named ${JSON.stringify(wanted)}; ${expectedOneOf(wanted, names)}`)
  throw new RangeError(
    names.length === 0
      ? 'the file has no machine'
      : `the file has several machines; choose one with the option machine: ${names.join(', ')}`,
  )
}

const assertActions = ({ actions: named }: YamlMachine, actions: object): void => {
  const files = new Set<YamlFile>()
  const names = Object.keys(actions)
  const expected = names.length > 0 ? `; expected one of ${names.join(', ')}` : ''
  for (const { action, file, node } of named) {
    if (Object.hasOwn(actions, action)) continue
    file.problem(node, `no function for the action ${JSON.stringify(action)}${expected}`, nearest(action, names).hint)
    files.add(file)
  }
  if (files.size > 0) throw new DefinitionError([...files].flatMap(({ issues }) => issues))
}
