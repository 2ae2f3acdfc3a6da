import { type HandledResource, handledResource, resourceName } from '../dsl/handled-resource.ts'
import { lambdasByName, taskHandlersByName } from '../engine/function-names.ts'
import type { LambdaHandler } from '../engine/tasks/lambda/lambda-handler.ts'
import type { TaskHandlers } from '../engine/tasks/task-handler.ts'
import { describeValue, expectedOneOf } from '../options.ts'
import { type ActivityHandler, activityHandlers } from '../workers/activity-handlers.ts'
import { type PreparedDefinition, resourceKey } from './prepared-definition.ts'
import type { SimulationHandlers } from './simulate-options.ts'

/** Handlers by what they perform. */
export interface SimulatedHandlers {
  /** By the name that AWS has for the activity. */
  readonly activities: ReadonlyMap<string, ActivityHandler>
  readonly lambdas: Readonly<Record<string, LambdaHandler>>
  readonly taskHandlers: TaskHandlers
  /** Of the tasks that wait for their token, by resource. */
  readonly callbacks: Functions
  /** State machines that a handler stands for, by name. */
  readonly machines: ReadonlyMap<string, ActivityHandler>
}

/**
 * Sorts handlers by what they perform.
 * @throws TypeError for a handler that no state uses, and one that is not a function or `{ handler, … }`
 */
export const simulatedHandlers = (
  handlers: SimulationHandlers,
  definitions: readonly PreparedDefinition[],
): SimulatedHandlers => {
  const groups: Record<HandledResource['kind'], [string, unknown][]> = {
    activity: [],
    lambda: [],
    machine: [],
    integration: [],
  }
  const used = usedResources(definitions)
  for (const [key, handler] of Object.entries(handlers)) {
    const kind = kindOfUsed(key, used)
    if (kind === undefined) throw unused(key, definitions)
    groups[kind].push([key, handler])
  }
  return {
    activities: byName(groups.activity),
    machines: byName(groups.machine),
    lambdas: lambdasByName('handlers', functionsOf(groups.lambda)),
    taskHandlers: taskHandlersByName('handlers', functionsOf(groups.integration.filter(([key]) => !isCallback(key)))),
    callbacks: functionsOf(groups.integration.filter(([key]) => isCallback(key))),
  }
}

type Entries = readonly (readonly [key: string, given: unknown])[]

const byName = (handlers: Entries): Map<string, ActivityHandler> =>
  new Map(
    activityHandlers(Object.fromEntries(handlers), {}).map((handler) => [
      handledResource(handler.activity).name,
      handler,
    ]),
  )

// biome-ignore lint/suspicious/noExplicitAny: each function has its own parameters
type Functions = Readonly<Record<string, (...args: any[]) => unknown>>

const isCallback = (key: string): boolean => key.endsWith('.waitForTaskToken')

const functionsOf = (handlers: Entries): Functions =>
  Object.fromEntries(
    handlers.map(([key, given]) => {
      const handler = typeof given === 'function' ? given : Object(given).handler
      if (typeof handler !== 'function')
        throw new TypeError(`handlers[${JSON.stringify(key)}] must be a function, got ${describeValue(given)}`)
      return [key, handler]
    }),
  )

const usedResources = (definitions: readonly PreparedDefinition[]): ReadonlySet<string> => {
  const [first, ...others] = definitions.map(({ resources }) => resources)
  return others.length === 0 && first ? first : new Set(definitions.flatMap(({ resources }) => [...resources]))
}

/**
 * Checks that each mock has a state or a resource to replace.
 * @throws TypeError for the first that has none
 */
export const assertMocksAreUsed = (mocks: object, definitions: readonly PreparedDefinition[]): void => {
  const names = Object.keys(mocks)
  if (names.length === 0) return
  const used = usedResources(definitions)
  const states = definitions.flatMap(({ name: machine, states }) =>
    states.flatMap(({ name, resource }) => (resource ? [name, `${machine}.${name}`] : [])),
  )
  for (const name of names)
    if (!states.includes(name) && kindOfUsed(name, used) === undefined)
      throw new TypeError(`no task has the mock ${JSON.stringify(name)}; ${expectedOneOf(name, [...new Set(states)])}`)
}

/**
 * The kind of a handler that states use. A service may have one handler for all its actions (`sqs`, `sqs:sendMessage`); a Lambda function
 * and a state machine may be named by an expression, so that their states do not show it.
 */
const kindOfUsed = (key: string, used: ReadonlySet<string>): HandledResource['kind'] | undefined => {
  const { kind, name } = handledResource(key)
  const starts = (prefix: string) => [...used].some((one) => one.startsWith(prefix))
  if (used.has(resourceKey({ kind, name }))) return kind
  if (kind === 'activity') return starts(`integration ${key}:`) ? 'integration' : undefined
  const isUsed =
    kind === 'integration'
      ? starts(`integration ${name}:`) || starts(`integration ${name}.`)
      : starts(`${kind} ${name}:`) || starts(kind === 'lambda' ? 'integration lambda:' : 'integration states:')
  return isUsed ? kind : undefined
}

const unused = (key: string, definitions: readonly PreparedDefinition[]): TypeError => {
  const resources = definitions.flatMap(({ states }) => states.flatMap(({ resource }) => resource ?? []))
  const names = [...new Set(resources.map(resourceName))]
  const hint = names.length === 0 ? 'the definition has no tasks' : expectedOneOf(key, names)
  return new TypeError(`no state uses the handler ${JSON.stringify(key)}; ${hint}`)
}
