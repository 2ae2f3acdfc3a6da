import type { Json, JsonObject } from '../../json.ts'
import { inputSteps } from '../input-steps.ts'
import { entriesOf } from '../mutable-machine.ts'
import { assignedNames, expressionsIn, variablesIn } from '../optimize/expression-facts.ts'
import { isInput } from '../optimize/fuse-jsonata.ts'
import { isWhole } from '../optimize/json-path-flow.ts'

/** The data that a task reads and writes: workflow variables in JSONata, members of its input in JSONPath. */
export interface DataUse {
  /** `'*'` among the names stands for all of them. */
  readonly reads: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
  /** True if it reads the output of the state before it. */
  readonly readsInput: boolean
  /** True if its output is its input, apart from what it writes. */
  readonly keepsInput: boolean
}

/** The data that a task uses; `undefined` if the task cannot run beside others. A catcher leads out of the task. */
export const dataUseOf = (task: JsonObject, isJsonata: boolean): DataUse | undefined => {
  if (entriesOf(task.Catch).length > 0) return undefined
  return isJsonata ? jsonataUse(task) : jsonPathUse(task)
}

const jsonataFields = ['Arguments', 'Output', 'Assign', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials']

const jsonataUse = (task: JsonObject): DataUse | undefined => {
  const parts = jsonataFields.flatMap((field) => task[field] ?? [])
  const reads = variablesIn(parts, 'JSONata')
  const texts = JSON.stringify(
    jsonataFields.filter((field) => field !== 'Output' || !isInput(task.Output)).map((field) => task[field] ?? null),
  )
  return {
    reads,
    writes: new Set(assignedNames(task.Assign, 'JSONata')),
    readsInput: task.Arguments === undefined || /\$states(?!\.(?:context|result)\b)/.test(texts),
    keepsInput: task.Output !== undefined && isInput(task.Output),
  }
}

const jsonPathUse = (task: JsonObject): DataUse | undefined => {
  const { ResultPath: resultPath, OutputPath: outputPath, Assign: assign } = task
  const name = typeof resultPath === 'string' ? memberAt(resultPath) : undefined
  const isPlaced = resultPath === null || name !== undefined
  if (!isPlaced || !isWhole(outputPath) || assign !== undefined) return undefined
  const writes = new Set(name === undefined ? [] : [name])
  return { reads: readsOf(task), writes, readsInput: true, keepsInput: true }
}

const memberAt = (path: string): string | undefined => {
  const [first, ...rest] = inputSteps(path) ?? []
  return first?.kind === 'name' && rest.length === 0 ? first.name : undefined
}

const everything: ReadonlySet<string> = new Set(['*'])

const readsOf = ({ InputPath: inputPath, Parameters: parameters, ...task }: JsonObject): ReadonlySet<string> => {
  if (!isWhole(inputPath)) return typeof inputPath === 'string' ? new Set(namesRead(inputPath)) : new Set()
  const paths = [parameters, task.Credentials].flatMap((template) => expressionsIn(template).map(({ value }) => value))
  const others = ['TimeoutSecondsPath', 'HeartbeatSecondsPath'].flatMap((field) => task[field] ?? [])
  if (parameters === undefined) return everything
  return new Set([...paths, ...others].flatMap(namesRead))
}

/** The members of the input that an expression reads: `a` for `$.a.b`. */
const namesRead = (expression: Json): string[] => {
  if (typeof expression !== 'string') return []
  if (!expression.startsWith('$')) return ['*']
  if (/^\$(?:\$|[A-Za-z_])/.test(expression)) return []
  const [first] = inputSteps(expression) ?? []
  return [first?.kind === 'name' ? first.name : '*']
}

/** True if two sets of names have one in common. */
export const overlaps = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean => {
  if (one.size === 0 || other.size === 0) return false
  return one.has('*') || other.has('*') || [...one].some((name) => other.has(name))
}
