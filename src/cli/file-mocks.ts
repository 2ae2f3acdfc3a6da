import { activityStates } from '../dsl/activities.ts'
import { literalStates } from '../dsl/literal-states.ts'
import { toLiteral } from '../dsl/to-literal.ts'
import { mockNamesOf, mocksByName } from '../engine/function-names.ts'
import type { Mocks } from '../engine/mocks/mock.ts'
import { ALL, isOutsideAws } from '../engine/tasks/sdk/service-names.ts'
import { nearest } from '../nearest.ts'
import { memberPath } from '../options.ts'
import { canonicalServiceName } from '../specs/sdk-services.ts'
import { nameOfStateMachine } from './deploy-file.ts'
import type { LoadedFile } from './load-file.ts'

/**
 * Checks that each mock has a task in the file's definition: a name that is mistyped would have its task really run.
 * @throws Error that names the first mock without a task.
 */
const checkMocks = (file: string, loaded: LoadedFile, mocks: Mocks): void => {
  const machine = nameOfStateMachine(file, loaded)
  const states = namedStates(loaded)
  const names = new Set(states.flatMap((state) => (state.type === 'task' ? namesOf(state, machine) : [])))
  const unknown = Object.keys(mocksByName('mocks', mocks)).find((name) => !names.has(name))
  if (unknown === undefined) return
  const other = states.find(({ name }) => name === unknown)
  const problem = other
    ? `the state is a ${other.type} state; a mock replaces the work of a task`
    : ['no task of the definition has this name or resource', nearest(unknown, names).hint].filter(Boolean).join('; ')
  throw new Error(`${file}: ${memberPath('mocks', unknown)}: ${problem}`)
}

interface NamedState {
  readonly name: string
  readonly type: unknown
  readonly resource: unknown
}

const namedStates = ({ definition }: LoadedFile): NamedState[] =>
  literalStates(toLiteral(definition)).map(({ state, path }) => ({
    name: String(path.at(-1)),
    type: state.type,
    resource: state.resource,
  }))

const namesOf = ({ name, resource }: NamedState, machine: string): string[] => [
  name,
  `${machine}.${name}`,
  ...(typeof resource === 'string' ? mockNamesOf(resource) : []),
]

/**
 * The mocks of a file without those of services that have an endpoint: an endpoint on the command line comes before the file.
 * @param endpoints URLs by service; `*` is for all services of AWS that the engine does not perform itself.
 */
export const mocksBesideEndpoints = (
  file: string,
  loaded: LoadedFile,
  endpoints: Readonly<Record<string, string>> = {},
): Mocks => {
  const called = new Set(Object.keys(endpoints).map((name) => canonicalServiceName(name) ?? name))
  const hasEndpoint = ({ resource }: NamedState): boolean => {
    const service = typeof resource === 'string' ? calledService(resource) : undefined
    return service !== undefined && (called.has(service) || (called.has(ALL) && !isOutsideAws(service)))
  }
  const machine = nameOfStateMachine(file, loaded)
  const tasks = namedStates(loaded).filter(({ type }) => type === 'task')
  const kept = Object.entries(loaded.mocks).filter(([key]) => {
    const names = Object.keys(mocksByName('mocks', { [key]: key }))
    const mocked = tasks.filter((task) => namesOf(task, machine).some((name) => names.includes(name)))
    return mocked.length === 0 || !mocked.every(hasEndpoint)
  })
  return Object.fromEntries(kept)
}

/** The service that a task calls, unless the engine performs it itself. */
const calledService = (resource: string): string | undefined => {
  const [, name = ''] = /^(?:arn:[^:]+:states:[^:]*:[^:]*:)?(?:aws-sdk:)?([a-z0-9-]+):/.exec(resource) ?? []
  const service = canonicalServiceName(name)
  return service === undefined || performedByEngine.has(service) ? undefined : service
}

const performedByEngine: ReadonlySet<string> = new Set(['lambda', 'sfn', 's3'])

/** The file with a handler for each activity whose tasks are all mocked, so that none is required. It is never called. */
export const withMockedHandlers = (file: string, loaded: LoadedFile, mocks: Mocks): LoadedFile => {
  const machine = nameOfStateMachine(file, loaded)
  const mocked = new Set(Object.keys(mocksByName('mocks', mocks)))
  const really = new Set<string>()
  const replaced = new Set<string>()
  for (const { activity, arn, path } of activityStates(loaded.definition)) {
    const names = namesOf({ name: String(path.at(-1)), type: 'task', resource: arn ?? activity }, machine)
    const target = names.some((name) => mocked.has(name)) ? replaced : really
    target.add(activity)
  }
  const missing = [...replaced].filter((name) => !really.has(name) && !Object.hasOwn(loaded.handlers, name))
  const handlers = Object.fromEntries(missing.map((name) => [name, () => Promise.reject(new Error('mocked'))]))
  return { ...loaded, handlers: { ...handlers, ...loaded.handlers } }
}

/** The same, after a check of the mocks. @throws Error if a mock has no task */
export const withCheckedMocks = (file: string, loaded: LoadedFile, mocks: Mocks = {}): LoadedFile => {
  checkMocks(file, loaded, mocks)
  return withMockedHandlers(file, loaded, mocks)
}
