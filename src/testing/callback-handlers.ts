import type { EngineDeps } from '../engine/engine-deps.ts'
import type { MockContext, MockFunction, Mocks } from '../engine/mocks/mock.ts'
import { onAbort } from '../stop.ts'
import { waitInTime } from '../system.ts'

/**
 * The context of the handler of a task that waits for its token, in a simulation.
 *
 * @example
 * const send = (parameters: { MessageBody: string }, { succeed }: CallbackContext) => succeed({ asked: parameters.MessageBody })
 * const { output } = await simulate(asking, { handlers: { 'sqs:sendMessage.waitForTaskToken': send } })
 * expect(output).toEqual({ asked: 'yes?' })
 */
export interface CallbackContext extends MockContext {
  /** Ends the task with an output, as SendTaskSuccess does. */
  succeed(output: unknown): void
  /** Fails the task, as SendTaskFailure does. */
  fail(error: string, cause?: string): void
  /** Sends a heartbeat, as SendTaskHeartbeat does. */
  heartbeat(): void
}

// biome-ignore lint/suspicious/noExplicitAny: each task has its own parameters
type CallbackHandler = (parameters: any, context: CallbackContext) => unknown

/**
 * The mocks that call the handlers of tasks which wait for their token. The value that a handler returns is the output of the task; if it
 * returns nothing, the task waits until its token is used.
 */
export const callbackMocks = (handlers: Readonly<Record<string, CallbackHandler>>, depsOf: () => EngineDeps): Mocks =>
  Object.fromEntries(
    Object.entries(handlers).map(([name, handler]): [string, MockFunction] => [
      name,
      async (parameters, context) => {
        const deps = depsOf()
        const output = await handler(parameters, { ...context, ...answersOf(deps, context.taskToken ?? '') })
        return output === undefined ? waitForAnswer(context) : output
      },
    ]),
  )

const answersOf = ({ tokens }: EngineDeps, token: string): Omit<CallbackContext, keyof MockContext> => ({
  succeed: (output) => tokens.succeed(token, JSON.stringify(output ?? null)),
  fail: (error, cause) => tokens.fail(token, error, cause),
  heartbeat: () => tokens.heartbeat(token),
})

/** Waits until the task of a mock is over for another reason. @throws the signal's reason */
export const waitForAnswer = ({ system, signal }: Pick<MockContext, 'system' | 'signal'>): Promise<never> =>
  waitInTime(system, () => new Promise((_resolve, reject) => void onAbort(signal, () => reject(signal.reason))))
