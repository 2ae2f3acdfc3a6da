import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { entriesOf, onlyFields, recovers, withoutFields } from '../mutable-machine.ts'
import {
  assignedNames,
  assignsNothing,
  hasExpressionKey,
  isSureTemplate,
  mergeAssigns,
  readsNoneOf,
} from './expression-facts.ts'
import {
  applyToConstant,
  cannotFail,
  constantFlow,
  foldTemplate,
  ignoresInput,
  isWhole,
  keepsData,
} from './json-path-flow.ts'

/** The fields of a state that has the effect of two; `undefined` if that cannot be proved. */
type Fused = JsonObject | undefined

const dataFields = ['InputPath', 'OutputPath', 'Parameters', 'Result', 'ResultPath', 'Assign'] as const

/** The fields of a state that its data flow does not determine: its comment, its query language. */
const otherFields = (state: JsonObject): JsonObject => withoutFields(state, ...dataFields, 'Type', 'Next', 'End')

const withAssign = (state: JsonObject, first: Json | undefined, second: Json | undefined): JsonObject => {
  const all = mergeAssigns(first, second, 'JSONPath')
  return Object.keys(all).length === 0 ? withoutFields(state, 'Assign') : { ...state, Assign: all }
}

const readsNone = (names: readonly string[], state: JsonObject): boolean => {
  const paths = ['InputPath', 'OutputPath'].map((field) =>
    typeof state[field] === 'string' ? { 'p.$': state[field] } : {},
  )
  return readsNoneOf(names, [...paths, state.Parameters ?? {}, state.Assign ?? {}], 'JSONPath')
}

/** True if the values that a state assigns do not depend on its data, and cannot fail. */
const assignsSurely = (state: JsonObject): boolean => isSureTemplate(state.Assign)

const isDisjoint = (first: JsonObject, second: JsonObject): boolean => {
  const names = new Set(assignedNames(first.Assign, 'JSONPath'))
  return !assignedNames(second.Assign, 'JSONPath').some((name) => names.has(name))
}

/** True if no variable is assigned twice, or if the first values cannot fail: only the second value of a variable is kept. */
const canMergeAssigns = (first: JsonObject, second: JsonObject): boolean =>
  isDisjoint(first, second) || assignsSurely(first)

/**
 * A Pass state with the effect of two in JSONPath: `second` follows `first`. A failure has the same error and, apart from the name of the
 * state, the same cause.
 */
export const fuseJsonPathPasses = (first: JsonObject, second: JsonObject): Fused => {
  if (!canMergeAssigns(first, second)) return undefined
  for (const fuse of [fuseAssigns, fuseWithAssign, fuseIntoAssign, fuseConstants, replaceSure, overwrite, addMember]) {
    const fused = fuse(first, second)
    if (fused) return { Type: 'Pass', ...otherFields(first), ...fused }
  }
  return undefined
}

type Fuse = (first: JsonObject, second: JsonObject) => Fused

/** Both only assign: each value is evaluated on the same input as before, in the same order. */
const fuseAssigns: Fuse = (first, second) => {
  const isPossible = keepsData(first) && keepsData(second) && hasSameScope(first) && hasSameScope(second)
  if (!isPossible || !readsNone(assignedNames(first.Assign, 'JSONPath'), second)) return undefined
  return withAssign({}, first.Assign, second.Assign)
}

/** True if the values that a state assigns are evaluated on its input. */
const hasSameScope = (state: JsonObject): boolean =>
  assignsNothing(state) ||
  (isWhole(state.InputPath) && state.Result === undefined && state.Parameters === undefined) ||
  assignsSurely(state)

/** The second one only assigns, and reads the result of the first. */
const fuseWithAssign: Fuse = (first, second) => {
  const readsSame = isWhole(first.ResultPath) && isWhole(first.OutputPath) && hasSameScope(second)
  if (!keepsData(second) || !(readsSame || assignsSurely(second))) return undefined
  if (!readsNone(assignedNames(first.Assign, 'JSONPath'), second)) return undefined
  return withAssign(withoutFields(pick(first), 'Assign'), first.Assign, second.Assign)
}

/** The first one only assigns values that the second does not read. */
const fuseIntoAssign: Fuse = (first, second) => {
  if (!keepsData(first) || !assignsSurely(first)) return undefined
  if (!readsNone(assignedNames(first.Assign, 'JSONPath'), second)) return undefined
  return withAssign(pick(second), first.Assign, second.Assign)
}

/** The fields of the data flow of a Pass or Succeed state. */
const pick = (state: JsonObject): JsonObject => onlyFields(state, ...dataFields)

/** The first one has the same output for every input: the second is computed. */
const fuseConstants: Fuse = (first, second) => {
  const constant = constantFlow(first)
  const assign = constant && foldTemplate(first.Assign ?? {}, constant.result)
  if (!constant || assign === undefined) return undefined
  if (!readsNone(assignedNames(assign, 'JSONPath'), second)) return undefined
  const applied = applyToConstant(second, constant.output)
  return applied && withAssign(applied.fields, assign, applied.assign)
}

/** The second one does not depend on the data of the first, which cannot fail. */
const replaceSure: Fuse = (first, second) => {
  if (!cannotFail(first) || !assignsSurely(first) || !ignoresInput(second)) return undefined
  if (!readsNone(assignedNames(first.Assign, 'JSONPath'), second)) return undefined
  return withAssign(pick(second), first.Assign, second.Assign)
}

/** Both put a constant at the same path. */
const overwrite: Fuse = (first, second) => {
  const isSamePath = typeof second.ResultPath === 'string' && first.ResultPath === second.ResultPath
  if (!isSamePath || !putsConstant(first) || !putsConstant(second) || !isWhole(first.OutputPath)) return undefined
  return assignsNothing(first) ? pick(second) : undefined
}

const putsConstant = (state: JsonObject): boolean =>
  (isWhole(state.InputPath) || state.InputPath === null) &&
  (state.Result !== undefined || (state.Parameters !== undefined && isSureTemplate(state.Parameters)))

/** The first one makes an object to which the second adds a member. */
const addMember: Fuse = (first, second) => {
  const { Parameters: template } = first
  const name = memberName(second.ResultPath)
  const isObject =
    isJsonObject(template) && first.Result === undefined && isWhole(first.ResultPath) && isWhole(first.OutputPath)
  if (!isObject || name === undefined || !assignsNothing(first) || !assignsNothing(second)) return undefined
  if (!putsConstant(second) || !isWhole(second.OutputPath)) return undefined
  const value = (second.Result === undefined ? second.Parameters : second.Result) ?? null
  if (second.Result !== undefined && hasExpressionKey(value)) return undefined
  const replaced = { ...(template[`${name}.$`] !== undefined && { [`${name}.$`]: template[`${name}.$`] as Json }) }
  if (!isSureTemplate(replaced) || !isSureTemplate(template[name])) return undefined
  return { ...pick(first), Parameters: { ...withoutFields(template, `${name}.$`), [name]: value } }
}

/** The member of the input that a path names: `x` for `$.x`. */
const memberName = (path: Json | undefined): string | undefined =>
  typeof path === 'string' ? /^\$\.([A-Za-z_]\w*)$/.exec(path)?.[1] : undefined

/** The second one only selects a part of the output of the first. */
const selectOutput: Fuse = (first, second) => {
  const path = selectedPath(second)
  if (path === undefined || !isWhole(first.OutputPath) || !assignsNothing(second)) return undefined
  // A result that was put at the path is there.
  const isSure = path === null || path === first.ResultPath
  return isSure || !recovers(first) ? { ...dataOf(first), OutputPath: path } : undefined
}

/** A state that works keeps all of its fields, a Pass state those of its data flow. */
const dataOf = (state: JsonObject): JsonObject => (state.Type === 'Pass' ? pick(state) : state)

/** The path of a Pass or Succeed state that does nothing but select a part of its input. */
const selectedPath = ({
  InputPath: inputPath,
  OutputPath: outputPath,
  ...state
}: JsonObject): string | null | undefined => {
  const isPlain = state.Result === undefined && state.Parameters === undefined && isWhole(state.ResultPath)
  const path = isWhole(inputPath) ? outputPath : isWhole(outputPath) ? inputPath : undefined
  return isPlain && !isWhole(path) && (typeof path === 'string' || path === null) ? path : undefined
}

/** The parts of a task through which it reads its input, besides its parameters. */
const readsRawInput = (task: JsonObject): boolean =>
  !isWhole(task.ResultPath) ||
  ['TimeoutSecondsPath', 'HeartbeatSecondsPath'].some((field) => task[field] !== undefined) ||
  !isSureTemplate(task.Credentials) ||
  entriesOf(task.Catch).some(({ ResultPath: path }) => !isWhole(path))

/**
 * A task with the effect of a Pass state and the task after it, in JSONPath. Paths that may fail do not move into a task that retries or
 * catches errors.
 */
export const fuseJsonPathIntoTask = (pass: JsonObject, task: JsonObject): Fused => {
  const names = assignedNames(pass.Assign, 'JSONPath')
  if (names.length > 0) {
    // A caught error would lose what the task assigns, and Parallel states have states that read the variables.
    const isLost = task.Type !== 'Task' || entriesOf(task.Catch).length > 0
    if (isLost || !assignsSurely(pass) || !canMergeAssigns(pass, task) || !readsNoneInTask(names, task))
      return undefined
  }
  const fused = keepsData(pass) ? task : fuseParameters(pass, task)
  return fused && withAssign(fused, pass.Assign, task.Assign)
}

const readsNoneInTask = (names: readonly string[], task: JsonObject): boolean =>
  readsNone(names, task) &&
  readsNoneOf(names, [task.ResultSelector, task.Credentials], 'JSONPath') &&
  ['TimeoutSecondsPath', 'HeartbeatSecondsPath'].every((field) => task[field] === undefined)

const fuseParameters: Fuse = (pass, task) => {
  if (readsRawInput(task)) return undefined
  const constant = constantFlow(pass)
  if (constant && task.Parameters !== undefined) {
    const folded = isWhole(task.InputPath) ? foldTemplate(task.Parameters, constant.output) : undefined
    return folded === undefined ? undefined : { ...withoutFields(task, 'InputPath'), Parameters: folded }
  }
  if (task.Parameters !== undefined || !isWhole(task.InputPath)) return undefined
  const payload = constant ? constant.output : pass.Parameters
  const isTemplate = !constant && isWhole(pass.ResultPath) && isWhole(pass.OutputPath) && pass.Result === undefined
  if (!isJsonObject(payload) || (constant ? hasExpressionKey(payload) : !isTemplate)) return undefined
  const isSure = constant !== undefined || (isSureTemplate(payload) && isSureInput(pass))
  if (recovers(task) && !isSure) return undefined
  const inputPath = !constant && pass.InputPath !== undefined ? { InputPath: pass.InputPath } : {}
  return { ...withoutFields(task, 'InputPath'), ...inputPath, Parameters: payload }
}

const isSureInput = ({ InputPath: path }: JsonObject): boolean => isWhole(path) || path === null

/** True if the output of a state that works is its result. */
const passesResultOn = (state: JsonObject): boolean =>
  isWhole(state.ResultPath) && isWhole(state.OutputPath) && state.ResultSelector === undefined

/**
 * A Task, Parallel or Map state with the effect of itself and the Pass or Succeed state after it, in JSONPath. Paths that may fail do not
 * move into a state that retries or catches errors.
 */
export const fuseJsonPathAfterWork = (work: JsonObject, pass: JsonObject): Fused => {
  const names = assignedNames(work.Assign, 'JSONPath')
  if (!canMergeAssigns(work, pass) || !readsNone(names, pass)) return undefined
  for (const fuse of [assignAfterWork, replaceResult, selectResult, selectOutput]) {
    const fused = fuse(work, pass)
    if (fused) return fused
  }
  return undefined
}

const assignAfterWork: Fuse = (work, pass) => {
  if (!keepsData(pass)) return undefined
  const readsSame = passesResultOn(work) && hasSameScope(pass) && !recovers(work)
  return readsSame || assignsSurely(pass) ? withAssign(work, work.Assign, pass.Assign) : undefined
}

const replaceResult: Fuse = (work, pass) => {
  const constant = constantFlow(pass)
  const assign = constant && foldTemplate(pass.Assign ?? {}, constant.result)
  if (!constant || assign === undefined || !isJsonObject(constant.output) || hasExpressionKey(constant.output))
    return undefined
  const isSure = (isWhole(work.ResultPath) || work.ResultPath === null) && isWhole(work.OutputPath)
  if (!isSure || !isSureTemplate(work.ResultSelector)) return undefined
  const fused = { ...withoutFields(work, 'ResultPath', 'OutputPath'), ResultSelector: constant.output }
  return withAssign(fused, work.Assign, assign)
}

const selectResult: Fuse = (work, pass) => {
  const { Parameters: template } = pass
  const isTemplate = isJsonObject(template) && pass.Result === undefined && isWhole(pass.InputPath)
  if (!isTemplate || !isWhole(pass.ResultPath) || !isWhole(pass.OutputPath) || !passesResultOn(work)) return undefined
  if (!assignsSurely(pass)) return undefined
  // The selection comes before what the state assigns, so that only one of them may fail.
  if (!isSureTemplate(template) && (recovers(work) || !assignsSurely(work))) return undefined
  // A template reads the variables of the task before it assigns them, which `readsNone` has excluded.
  return withAssign({ ...work, ResultSelector: template }, work.Assign, pass.Assign)
}
