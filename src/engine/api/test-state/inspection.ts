import type { Json, JsonObject } from '../../../json.ts'
import type { Inspect, InspectionStep } from '../../interpreter/inspect.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'
import type { TestedState } from '../../store/tested-definitions.ts'
import { httpTrace } from './http-trace.ts'

/** Observes the data flow of a state for TestState's `inspectionData`. */
export interface Inspection {
  readonly inspect: Inspect
  /** Adds the HTTP request and response of an HTTP Task. */
  trace(parameters: Json, result: Json | undefined): void
  /** The members of `inspectionData` that have been observed. */
  data(): JsonObject
}

/** The steps that are sent as JSON strings. */
const payloads: ReadonlySet<InspectionStep> = new Set([
  'afterInputPath',
  'afterParameters',
  'afterArguments',
  'result',
  'afterResultSelector',
  'afterResultPath',
])

/** The steps that are reported for each item or batch, and sent as one array. */
const lists: ReadonlySet<InspectionStep> = new Set(['afterItemSelector', 'afterItemBatcher'])

const numbers: ReadonlySet<InspectionStep> = new Set([
  'maxConcurrency',
  'toleratedFailureCount',
  'toleratedFailurePercentage',
])

/** Observes the data flow of the tested state. */
export const createInspection = (tested: TestedState, input: Json, hasMock: boolean): Inspection => {
  const hidden = hiddenSteps(tested, hasMock)
  const observed = new Map<InspectionStep, Json>()
  const items = new Map<InspectionStep, Json[]>()
  let traced: JsonObject = {}
  if (tested.type === 'Fail' && tested.language === 'JSONPath') observed.set('afterInputPath', input)
  return {
    inspect: ({ step, value }) => {
      if (hidden.has(step)) return
      const list = items.get(step)
      if (list) list.push(value)
      else if (lists.has(step)) items.set(step, [value])
      else observed.set(step, value)
    },
    trace: (parameters, result) => {
      traced = httpTrace(parameters, result)
    },
    data: () => {
      const data: JsonObject = { input: toJsonText(input), ...traced }
      for (const [step, value] of [...observed, ...items]) {
        const shown = shownValue(step, value)
        if (shown !== undefined) data[step] = shown
      }
      return data
    },
  }
}

/** The value of a member; `undefined` if TestState does not have it, or if the state failed because it cannot be written. */
const shownValue = (step: InspectionStep, value: Json): Json | undefined => {
  if (numbers.has(step)) return value
  try {
    if (step === 'afterItemsPath') return itemsText(value)
    return payloads.has(step) || lists.has(step) ? toJsonText(value) : undefined
  } catch {
    return undefined
  }
}

/** AWS writes a blank after the commas between the items of an array (recorded). */
const itemsText = (items: Json): string =>
  Array.isArray(items) ? `[${items.map(toJsonText).join(', ')}]` : toJsonText(items)

/** Steps that AWS does not report (recorded): a mocked result, the input of a mocked Parallel state and of a Pass state with a Result. */
const hiddenSteps = ({ type, asl }: TestedState, hasMock: boolean): ReadonlySet<InspectionStep> => {
  if (hasMock) return type === 'Parallel' ? mockedParallel : mocked
  return type === 'Pass' && asl.Result !== undefined ? passWithResult : none
}

const none: ReadonlySet<InspectionStep> = new Set()
const mocked: ReadonlySet<InspectionStep> = new Set(['result'])
const mockedParallel: ReadonlySet<InspectionStep> = new Set([
  'afterInputPath',
  'afterParameters',
  'afterArguments',
  'result',
])
const passWithResult: ReadonlySet<InspectionStep> = new Set(['afterInputPath'])
