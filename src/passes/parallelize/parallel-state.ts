import type { Json, JsonObject } from '../../json.ts'
import { withoutFields } from '../mutable-machine.ts'
import { isInput } from '../optimize/fuse-jsonata.ts'
import type { SequencedTask } from './find-stages.ts'

/** The tasks that run beside each other. */
interface Stage {
  readonly tasks: readonly SequencedTask[]
  /** The task whose output is that of the stage, if one of them is. */
  readonly last: SequencedTask | undefined
}

const branchOf = (name: string, state: JsonObject): JsonObject => ({
  StartAt: name,
  States: { [name]: { ...withoutFields(state, 'Next'), End: true } },
})

/** A Parallel state in JSONata that runs tasks in JSONata, and assigns what they assign. */
export const jsonataParallel = ({ tasks, last }: Stage): JsonObject => {
  const branches = tasks.map((task) => branchOf(task.name, withResults(task.state, task === last)))
  const assigned = tasks.flatMap(({ use }, index) =>
    [...use.writes].map((name): [string, Json] => [name, `{% $states.result[${index}].assign.${name} %}`]),
  )
  const keepsInput = last === undefined || last.use.keepsInput
  return {
    Type: 'Parallel',
    Branches: branches,
    ...(assigned.length > 0 && { Assign: Object.fromEntries(assigned) }),
    Output: keepsInput ? '{% $states.input %}' : `{% $states.result[${tasks.indexOf(last)}].output %}`,
  }
}

/** A task whose output has the variables that it would assign, and its output if that is needed. */
const withResults = (task: JsonObject, isLast: boolean): JsonObject => {
  const { Assign: assign, Output: output = '{% $states.result %}' } = task
  return {
    ...withoutFields(task, 'Assign', 'Output'),
    Output: { ...(assign !== undefined && { assign }), ...(isLast && !isInput(output) && { output }) },
  }
}

/** A Parallel state in JSONata that runs tasks in JSONPath, and puts their results into its input. */
export const jsonPathParallel = ({ tasks }: Stage, isJsonataMachine: boolean): JsonObject => {
  const members = tasks.flatMap(({ use }, index) =>
    [...use.writes].map((name) => `${JSON.stringify(name)}: $states.result[${index}]`),
  )
  return {
    Type: 'Parallel',
    ...(!isJsonataMachine && { QueryLanguage: 'JSONata' }),
    Branches: tasks.map(({ name, state }) => branchOf(name, withoutFields(state, 'ResultPath'))),
    Output: members.length === 0 ? '{% $states.input %}' : `{% $merge([$states.input, {${members.join(', ')}}]) %}`,
  }
}
