// passes.mjs FOLDER [--show]: optimizes each definition in a folder, and writes its DAG. It fails if one of them throws anything
// but the problems of the definition, if an optimized definition is not valid, or if optimizing it again changes it. It simulates each with
// tasks that return {}, before and after: the status must be the same, with no more transitions. --show prints the definitions that have
// fewer states.
import { readdirSync, readFileSync } from 'node:fs'
import { desugar, validate } from '../dist/index.js'
import { optimize, toAirflow } from '../dist/passes.js'
import { simulate } from '../dist/testing.js'

const [folder, show] = process.argv.slice(2)
const counts = {
  optimized: 0,
  smaller: 0,
  statesBefore: 0,
  statesAfter: 0,
  simulated: 0,
  transitionsBefore: 0,
  transitionsAfter: 0,
  airflow: 0,
  invalid: 0,
  failed: 0,
}

const countStates = ({ States: states = {} }) =>
  Object.values(states).reduce((sum, state) => {
    const inside = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator].filter(Boolean)
    return sum + 1 + inside.reduce((total, machine) => total + countStates(machine), 0)
  }, 0)

const namesOfTasks = ({ States: states = {} }) =>
  Object.entries(states).flatMap(([name, state]) => [
    ...(state.Type === 'Task' ? [name] : []),
    ...[...(state.Branches ?? []), state.ItemProcessor, state.Iterator].filter(Boolean).flatMap(namesOfTasks),
  ])

const run = async (definition) => {
  const mocks = Object.fromEntries(namesOfTasks(desugar(definition)).map((name) => [name, { output: {} }]))
  const { status, error, transitions } = await simulate(definition, { input: {}, mocks, timeoutMs: 10_000 })
  return { status, error, transitions }
}

const compareRuns = async (definition) => {
  const [before, after] = [await run(definition), await run(optimize(definition))]
  counts.simulated += 1
  counts.transitionsBefore += before.transitions
  counts.transitionsAfter += after.transitions
  if (before.status !== after.status || before.error !== after.error || before.transitions < after.transitions)
    throw new Error(`the optimized definition runs differently: ${JSON.stringify({ before, after })}`)
}

const errorsOf = (definition) => validate(definition).filter(({ severity }) => severity === 'error')

const check = (definition, file) => {
  const optimized = optimize(definition)
  const [problem] = errorsOf(optimized)
  if (problem) throw new Error(`the optimized definition is not valid: ${problem.message}`)
  if (JSON.stringify(optimize(optimized)) !== JSON.stringify(optimized)) throw new Error('optimizing again changes it')
  const [before, after] = [countStates(desugar(definition)), countStates(desugar(optimized))]
  counts.optimized += 1
  counts.statesBefore += before
  counts.statesAfter += after
  if (after < before) counts.smaller += 1
  if (show && after < before) console.log(`${file}: ${before} states, ${after} optimized`)
}

const toDag = (definition) => {
  try {
    toAirflow(definition)
    counts.airflow += 1
  } catch (error) {
    if (error.name !== 'DefinitionError') throw error
  }
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const definition = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  try {
    if (errorsOf(definition).length > 0) counts.invalid += 1
    else {
      check(definition, file)
      toDag(definition)
      await compareRuns(definition)
    }
  } catch (error) {
    counts.failed += 1
    console.error(`${file}: ${error.stack}`)
  }
}
console.log(JSON.stringify(counts))
process.exitCode = counts.failed > 0 || counts.optimized === 0 ? 1 : 0
