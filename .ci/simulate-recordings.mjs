// simulate-recordings.mjs FOLDER RESULTS [--show]: simulates the state machines of the recorded executions and compares the status, output,
// error and cause with what AWS recorded. It writes the results in the form that compare-floors.mjs reads. --show prints what differs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { simulate } from '../dist/testing.js'

const [folder, results, show] = process.argv.slice(2)
const { compareValue, select } = await import(`${folder}/compare.mjs`)

const details = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' }

/** The recorder parsed strings that start with a brace. The white space of others is that of an input, which here is a value. */
const recordedForm = (output) =>
  typeof output === 'object' && output !== null && !Array.isArray(output) ? output : JSON.stringify(output)
const compact = (text) => {
  try {
    return typeof text === 'string' ? JSON.stringify(JSON.parse(text)) : text
  } catch {
    return text
  }
}
const compacted = (event) =>
  JSON.parse(JSON.stringify(event), (key, value) => (key === 'output' ? compact(value) : value))

const lastEventOf = ({ status, output, error, cause }) => {
  const type = `Execution${details[status]}`
  const body =
    status === 'SUCCEEDED' ? { output: recordedForm(output) } : { ...(error && { error }), ...(cause && { cause }) }
  return { type, [`execution${details[status]}EventDetails`]: body }
}

const definitionOf = (recorded, step) => {
  const [, index] = /^@@definition:(\d+)@@$/.exec(step.params.definition) ?? []
  return JSON.parse(index === undefined ? step.params.definition : recorded.definitions[Number(index)].raw)
}

const known = new Set([
  'CreateStateMachine',
  'StartExecution',
  '@await-terminated',
  'GetExecutionHistory',
  'DeleteStateMachine',
  'DescribeExecution',
])

/** The executions of a case, each with what AWS recorded of its end. */
const executionsOf = (recorded) => {
  const machines = new Map(
    recorded.steps
      .filter(({ op }) => op === 'CreateStateMachine')
      .map((step) => [`@@s${step.n}.stateMachineArn@@`, step]),
  )
  return recorded.steps
    .filter(({ op }) => op === 'StartExecution')
    .flatMap((start) => {
      const machine = machines.get(start.params.stateMachineArn)
      const history = recorded.steps.find(
        ({ op, params }) => op === 'GetExecutionHistory' && params.executionArn === `@@s${start.n}.executionArn@@`,
      )
      const own = recorded.executions?.find(({ step }) => step === start.n)?.recorded?.case
      const key = history?.recordedAs?.[0]?.key
      const end = own
        ? { output: select(recorded.recorded, `$.${own}`)?.output }
        : recorded.recorded[key]?.events?.at(-1)
      return machine && end ? [{ start, machine, end, isOutput: own !== undefined }] : []
    })
}

const found = []
for (const file of readdirSync(`${folder}/cases`)) {
  const recorded = JSON.parse(readFileSync(`${folder}/cases/${file}`, 'utf8'))
  if (recorded.kind !== 'execution') continue
  const executions = executionsOf(recorded)
  if (executions.length === 0 || recorded.steps.some(({ op }) => !known.has(op))) {
    found.push({ id: recorded.id, kind: 'simulated', verdict: 'skipped' })
    continue
  }
  const differences = []
  for (const { start, machine, end, isOutput } of executions) {
    const { input = '{}' } = start.params
    try {
      const run = await simulate(definitionOf(recorded, machine), {
        input: JSON.parse(input),
        type: machine.params.type ?? 'STANDARD',
      })
      const observed = isOutput ? { output: recordedForm(run.output) } : lastEventOf(run)
      differences.push(
        ...compareValue(
          compacted(end),
          observed,
          recorded,
          undefined,
          new Set(['id', 'previousEventId', 'timestamp', 'outputDetails']),
        ),
      )
    } catch (error) {
      differences.push({ path: '$', recorded: end, observed: String(error) })
    }
  }
  found.push({ id: recorded.id, kind: 'simulated', verdict: differences.length === 0 ? 'exact' : 'failed' })
  if (show && differences.length > 0) console.log(recorded.id, JSON.stringify(differences.slice(0, 2), null, 1))
}
const count = (verdict) => found.filter((one) => one.verdict === verdict).length
console.log(`simulated: ${count('exact')} as recorded, ${count('failed')} otherwise, ${count('skipped')} skipped`)
writeFileSync(results, JSON.stringify(found))
