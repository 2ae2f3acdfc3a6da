// simulate of a state machine of ten states with three tasks, a retry and a Wait, beside aws-local-stepfunctions with its overrides:
// 1,000 runs in a warm process, and the first run of a fresh process with the import.
import { spawnSync } from 'node:child_process'
import { desugar } from '../src/sugar/desugar.ts'
import { simulate } from '../src/testing.ts'
import { peer } from './peer.ts'
import { median, row } from './report.ts'
import { checkout } from './simulated-machine.ts'
import { withResolvers } from './with-resolvers.ts'

withResolvers()

const [RUNS, ROUNDS, WARMUP] = [1000, 10, 5]

class Throttled extends Error {
  override readonly name = 'Throttled'
}

/** Fails at every second call, so that each run retries once. */
const flaky = () => {
  let calls = 0
  return () => {
    if (calls++ % 2 === 0) throw new Throttled('busy')
    return 25
  }
}

const input = { item: 'book' }
const price = flaky()
const handlers = { 'activity/price': price, 'lambda/reserve': () => 1, 'sqs:sendMessage': () => ({ MessageId: '1' }) }
const own = async () => {
  const { status } = await simulate(checkout, { input, handlers })
  if (status !== 'SUCCEEDED') throw new Error(status)
}

interface Peer {
  run(input: unknown, options: object): { readonly result: Promise<unknown> }
}
const { StateMachine }: { StateMachine: new (definition: unknown) => Peer } = await import(
  peer('aws-local-stepfunctions/build/main.node.esm.js')
)
const machine = new StateMachine(desugar(checkout))
const overrides = {
  taskResourceLocalHandlers: { price: flaky(), reserve: () => 1, notify: () => ({ MessageId: '1' }) },
  waitTimeOverrides: { wait: 0 },
  retryIntervalOverrides: { price: 0 },
}
const other = async () => void (await machine.run(input, { overrides }).result)

const timed = async (run: () => Promise<void>): Promise<number> => {
  const begin = performance.now()
  for (let i = 0; i < RUNS; i++) await run()
  return performance.now() - begin
}

const [ours, theirs]: [number[], number[]] = [[], []]
for (let round = 0; round < ROUNDS; round++) {
  ours.push(await timed(own))
  theirs.push(await timed(other))
}
row(`${RUNS} runs, warm, ms (aims: under 150, ratio under 0.33)`, {
  simulate: median(ours.slice(WARMUP)),
  'aws-local-stepfunctions': median(theirs.slice(WARMUP)),
  ratio: median(ours.slice(WARMUP)) / median(theirs.slice(WARMUP)),
})

// simulate checks its definition each time; the peer checks it when the state machine is made.
const asl = desugar(checkout)
const checked: number[] = []
for (let round = 0; round < 20; round++) {
  const begin = performance.now()
  await new StateMachine(asl).run(input, { overrides }).result
  checked.push(performance.now() - begin)
}
row('one run from the definition, warm, ms', {
  simulate: median(ours.slice(WARMUP)) / RUNS,
  'aws-local-stepfunctions': median(checked),
  ratio: median(ours.slice(WARMUP)) / RUNS / median(checked),
})

/** The time of a script in a fresh process, from its first line to its end, in milliseconds. */
const coldMs = (script: string): number => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const ms = Number(stdout)
  if (!(ms > 0)) throw new Error(stderr)
  return ms
}

const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
const stable =
  '{ "activity/price": () => 25, "lambda/reserve": () => 1, "sqs:sendMessage": () => ({ MessageId: "1" }) }'
const ownScript = `
const begin = performance.now()
const { simulate } = await import(${JSON.stringify(new URL('../../../dist/testing.js', import.meta.url).href)})
const { checkout } = await import(${url('./simulated-machine.js')})
const { status } = await simulate(checkout, { input: { item: 'book' }, handlers: ${stable} })
if (status === 'SUCCEEDED') console.log(performance.now() - begin)
process.exit()`
const otherScript = `
const { withResolvers } = await import(${url('./with-resolvers.js')})
withResolvers()
const begin = performance.now()
const { StateMachine } = await import(${JSON.stringify(peer('aws-local-stepfunctions/build/main.node.esm.js'))})
const taskResourceLocalHandlers = { price: () => 25, reserve: () => 1, notify: () => ({ MessageId: '1' }) }
const overrides = { taskResourceLocalHandlers, waitTimeOverrides: { wait: 0 } }
await new StateMachine(${JSON.stringify(desugar(checkout))}).run({ item: 'book' }, { overrides }).result
console.log(performance.now() - begin)
process.exit()`

const cold = Array.from({ length: 7 }, () => [coldMs(ownScript), coldMs(otherScript)] as const)
const [coldOurs, coldTheirs] = [median(cold.map(([ms]) => ms)), median(cold.map(([, ms]) => ms))]
row('import and first run, ms (aim: under 100)', {
  simulate: coldOurs,
  'aws-local-stepfunctions': coldTheirs,
  ratio: coldOurs / coldTheirs,
})
