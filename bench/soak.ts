// Checks the promises of the workers over 20 seeds of 10,000 tasks each, on a connection that fails in every way. It takes some minutes.
import { runChaos } from '../test/support/chaos.ts'
import { row } from './report.ts'

const SEEDS = Number(process.env.SEEDS ?? 20)
const TASKS = Number(process.env.TASKS ?? 10_000)

let broken = 0
for (let seed = 1; seed <= SEEDS; seed++) {
  const gentle = seed % 2 === 0
  const start = performance.now()
  const { violations, counts } = await runChaos({ seed, tasks: TASKS, gentle })
  const { ActivityStarted = 0, ActivityTimedOut = 0, handlersRun = 0 } = counts
  broken += violations.length + (gentle ? ActivityTimedOut : 0)
  for (const violation of violations.slice(0, 10)) console.error(`seed ${seed}: ${violation}`)
  row(`seed ${seed}${gentle ? ', no worker killed' : ''}`, {
    tasks: TASKS,
    started: ActivityStarted,
    handled: handlersRun,
    'timed out': ActivityTimedOut,
    broken: violations.length,
    seconds: (performance.now() - start) / 1000,
  })
}
process.exitCode = broken === 0 ? 0 : 1
