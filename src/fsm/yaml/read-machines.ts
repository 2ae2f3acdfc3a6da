import { nearest } from '../../nearest.ts'
import type { FsmSpec, FsmState, FsmTransition } from '../fsm-spec.ts'
import { isNothing, type YamlFields, type YamlFile, type YamlNode } from './yaml-file.ts'

/** An action that a file names, with its position. */
export interface NamedAction {
  readonly action: string
  readonly file: YamlFile
  readonly node: YamlNode
}

/** A machine of a file. */
export interface YamlMachine {
  readonly name: string
  readonly spec: FsmSpec
  readonly actions: readonly NamedAction[]
}

const machineFields = ['name', 'states', 'max_retries', 'import']
const stateFields = ['name', 'initial', 'final', 'entry_action', 'do_action', 'exit_action', 'transitions']
const transitionFields = ['target', 'event', 'action', 'local']

/** Reads the machines of a file, and adds its problems to `file.issues`. */
export const readMachines = (
  file: YamlFile,
  importFile: (name: string, node: YamlNode) => YamlMachine[],
): YamlMachine[] => {
  if (file.issues.length > 0) return []
  const root = file.fields(file.root, 'the file', ['machines'])
  if (!root) return []
  return file.items(root.get('machines'), root.node, '"machines"').flatMap((node) => {
    const fields = file.fields(node, 'a machine', machineFields)
    if (!fields) return []
    if (fields.get('import') === undefined) return new MachineReader(file, fields).read()
    const imported = file.optionalText(fields, 'import', 'a machine')
    return imported === undefined ? [] : importFile(imported, fields.get('import'))
  })
}

interface TargetNode {
  readonly target: string
  readonly node: YamlNode
}

/** Reads one machine of a file. */
class MachineReader {
  readonly #file: YamlFile
  readonly #fields: YamlFields
  readonly #targets: TargetNode[] = []
  readonly #actions: NamedAction[] = []
  readonly #initial: string[] = []

  constructor(file: YamlFile, fields: YamlFields) {
    this.#file = file
    this.#fields = fields
  }

  read(): YamlMachine[] {
    const name = this.#file.text(this.#fields, 'name', 'a machine')
    const maxRetries = this.#file.optionalCount(this.#fields, 'max_retries', 'a machine')
    const states = new Map<string, FsmState>()
    for (const node of this.#file.items(this.#fields.get('states'), this.#fields.node, '"states"'))
      this.#state(node, states)
    for (const { target, node } of this.#targets)
      if (!states.has(target))
        this.#file.problem(node, `no state named ${JSON.stringify(target)}`, nearest(target, states.keys()).hint)
    const [initial] = this.#initial
    if (initial === undefined)
      this.#file.problem(this.#fields.node, 'no state has "initial: true"; expected one state with it')
    if (name === undefined || initial === undefined) return []
    const spec = { name, initial, states: Object.fromEntries(states), ...(maxRetries !== undefined && { maxRetries }) }
    return [{ name, spec, actions: this.#actions }]
  }

  #state(node: YamlNode, states: Map<string, FsmState>): void {
    const fields = this.#file.fields(node, 'a state', stateFields)
    const name = fields && this.#file.text(fields, 'name', 'a state')
    if (!fields || name === undefined) return
    const label = `the state ${JSON.stringify(name)}`
    if (states.has(name)) this.#file.problem(fields.get('name'), `two states are named ${JSON.stringify(name)}`)
    if (this.#file.optionalBoolean(fields, 'initial', label)) {
      const [first] = this.#initial
      if (first !== undefined)
        this.#file.problem(fields.get('initial'), `${JSON.stringify(first)} is the initial state already; expected one`)
      this.#initial.push(name)
    }
    states.set(name, {
      ...this.#action(fields, 'entry_action', 'entry', label),
      ...this.#action(fields, 'do_action', 'do', label),
      ...this.#action(fields, 'exit_action', 'exit', label),
      on: this.#transitions(fields, label),
      final: this.#file.optionalBoolean(fields, 'final', label),
    })
  }

  #action(fields: YamlFields, field: string, key: string, label: string): Readonly<Record<string, string>> {
    const action = this.#file.optionalText(fields, field, label)
    if (action === undefined) return {}
    this.#actions.push({ action, file: this.#file, node: fields.get(field) })
    return { [key]: action }
  }

  #transitions(fields: YamlFields, label: string): Readonly<Record<string, FsmTransition>> {
    const given = fields.get('transitions')
    const on = new Map<string, FsmTransition>()
    if (isNothing(given)) return {}
    for (const node of this.#file.items(given, fields.node, `"transitions" of ${label}`))
      this.#transition(node, label, on)
    return Object.fromEntries(on)
  }

  #transition(node: YamlNode, stateLabel: string, on: Map<string, FsmTransition>): void {
    const label = `a transition of ${stateLabel}`
    const fields = this.#file.fields(node, label, transitionFields)
    if (!fields) return
    const event = this.#file.text(fields, 'event', label)
    const target = this.#file.text(fields, 'target', label)
    const local = this.#file.optionalBoolean(fields, 'local', label)
    const action = this.#action(fields, 'action', 'action', label)
    if (event === undefined || target === undefined) return
    if (on.has(event))
      this.#file.problem(fields.get('event'), `${stateLabel} has two transitions on the event ${JSON.stringify(event)}`)
    this.#targets.push({ target, node: fields.get('target') })
    on.set(event, { target, ...action, ...(local && { local }) })
  }
}
