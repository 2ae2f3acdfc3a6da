import type { Issue } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import { describeValue } from '../options.ts'
import { SCHEMA } from '../specs/finding.ts'
import { isHandled } from './action-states.ts'

type Path = Issue['path']

/** A value of a specification: its test and the words for a message. */
interface FieldCheck {
  readonly expected: string
  readonly fits: (value: unknown) => boolean
}

const isAmount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
const isFilledString = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'

/** The check of a wait in seconds. */
export const secondsCheck: FieldCheck = { expected: 'a whole number of seconds from 0', fits: isAmount }
/** The check of a timeout in seconds. */
export const timeoutCheck: FieldCheck = {
  expected: 'a whole number of seconds from 1',
  fits: (value) => isAmount(value) && value !== 0,
}
const filledString: FieldCheck = { expected: 'a string that is not empty', fits: isFilledString }
const object: FieldCheck = { expected: 'an object', fits: isJsonObject }
const anything: FieldCheck = { expected: 'anything', fits: () => true }

type FieldChecks = Readonly<Record<string, FieldCheck>>

const settings: FieldChecks = {
  maxRetries: { expected: 'a whole number from 0', fits: isAmount },
  delaySeconds: secondsCheck,
  timeoutSeconds: timeoutCheck,
  heartbeatSeconds: timeoutCheck,
}

const machineFields: FieldChecks = {
  ...settings,
  name: filledString,
  comment: filledString,
  initial: filledString,
  states: object,
  events: { expected: 'an array of strings', fits: (value) => Array.isArray(value) && value.every(isFilledString) },
  group: {
    expected: '"transition" or "action"',
    fits: (value) => value === 'transition' || value === 'action',
  },
  resource: filledString,
}

const stateFields: FieldChecks = {
  ...settings,
  entry: anything,
  do: anything,
  exit: anything,
  on: object,
  final: { expected: 'true or false', fits: isBoolean },
  onExhausted: filledString,
}

const transitionFields: FieldChecks = {
  target: filledString,
  action: anything,
  local: { expected: 'true or false', fits: isBoolean },
  delaySeconds: secondsCheck,
}

const taskActionFields: FieldChecks = {
  resource: filledString,
  arguments: anything,
  timeoutSeconds: timeoutCheck,
  heartbeatSeconds: timeoutCheck,
}

/** Finds the problems of a specification of `fsm`, with their paths in it. */
export const fsmIssues = (spec: unknown): Issue[] => {
  if (!isJsonObject(spec)) return [issue([], `expected an object { initial, states }, got ${describeValue(spec)}`)]
  const issues = [...fieldIssues([], spec, machineFields, ['initial', 'states'])]
  return issues.length > 0 ? issues : [...new SpecCheck(spec).issues()]
}

const issue = (path: Path, message: string, hint: { readonly hint?: string } = {}): Issue => ({
  path,
  code: SCHEMA,
  severity: 'error',
  message,
  ...hint,
})

function* fieldIssues(
  path: Path,
  value: Readonly<Record<string, unknown>>,
  fields: FieldChecks,
  needed: readonly string[] = [],
): Generator<Issue> {
  for (const name of needed) if (!Object.hasOwn(value, name)) yield issue(path, `the field "${name}" is missing`)
  for (const [name, given] of Object.entries(value)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!check) {
      const expected = `expected one of ${Object.keys(fields).join(', ')}`
      yield issue([...path, name], `unknown field "${name}"; ${expected}`, nearest(name, Object.keys(fields)))
    } else if (given !== undefined && !check.fits(given)) {
      yield issue([...path, name], `expected ${check.expected}, got ${describeValue(given)}`)
    }
  }
}

/** Checks a specification whose own fields are right. */
class SpecCheck {
  readonly #spec: Readonly<Record<string, unknown>>
  readonly #states: Readonly<Record<string, unknown>>
  readonly #names: readonly string[]
  readonly #events: readonly unknown[] | undefined

  constructor(spec: Readonly<Record<string, unknown>>) {
    this.#spec = spec
    this.#states = isJsonObject(spec.states) ? spec.states : {}
    this.#names = Object.keys(this.#states)
    this.#events = Array.isArray(spec.events) ? spec.events : undefined
  }

  *issues(): Generator<Issue> {
    yield* this.#target(['initial'], this.#spec.initial)
    for (const [name, state] of Object.entries(this.#states)) {
      const path = ['states', name]
      if (name === '') yield issue(path, 'the name of a state cannot be empty')
      if (!isJsonObject(state)) {
        yield issue(path, `expected an object { entry?, do?, exit?, on?, final? }, got ${describeValue(state)}`)
        continue
      }
      const found = [...fieldIssues(path, state, stateFields)]
      yield* found
      if (found.length === 0) yield* this.#state(path, state)
    }
  }

  *#state(path: Path, state: Readonly<Record<string, unknown>>): Generator<Issue> {
    for (const field of ['entry', 'do', 'exit']) yield* this.#actions([...path, field], state[field])
    const on = isJsonObject(state.on) ? state.on : {}
    if (state.final === true) {
      if (Object.keys(on).length > 0)
        yield issue([...path, 'on'], 'a final state has no transitions; remove "on" or "final"')
      return
    }
    if (Object.keys(on).length === 0)
      yield issue(path, 'no transition leads out of this state; add "on", or "final: true"')
    else if (state.do === undefined || (Array.isArray(state.do) && state.do.length === 0))
      yield issue(path, 'no event leads out of this state; add "do" with an action that returns one')
    for (const [event, transition] of Object.entries(on)) yield* this.#transition([...path, 'on', event], transition)
    yield* this.#exhausted(path, state.onExhausted, Object.keys(on))
  }

  *#transition(path: Path, transition: unknown): Generator<Issue> {
    const [event] = path.slice(-1)
    if (event === '') yield issue(path, 'the name of an event cannot be empty')
    if (this.#events && !this.#events.includes(event)) {
      const names = this.#events.map(String)
      yield issue(path, `"${event}" is not in "events"; expected one of ${names.join(', ')}`, nearest(event, names))
    }
    if (typeof transition === 'string') return yield* this.#target(path, transition)
    if (!isJsonObject(transition)) {
      yield issue(path, `expected the name of a state or an object { target }, got ${describeValue(transition)}`)
      return
    }
    const found = [...fieldIssues(path, transition, transitionFields, ['target'])]
    yield* found
    if (found.length > 0) return
    yield* this.#target([...path, 'target'], transition.target)
    yield* this.#actions([...path, 'action'], transition.action)
    if (transition.local === true && transition.delaySeconds)
      yield issue([...path, 'delaySeconds'], 'a local transition does not wait; remove "local" or "delaySeconds"')
  }

  *#target(path: Path, name: unknown): Generator<Issue> {
    if (this.#names.includes(String(name))) return
    yield issue(path, `no state named ${JSON.stringify(name)}`, nearest(name, this.#names))
  }

  *#exhausted(path: Path, event: unknown, events: readonly string[]): Generator<Issue> {
    if (event === undefined || events.includes(String(event))) return
    const message = `"on" has no event ${JSON.stringify(event)}; expected one of ${events.join(', ')}`
    yield issue([...path, 'onExhausted'], message, nearest(event, events))
  }

  *#actions(path: Path, given: unknown): Generator<Issue> {
    if (given === undefined) return
    if (!Array.isArray(given)) return yield* this.#action(path, given)
    for (const [index, action] of given.entries()) yield* this.#action([...path, index], action)
  }

  *#action(path: Path, action: unknown): Generator<Issue> {
    const isGrouped = this.#spec.group !== 'action'
    const advice = `with group: 'transition' an action is the name of a function; use group: 'action'`
    if (isJsonObject(action)) {
      if (isGrouped) yield issue(path, advice)
      yield* fieldIssues(path, action, taskActionFields, ['resource'])
    } else if (!isFilledString(action)) {
      yield issue(path, `expected the name of an action, got ${describeValue(action)}`)
    } else if (/^\{%/.test(String(action))) {
      yield issue(path, 'the name of an action cannot be an expression')
    } else if (isGrouped && !isHandled(String(action))) {
      yield issue(path, advice)
    }
  }
}
