// A server under a mixed, partly hostile load: 200 clients and 50 state machines for some minutes. Beside them one well-behaved client
// measures DescribeExecution. It fails if the server dies, an execution of the well-behaved kind is lost or stuck, or memory keeps growing.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median, percentile, row } from './report.ts'
import { createCaller } from './soak-call.ts'

const SECONDS = Number(process.env.SECONDS ?? 180)
const CLIENTS = Number(process.env.CLIENTS ?? 200)
const PORT = Number(process.env.PORT ?? 8391)
const HEAP_MB = Number(process.env.HEAP_MB ?? 512)

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const startServer = async (): Promise<ChildProcess> => {
  const server = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, 'dist/cli/main.js', 'local', '--port', String(PORT)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  for (let attempt = 0; attempt < 100; attempt++) {
    await sleep(100)
    const isUp = await fetch(`http://127.0.0.1:${PORT}/`).then(
      () => true,
      () => false,
    )
    if (isUp) return server
  }
  throw new Error('the server did not start')
}

/** Resident memory of a process in megabytes; 0 if the platform does not report it. */
const memoryOf = ({ pid }: ChildProcess): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

const server = await startServer()
let died: string | undefined
server.once('exit', (code, signal) => (died ??= `the server ended with ${signal ?? code}`))
const load = fork(fileURLToPath(new URL('./soak-load.js', import.meta.url)), [], {
  env: { ...process.env, PORT: String(PORT), CLIENTS: String(CLIENTS), SECONDS: String(SECONDS) },
})
const counts = new Promise<Record<string, number>>((resolve) =>
  load.once('message', (message) => resolve(message as Record<string, number>)),
)
const loadEnded = new Promise<void>((resolve) => load.once('exit', () => resolve()))

const call = createCaller(PORT)
const { stateMachineArn } = (await call('CreateStateMachine', {
  name: 'well-behaved',
  roleArn: 'arn:aws:iam::123456789012:role/bench',
  definition: JSON.stringify({
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'Done' }, Done: { Type: 'Pass', End: true } },
  }),
})) as { stateMachineArn: string }

const latencies: number[] = []
const memory: { second: number; mb: number }[] = []
const open = new Map<string, number>()
let succeeded = 0
const stuck: string[] = []
const started = performance.now()
const elapsed = () => (performance.now() - started) / 1000
const round = async () => {
  const { executionArn } = (await call('StartExecution', { stateMachineArn, input: '{}' })) as { executionArn: string }
  open.set(executionArn, elapsed())
  for (const [arn, since] of open) {
    const asked = performance.now()
    const { status } = (await call('DescribeExecution', { executionArn: arn })) as { status: string }
    latencies.push(performance.now() - asked)
    if (status === 'RUNNING' && elapsed() - since < 20) continue
    open.delete(arn)
    if (status === 'SUCCEEDED') succeeded++
    else stuck.push(`${arn}: ${status}`)
  }
}
while (elapsed() < SECONDS && died === undefined) {
  await round().catch((error: unknown) => stuck.push(String(error)))
  memory.push({ second: elapsed(), mb: memoryOf(server) })
  await sleep(100)
}
await Promise.race([loadEnded, sleep(15_000)])
load.kill()
const sent = await Promise.race([counts, sleep(1000).then(() => ({}))])
const warm = memory.filter(({ second }) => second > SECONDS / 3)
const early = warm.slice(0, Math.ceil(warm.length / 4)).map(({ mb }) => mb)
const late = warm.slice(-Math.ceil(warm.length / 4)).map(({ mb }) => mb)
const growth = Math.max(...late) / Math.max(...early)
row('requests of the load', sent)
row('DescribeExecution of the well-behaved client, ms (aim: p99 under 50)', {
  requests: latencies.length,
  median: median(latencies),
  p99: percentile(latencies, 99),
  max: Math.max(...latencies),
})
row('executions of the well-behaved client', { succeeded, 'lost or stuck': stuck.length })
row('resident MB', { 'after a third': Math.max(...early), 'at the end': Math.max(...late), growth })
if (died === undefined) server.kill('SIGTERM')
for (const line of stuck.slice(0, 5)) console.error(line)
if (died !== undefined) console.error(died)
process.exitCode = died !== undefined || stuck.length > 0 || growth > 1.2 ? 1 : 0
