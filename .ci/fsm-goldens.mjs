// fsm-goldens.mjs FOLDER: loads the machines of aws-lambda-fsm in a folder, and compares them with the ASL, the graphs and the order of actions
// that its tools have made of them.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { fsmFromYaml, fsmHandlers, fsmToDot } from '../dist/fsm.js'
import { desugar } from '../dist/index.js'
import { simulate } from '../dist/testing.js'

const [folder] = process.argv.slice(2)
const read = (file) => readFileSync(`${folder}/${file}`, 'utf8')
const yamlFiles = readdirSync(`${folder}/yaml`)

/** The machine of a golden, from the file that has it. */
const load = (machine) => {
  for (const file of yamlFiles) {
    try {
      return fsmFromYaml(read(`yaml/${file}`), { machine })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  throw new Error(`no file has the machine ${machine}`)
}

/** The tasks with their retries, and the targets by event, of each state. */
const shape = (asl) =>
  Object.fromEntries(
    Object.entries(asl.States)
      .filter(([, { Type }]) => Type === 'Task')
      .map(([name, { End, Retry }]) => {
        const { Choices = [] } = asl.States[`${name}-choices`] ?? {}
        const targets = Choices.flatMap(({ StringEquals, Condition, Next }) => {
          const event = StringEquals ?? /\.event = (".*") %}$/.exec(Condition)?.[1]
          return event === undefined ? [] : [[Condition ? JSON.parse(event) : event, Next]]
        })
        const [{ BackoffRate, IntervalSeconds, MaxAttempts, ErrorEquals }] = Retry
        return [name, { End, targets, retry: { BackoffRate, IntervalSeconds, MaxAttempts, ErrorEquals } }]
      }),
  )

const withoutSpace = (text) => text.replaceAll(/\s+/g, '')

/** The order of actions in a run, as lines of `trace.out`, but for the exit actions of the final state. */
const trace = async (machine, event) => {
  const tasks = []
  let current
  const names = Array.from({ length: 9 }, (_, index) => `Action${index + 1}`)
  const events = { Action2: event, Action5: 'done' }
  const note = (name) => {
    current.push(name)
    return events[name]
  }
  const actions = Object.fromEntries(names.map((name) => [name, () => note(name)]))
  const handlers = Object.fromEntries(
    Object.entries(fsmHandlers(machine, actions)).map(([resource, handler]) => [
      resource,
      async (input, context) => {
        current = []
        tasks.push([current, input.fsm.state])
        return handler(input, context)
      },
    ]),
  )
  const run = await simulate(machine, { handlers })
  assert.equal(run.status, 'SUCCEEDED')
  return tasks
}

let compared = 0
for (const file of readdirSync(folder).filter((name) => name.endsWith('.asl.json'))) {
  const name = file.replace('.asl.json', '')
  const machine = load(name)
  const golden = JSON.parse(read(file))
  const asl = desugar(machine)
  assert.equal(asl.StartAt, golden.StartAt)
  assert.deepEqual(shape(asl), shape(golden), `the states of ${name}`)
  for (const state of Object.keys(golden.States)) assert.ok(Object.hasOwn(asl.States, state), `${name}: ${state}`)
  for (const [dot, options] of [
    [`${name}.dot`, {}],
    [`${name}.lambdas.dot`, { lambdas: true }],
  ])
    assert.equal(withoutSpace(fsmToDot(machine, options)), withoutSpace(read(dot)), dot)
  compared += 3
}

const overview = load('overview')
const lines = read('trace.out').trim().split('\n')
let event
for (const line of lines) {
  if (!line.startsWith('lambda')) {
    event = { tasks: await trace(overview, line === 'happy' ? 'done' : 'skip') }
    continue
  }
  const [, number, actions, state] = /^lambda (\d+) \[(.*)\] -> (\w+)/.exec(line)
  const [ran, inState] = event.tasks[number - 1]
  const expected = actions.split(', ').map((action) => action.slice(1, -1))
  assert.equal(inState, state)
  // The documentation of aws-lambda-fsm has the exit action of a final state too, its code does not.
  assert.deepEqual(ran, state === 'ThirdState' ? [...expected, 'Action9'] : expected, line)
  compared += 1
}
console.log(JSON.stringify({ compared }))
