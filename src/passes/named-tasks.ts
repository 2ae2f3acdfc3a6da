import { literalStates } from '../dsl/literal-states.ts'
import { expectedOneOf } from '../options.ts'
import { expandedLiteral } from './rewrite-definition.ts'

/**
 * Finds tasks by their resources, as the definition writes them, or by the names of their states.
 * @param label the name of the option in messages.
 * @returns true for the name of the state of such a task.
 * @throws TypeError for a name that no task has.
 */
export const namedTasks = (
  definition: unknown,
  wanted: readonly string[],
  label: string,
): ((state: string) => boolean) => {
  const tasks = literalStates(expandedLiteral(definition)).flatMap(({ state, path }) =>
    state.type === 'task' || state.Type === 'Task'
      ? [{ name: String(path.at(-1)), resource: String(state.resource ?? state.Resource) }]
      : [],
  )
  const known = new Set(tasks.flatMap(({ name, resource }) => [name, resource]))
  const unknown = wanted.find((name) => !known.has(name))
  if (unknown !== undefined)
    throw new TypeError(`${label}: no task ${JSON.stringify(unknown)}; ${expectedOneOf(unknown, [...known])}`)
  const names = new Set(
    tasks.filter(({ name, resource }) => wanted.includes(name) || wanted.includes(resource)).map(({ name }) => name),
  )
  return (state) => names.has(state)
}
