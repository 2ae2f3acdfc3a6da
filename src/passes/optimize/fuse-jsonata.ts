import { isJsonataString } from '../../expressions/jsonata.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { ownValue } from '../../specs/value-at-path.ts'
import { entriesOf, recovers, withoutFields } from '../mutable-machine.ts'
import { assignedNames, assignsNothing, isSureJsonata, mergeAssigns, readsNoneOf } from './expression-facts.ts'

/** The fields of a state that has the effect of two; `undefined` if that cannot be proved. */
type Fused = JsonObject | undefined

const wholeInput = /^\{%\s*\$states\.input\s*%\}$/
const memberOfInput = /^\{%\s*\$states\.input\.([A-Za-z_]\w*)\s*%\}$/
const variable = /^\{%\s*\$([A-Za-z_]\w*)\s*%\}$/

/** True if an Output in JSONata passes the input on: it is absent, or `{% $states.input %}`. */
export const isInput = (output: Json | undefined): boolean =>
  output === undefined || (typeof output === 'string' && wholeInput.test(output))

/** The values that a state passes on to the next one. */
interface Passed {
  /** Its output; `undefined` if it is not known, or may fail. */
  readonly output: Json | undefined
  /** The variables that it assigns. */
  readonly assign: JsonObject
}

/** A part of a state in which the values of the state before it replace the expressions that read them. */
const substitute = (value: Json, passed: Passed): Json => {
  if (typeof value === 'string') {
    const known = isJsonataString(value) ? passedValue(value, passed) : undefined
    return known === undefined ? value : known
  }
  if (Array.isArray(value)) return value.map((one) => substitute(one, passed))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substitute(inner, passed)]))
}

const passedValue = (text: string, { output, assign }: Passed): Json | undefined => {
  if (wholeInput.test(text)) return output
  const member = memberOfInput.exec(text)?.[1]
  if (member !== undefined) return isJsonObject(output) ? sureMember(output, member) : undefined
  const name = variable.exec(text)?.[1]
  return name === undefined ? undefined : sureMember(assign, name)
}

const sureMember = (object: JsonObject, name: string): Json | undefined => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return isSureJsonata(value) ? value : undefined
}

const assignOf = ({ Assign: assign }: JsonObject): JsonObject => (isJsonObject(assign) ? assign : {})

const substituteIn = (state: JsonObject, fields: readonly string[], passed: Passed): JsonObject =>
  Object.fromEntries(
    Object.entries(state).map(([field, value]) => [field, fields.includes(field) ? substitute(value, passed) : value]),
  )

const withFields = (state: JsonObject, assign: JsonObject, output: Json | undefined): JsonObject => ({
  ...withoutFields(state, 'Assign', 'Output'),
  ...(Object.keys(assign).length > 0 && { Assign: assign }),
  ...(output !== undefined && { Output: output }),
})

/** True if the variables of two states can be assigned at once: a value that is replaced must not be able to fail. */
const canMerge = (first: JsonObject, second: JsonObject): boolean =>
  assignedNames(first.Assign, 'JSONata').every(
    (name) => ownValue(second.Assign, name) === undefined || isSureJsonata(assignOf(first)[name]),
  )

/**
 * A state with the effect of two in JSONata: `first` is a Pass or Wait state, `second` the Pass or Succeed state after it. Expressions
 * that can fail stay at their field, with their text and in their order, so that the cause of a failure is the same.
 */
export const fuseJsonataPasses = (first: JsonObject, second: JsonObject): Fused => {
  if (!canMerge(first, second)) return undefined
  const isWhole = isInput(first.Output)
  const passed: Passed = {
    output: isWhole ? '{% $states.input %}' : isSureJsonata(first.Output) ? first.Output : undefined,
    assign: assignOf(first),
  }
  const { Assign: assign = {}, Output: output } = substituteIn(second, ['Assign', 'Output'], passed)
  const names = assignedNames(first.Assign, 'JSONata')
  if (!readsNoneOf(names, [assign, output], 'JSONata')) return undefined
  const fusedOutput = isInput(second.Output) ? first.Output : output
  if (!isWhole) {
    // An input that the second one still reads would be another one.
    if (readsOther(second, passed)) return undefined
    const isInOrder = isSureJsonata(first.Output) || (isInput(second.Output) && isSureJsonata(second.Assign))
    if (!isInOrder) return undefined
  }
  const merged = mergeAssigns(first.Assign, assign, 'JSONata')
  return withFields(first, merged, isInput(fusedOutput) ? undefined : fusedOutput)
}

/** True if a Pass or Succeed state reads an input that is not known. An Output that is the input stays the output of the state before. */
const readsOther = ({ Assign: assign, Output: output }: JsonObject, passed: Passed): boolean =>
  readsUnknown(assign, passed) || (!isInput(output) && readsUnknown(output, passed))

/** True if an expression of a part reads the input of its state, and the value that it reads is not known. */
const readsUnknown = (part: Json | undefined, passed: Passed): boolean => {
  if (typeof part === 'string') {
    const readsInput = isJsonataString(part) && /\$states(?!\.(?:context|result|errorOutput)\b)/.test(part)
    return readsInput && passedValue(part, passed) === undefined
  }
  if (Array.isArray(part)) return part.some((one) => readsUnknown(one, passed))
  return isJsonObject(part) && Object.values(part).some((one) => readsUnknown(one, passed))
}

const evaluatedInTask = ['Arguments', 'Output', 'Assign', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials']

/**
 * A task with the effect of a Pass state and the task after it, in JSONata. Only expressions that cannot fail move, because the task may retry
 * or catch errors, and its fields have other names.
 */
export const fuseJsonataIntoTask = (pass: JsonObject, task: JsonObject): Fused => {
  const assign = assignOf(pass)
  const names = Object.keys(assign)
  // A caught error would lose what the task assigns, and Parallel states have states that read the variables.
  if (names.length > 0 && (task.Type !== 'Task' || entriesOf(task.Catch).length > 0)) return undefined
  if (!isSureJsonata(pass.Assign) || !isSureJsonata(pass.Output)) return undefined
  const output = isInput(pass.Output) ? undefined : pass.Output
  const substituted = substituteIn(task, evaluatedInTask, {
    output: output === undefined ? '{% $states.input %}' : output,
    assign,
  })
  if (output !== undefined && !isIndependent(task, { output, assign })) return undefined
  const parts = evaluatedInTask.map((field) => substituted[field])
  if (!readsNoneOf(names, parts, 'JSONata')) return undefined
  const needsArguments = output !== undefined && task.Arguments === undefined
  const merged = mergeAssigns(assign, substituted.Assign, 'JSONata')
  return {
    ...withoutFields(substituted, 'Assign'),
    ...(needsArguments && { Arguments: output }),
    ...(Object.keys(merged).length > 0 && { Assign: merged }),
  }
}

const isIndependent = (task: JsonObject, passed: Passed): boolean =>
  evaluatedInTask.every((field) => !readsUnknown(task[field], passed)) &&
  entriesOf(task.Catch).every(
    ({ Assign: assign, Output: output }) =>
      !readsUnknown([assign ?? null, output ?? null], { ...passed, output: undefined }),
  )

/**
 * A Task, Parallel or Map state with the effect of itself and the Pass or Succeed state after it, in JSONata. Expressions that may fail do
 * not move into a state that retries or catches errors.
 */
export const fuseJsonataAfterWork = (work: JsonObject, pass: JsonObject): Fused => {
  if (!canMerge(work, pass)) return undefined
  const own = work.Output
  const passed: Passed = {
    output: own === undefined ? '{% $states.result %}' : isSureJsonata(own) ? own : undefined,
    assign: {},
  }
  const { Assign: assign = {}, Output: output } = substituteIn(pass, ['Assign', 'Output'], passed)
  const names = assignedNames(work.Assign, 'JSONata')
  if (!readsNoneOf(names, [assign, output], 'JSONata')) return undefined
  if (readsOther(pass, passed)) return undefined
  const replacesOutput = !isInput(pass.Output)
  if (!isSureJsonata(own) && (replacesOutput || !isSureJsonata(assign))) return undefined
  if (recovers(work) && !(isSureJsonata(assign) && isSureJsonata(output))) return undefined
  const fusedOutput = replacesOutput ? output : own
  return withFields(work, mergeAssigns(work.Assign, assign, 'JSONata'), fusedOutput)
}

/** True if a Pass or Succeed state in JSONata passes its input on, and assigns nothing. */
export const isEmptyJsonata = (state: JsonObject): boolean => isInput(state.Output) && assignsNothing(state)
