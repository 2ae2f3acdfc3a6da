import { toLiteral } from '../../dsl/to-literal.ts'
import { DefinitionError, type Issue } from '../../errors.ts'
import { isJsonObject } from '../../json.ts'
import { assertOptions, type OptionChecks, stringCheck } from '../../options.ts'
import { type MachineNode, machinesIn, readMachine, type StateNode } from '../../specs/read-machine.ts'
import { locate } from '../../sugar/desugar.ts'
import { readDefinition, shortResource } from '../rewrite-definition.ts'
import { airflowImports, airflowPrelude } from './prelude.ts'
import { UnsupportedInAirflow } from './python-expressions.ts'
import { airflowIds, pythonTuple, pythonValue } from './python-source.ts'
import { type PythonStep, pythonStep } from './python-steps.ts'

export interface AirflowOptions {
  /** The id of the DAG. Default: the name of the definition, else `state_machine`. */
  readonly name?: string | undefined
  /** The times at which the DAG runs, as Airflow writes them: `@daily`, a cron expression. Default: only if it is triggered. */
  readonly schedule?: string | undefined
}

const checks: OptionChecks<AirflowOptions> = {
  name: stringCheck('a name that is not empty', (name) => name !== ''),
  schedule: stringCheck('a schedule of Airflow, such as @daily', (schedule) => schedule !== ''),
}

/**
 * Returns a state machine as the Python code of a DAG of Apache Airflow (2.11 or 3), with the provider `standard`: a task for each state, which
 * passes its output on as an XCom. Choice states and tasks that catch errors choose the next task, Parallel states fan out and join.
 * Lambda functions are invoked with the provider `amazon`. Fill in the functions of all other resources in `WORK`.
 *
 * A DAG has no cycles and no dynamic parts: Map states, JSONata, variables, intrinsic functions and paths with filters are errors.
 * @param definition a literal, or ASL.
 * @throws DefinitionError with every part that Airflow cannot express, and its path; TypeError for a wrong option.
 *
 * @example
 * const python = toAirflow(orders, { schedule: '@daily' })
 * expect(python).toContain('tasks["price"] >> tasks["route"]')
 */
export const toAirflow = (definition: unknown, options: AirflowOptions = {}): string => {
  assertOptions<AirflowOptions>('options', options, checks)
  const asl = readDefinition(definition)
  const machine = readMachine(asl)
  const issues = cyclesIn(machine)
  const states = machinesIn(machine).flatMap((inner) => inner.states)
  const ids = airflowIds(
    states.flatMap(({ name, fields }) => [name, ...(fields.Type === 'Parallel' ? [joinOf(name)] : [])]),
  )
  const idOf = (name: string): string => ids.get(name) ?? name
  const steps = new Map<string, PythonStep>()
  for (const state of states) {
    try {
      steps.set(state.name, pythonStep(state, shortResource(String(state.fields.Resource)), idOf))
    } catch (error) {
      if (!(error instanceof UnsupportedInAirflow)) throw error
      issues.push(unsupported([...state.path, ...error.path], error.message))
    }
  }
  if (issues.length > 0) throw new DefinitionError(issues.map((issue) => located(issue, definition)))
  const name =
    options.name ??
    (isJsonObject(definition) && typeof definition.name === 'string' ? definition.name : 'state_machine')
  const seconds = asl.TimeoutSeconds
  return pythonFile(machine, { steps, idOf, name, schedule: options.schedule, seconds })
}

const unsupported = (path: Issue['path'], message: string): Issue => ({
  path,
  message,
  code: 'NOT_IN_AIRFLOW',
  severity: 'error',
})

const located = (issue: Issue, definition: unknown): Issue => {
  const literal = toLiteral(definition)
  return literal === definition ? { ...issue, path: locate(literal, issue.path) } : issue
}

/** The name of the task after the branches of a Parallel state. */
const joinOf = (name: string): string => `${name}.join`

/** One issue for each cycle, at a state of it. */
const cyclesIn = (machine: MachineNode): Issue[] =>
  machinesIn(machine).flatMap(({ states }) => {
    const byName = new Map(states.map((state) => [state.name, state]))
    const done = new Set<string>()
    const found: Issue[] = []
    const visit = (name: string, way: readonly string[]): void => {
      const from = way.indexOf(name)
      const state = byName.get(name)
      if (from >= 0 && state) {
        const cycle = [...way.slice(from), name].join(' → ')
        found.push(unsupported(state.path, `a DAG has no cycles: ${cycle}`))
      }
      if (from >= 0 || done.has(name)) return
      for (const target of state?.targets ?? []) visit(target.name, [...way, name])
      done.add(name)
    }
    for (const { name } of states) visit(name, [])
    return found
  })

interface PythonFile {
  readonly steps: ReadonlyMap<string, PythonStep>
  readonly idOf: (name: string) => string
  readonly name: string
  readonly schedule: string | undefined
  /** The timeout of the whole state machine. */
  readonly seconds: unknown
}

/** A task of the DAG: a state, or the end of a Parallel state. */
interface DagTask {
  readonly id: string
  readonly title: string
  readonly comment: unknown
  readonly step: PythonStep
  /** The tasks before it, in the order in which their outputs are tried. */
  readonly upstream: readonly string[]
  /** Of the end of a Parallel state: the last tasks of each branch. */
  readonly joins: readonly (readonly string[])[]
}

const joinStep: PythonStep = { arguments: ['run=lambda data: data'], isBranch: false, operator: [] }

/** The tasks of a machine in topological order, and the ids of those at which it ends. */
const tasksOf = (
  { fields, states }: MachineNode,
  file: PythonFile,
  outer: string | undefined,
): { readonly tasks: DagTask[]; readonly ends: string[] } => {
  const before = new Map<string, string[]>()
  const ends: string[] = []
  const tasks: DagTask[] = []
  const lead = (target: string, id: string): unknown => before.set(target, [...(before.get(target) ?? []), id])
  if (outer !== undefined) lead(String(fields.StartAt), outer)
  for (const state of inOrder(String(fields.StartAt), states)) {
    const { name, fields: own } = state
    const step = file.steps.get(name)
    if (!step) continue
    const id = file.idOf(name)
    tasks.push({ id, title: name, comment: own.Comment, step, upstream: before.get(name) ?? [], joins: [] })
    const inside = state.machines.map((machine) => tasksOf(machine, file, id))
    tasks.push(...inside.flatMap((branch) => branch.tasks))
    const last = inside.length > 0 ? file.idOf(joinOf(name)) : id
    if (inside.length > 0) {
      const joins = inside.map((branch) => branch.ends)
      tasks.push({ id: last, title: joinOf(name), comment: undefined, step: joinStep, upstream: joins.flat(), joins })
    }
    for (const target of new Set(state.targets.map((one) => one.name))) lead(target, last)
    const isEnd = own.End === true || own.Type === 'Succeed'
    if (isEnd) ends.push(last)
  }
  return { tasks, ends }
}

/** States in topological order: each after all that lead to it. */
const inOrder = (start: string, states: readonly StateNode[]): StateNode[] => {
  const byName = new Map(states.map((state) => [state.name, state]))
  const seen = new Set<string>()
  const order: StateNode[] = []
  const visit = (name: string): void => {
    const state = byName.get(name)
    if (!state || seen.has(name)) return
    seen.add(name)
    for (const target of state.targets.toReversed()) visit(target.name)
    order.unshift(state)
  }
  visit(start)
  return order
}

const pythonFile = (machine: MachineNode, file: PythonFile): string => {
  const { tasks } = tasksOf(machine, file, undefined)
  const dag = airflowIds([file.name]).get(file.name)
  return [
    airflowImports,
    workTable(machine),
    airflowPrelude,
    `STEPS = {\n${tasks.map(stepLine).join('')}}\n`,
    `with DAG(\n    dag_id=${pythonValue(dag)},\n    dag_display_name=${pythonValue(file.name)},\n    schedule=${pythonValue(file.schedule)},\n    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),\n    catchup=False,${timeoutOf(file.seconds)}\n):\n    tasks = {}\n${tasks.map(operatorLines).join('')}\n${tasks.flatMap(edgeLines).join('')}`,
  ].join('\n\n')
}

const timeoutOf = (seconds: unknown): string =>
  seconds === undefined ? '' : `\n    dagrun_timeout=timedelta(seconds=${pythonValue(seconds)}),`

/** The function of each resource. */
const workTable = (machine: MachineNode): string => {
  const resources = new Set(
    machinesIn(machine).flatMap(({ states }) =>
      states.flatMap(({ fields }) => (fields.Type === 'Task' ? [shortResource(String(fields.Resource))] : [])),
    ),
  )
  const rows = [...resources].map((resource) => {
    const name = /^lambda\/(.+)$/.exec(resource)?.[1]
    const value = name === undefined ? 'None' : `lambda parameters: invoke_lambda(${pythonValue(name)})(parameters)`
    return `    ${pythonValue(resource)}: ${value},\n`
  })
  const comment =
    '# The function of each resource: it takes the parameters and returns the result. Replace each None.\n'
  return `${comment}WORK: dict[str, Optional[Callable[[Any], Any]]] = {\n${rows.join('')}}\n`
}

const stepLine = ({ id, step, upstream, joins }: DagTask): string => {
  const all = [
    `upstream=${pythonTuple(upstream)}`,
    ...step.arguments,
    ...(joins.length > 0 ? [`joins=(${joins.map((ids) => `${pythonTuple(ids)},`).join(' ')})`] : []),
  ]
  return `    ${pythonValue(id)}: Step(\n${all.map((line) => `        ${line},\n`).join('')}    ),\n`
}

const operatorLines = ({ id, title, comment, step, upstream, joins }: DagTask): string => {
  const isJoin = joins.length > 0 || upstream.length > 1
  const all = [
    `task_id=${pythonValue(id)}`,
    `task_display_name=${pythonValue(title)}`,
    `python_callable=call(${pythonValue(id)})`,
    ...(typeof comment === 'string' ? [`doc=${pythonValue(comment)}`] : []),
    // Branches that were not chosen are skipped; what follows them is not.
    ...(isJoin ? ['trigger_rule="none_failed_min_one_success"'] : []),
    ...step.operator,
  ]
  const operator = step.isBranch ? 'BranchPythonOperator' : 'PythonOperator'
  return `    tasks[${pythonValue(id)}] = ${operator}(\n${all.map((line) => `        ${line},\n`).join('')}    )\n`
}

const edgeLines = ({ id, upstream }: DagTask): string[] =>
  upstream.map((before) => `    tasks[${pythonValue(before)}] >> tasks[${pythonValue(id)}]\n`)
