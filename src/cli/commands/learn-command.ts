import { inspect } from 'node:util'
import { type LearnedFailure, learnRetries } from '../../passes/learn/learn-retries.ts'
import { withoutControls } from '../../without-controls.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'

export interface LearnCommandArgs extends ConnectOptions {
  readonly stateMachine: string
  readonly idempotent?: readonly string[]
  readonly executions: number
  readonly target: number
  readonly within: number
  readonly json?: boolean
}

/** Prints how often the tasks of a state machine failed, and the retriers that they should have. */
export const learnCommand = async (
  { stateMachine, idempotent = [], executions, target, within, json, ...options }: LearnCommandArgs,
  io: Io,
): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  try {
    const settings = { idempotent, executions, target, withinSeconds: within, stepwise }
    const learned = await learnRetries(stateMachine, settings)
    if (json) io.out(`${JSON.stringify(learned, null, 2)}\n`)
    else {
      io.out(
        `${learned.executions} executions, ${learned.failures.length === 0 ? 'no failed task' : 'failed tasks:'}\n`,
      )
      for (const failure of learned.failures) io.out(`\n${showFailureOf(failure)}`)
    }
    return exitCodes.done
  } finally {
    await close()
  }
}

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`

const showFailureOf = ({ state, error, attempts, failures, failureRate, proposal, reason }: LearnedFailure): string => {
  const head = withoutControls(`${state}: ${error} in ${failures} of ${attempts} attempts (${percent(failureRate)})`)
  if (!proposal) return `${head}\n  ${reason}\n`
  const { retry, success, simulated, delaySeconds } = proposal
  const literal = inspect(retry, { breakLength: Number.POSITIVE_INFINITY, depth: 3 })
  const figures = `${percent(success)} succeed, ${percent(simulated)} in simulations, ${Number(delaySeconds.toFixed(1))} s of delay on average`
  return `${head}\n  retry: ${literal},\n  ${figures}\n`
}
