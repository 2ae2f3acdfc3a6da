import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { StateNode } from '../../specs/read-machine.ts'
import { entriesOf } from '../mutable-machine.ts'
import { keysOfPath, pythonCondition, pythonTemplate, UnsupportedInAirflow } from './python-expressions.ts'
import { pythonTuple, pythonValue } from './python-source.ts'

/** A state as arguments of the Python class `Step`, besides its upstream tasks. */
export interface PythonStep {
  readonly arguments: readonly string[]
  /** True if it chooses the task that follows. */
  readonly isBranch: boolean
  /** Arguments of its operator. */
  readonly operator: readonly string[]
}

type IdOf = (name: string) => string

/** @throws UnsupportedInAirflow with the path from the state */
export const pythonStep = (state: StateNode, resource: string, idOf: IdOf): PythonStep => {
  const { fields, language } = state
  if (language === 'JSONata') throw new UnsupportedInAirflow([], 'states in JSONata have no Python form')
  for (const field of ['Assign', 'Credentials', 'TimeoutSecondsPath'])
    if (fields[field] !== undefined) throw new UnsupportedInAirflow([field], `${field} has no Python form`)
  const write = steps[String(fields.Type)]
  if (!write) throw new UnsupportedInAirflow([], `${String(fields.Type)} states are dynamic, and a DAG is not`)
  return write(fields as JsonObject, { resource, idOf })
}

interface Writing {
  readonly resource: string
  readonly idOf: IdOf
}

type WriteStep = (fields: JsonObject, writing: Writing) => PythonStep

const plain = (run: string): PythonStep => ({ arguments: [`run=lambda data: ${run}`], isBranch: false, operator: [] })

/** The value that InputPath or OutputPath selects of an expression. */
const selected = (expression: string, path: Json | undefined, field: string): string => {
  if (path === undefined || path === '$') return expression
  return path === null ? '{}' : `at(${expression}, ${keysOfPath(String(path), [field])})`
}

/** A lambda that binds the effective input of a state to `data`. */
const onInput = (fields: JsonObject, body: string): string =>
  fields.InputPath === undefined || fields.InputPath === '$'
    ? body
    : `(lambda data: ${body})(${selected('data', fields.InputPath, 'InputPath')})`

const templateOf = (fields: JsonObject, field: string): string =>
  fields[field] === undefined ? 'data' : pythonTemplate(fields[field], [field])

/** The output of a state with a result: ResultSelector, ResultPath, OutputPath. */
const outputOf = (fields: JsonObject, result: string): string => {
  const selection =
    fields.ResultSelector === undefined ? result : `(lambda data: ${templateOf(fields, 'ResultSelector')})(${result})`
  const { ResultPath: path } = fields
  // A result that is discarded is computed all the same.
  if (path === null) return selected(`(${selection}, data)[1]`, fields.OutputPath, 'OutputPath')
  const placed =
    path === undefined || path === '$'
      ? selection
      : `put(data, ${keysOfPath(String(path), ['ResultPath'])}, ${selection})`
  return selected(placed, fields.OutputPath, 'OutputPath')
}

const passOn = (fields: JsonObject): string =>
  selected(selected('data', fields.InputPath, 'InputPath'), fields.OutputPath, 'OutputPath')

const waitSeconds = (fields: JsonObject): string => {
  if (fields.SecondsPath !== undefined) return `at(data, ${keysOfPath(String(fields.SecondsPath), ['SecondsPath'])})`
  if (fields.Seconds !== undefined) return pythonValue(fields.Seconds)
  if (fields.Timestamp !== undefined) return `seconds_until(${pythonValue(fields.Timestamp)})`
  return `seconds_until(at(data, ${keysOfPath(String(fields.TimestampPath), ['TimestampPath'])}))`
}

const failText = (fields: JsonObject, field: 'Error' | 'Cause'): string => {
  const path = fields[`${field}Path`]
  return path === undefined
    ? pythonValue(fields[field] ?? '')
    : `at(data, ${keysOfPath(String(path), [`${field}Path`])})`
}

const taskStep: WriteStep = (fields, { resource, idOf }) => {
  const parameters = onInput(fields, templateOf(fields, 'Parameters'))
  const run = outputOf(fields, `work(${pythonValue(resource)}, ${parameters})`)
  const retriers = entriesOf(fields.Retry)
  const catchers = entriesOf(fields.Catch)
  const { Next: next } = fields
  return {
    arguments: [
      `run=lambda data: ${run}`,
      ...(catchers.length > 0 && typeof next === 'string' ? [`next_id=${pythonValue(idOf(next))}`] : []),
      ...(retriers.length > 0 ? [`retriers=(${retriers.map((one) => `${retrierOf(one)},`).join(' ')})`] : []),
      ...(catchers.length > 0
        ? [`catchers=(${catchers.map((one, i) => `${catcherOf(one, i, idOf)},`).join(' ')})`]
        : []),
    ],
    isBranch: catchers.length > 0,
    operator: [...retryArguments(retriers), ...timeoutArguments(fields)],
  }
}

const retrierOf = ({ ErrorEquals: names, MaxAttempts: most = 3 }: JsonObject): string =>
  `(${pythonValue(names)}, ${pythonValue(most)})`

const catcherOf = (
  { ErrorEquals: names, Next: next, ResultPath: path }: JsonObject,
  index: number,
  idOf: IdOf,
): string => {
  const keys =
    path === null
      ? 'None'
      : path === undefined
        ? pythonTuple([])
        : keysOfPath(String(path), ['Catch', index, 'ResultPath'])
  return `(${pythonValue(names)}, ${pythonValue(idOf(String(next)))}, ${keys})`
}

/** Airflow has one delay for all errors of a task: that of the first retrier. */
const retryArguments = (retriers: readonly JsonObject[]): string[] => {
  const [first] = retriers
  if (!first) return []
  const { IntervalSeconds: interval = 1, BackoffRate: rate = 2, MaxDelaySeconds: longest } = first
  const most = Math.max(...retriers.map(({ MaxAttempts = 3 }) => Number(MaxAttempts)))
  return [
    `retries=${most}`,
    `retry_delay=timedelta(seconds=${pythonValue(interval)})`,
    ...(Number(rate) > 1 ? ['retry_exponential_backoff=True'] : []),
    ...(longest === undefined ? [] : [`max_retry_delay=timedelta(seconds=${pythonValue(longest)})`]),
  ]
}

const timeoutArguments = ({ TimeoutSeconds: seconds }: JsonObject): string[] =>
  seconds === undefined ? [] : [`execution_timeout=timedelta(seconds=${pythonValue(seconds)})`]

const choiceStep: WriteStep = (fields, { idOf }) => {
  const rules = entriesOf(fields.Choices).map(
    (rule, index) => `${pythonValue(idOf(String(rule.Next)))} if ${pythonCondition(rule, ['Choices', index])} else `,
  )
  const otherwise = fields.Default === undefined ? 'no_rule_matches()' : pythonValue(idOf(String(fields.Default)))
  return {
    arguments: [
      `run=lambda data: ${passOn(fields)}`,
      `choose=lambda data: ${onInput(fields, `(${rules.join('')}${otherwise})`)}`,
    ],
    isBranch: true,
    operator: [],
  }
}

const parallelStep: WriteStep = (fields) => {
  for (const field of ['Retry', 'Catch', 'ResultSelector', 'OutputPath'])
    if (entriesOf(fields[field]).length > 0 || (field !== 'Retry' && field !== 'Catch' && fields[field] !== undefined))
      throw new UnsupportedInAirflow([field], `${field} of a Parallel state has no Python form`)
  if (fields.ResultPath !== undefined && fields.ResultPath !== '$')
    throw new UnsupportedInAirflow(['ResultPath'], 'ResultPath of a Parallel state has no Python form')
  return plain(onInput(fields, templateOf(fields, 'Parameters')))
}

const steps: Readonly<Record<string, WriteStep>> = {
  Task: taskStep,
  Pass: (fields) => {
    const work = fields.Result === undefined ? templateOf(fields, 'Parameters') : pythonValue(fields.Result)
    return plain(outputOf(fields, isJsonObject(fields.Result) ? pythonValue(fields.Result) : onInput(fields, work)))
  },
  Wait: (fields) =>
    plain(selected(onInput(fields, `sleep(data, ${waitSeconds(fields)})`), fields.OutputPath, 'OutputPath')),
  Succeed: (fields) => plain(passOn(fields)),
  Fail: (fields) => plain(`fail(${failText(fields, 'Error')}, ${failText(fields, 'Cause')})`),
  Choice: choiceStep,
  Parallel: parallelStep,
}
