import { expectTypeOf, test } from 'vitest'
import { createLocal, type LambdaContext, type LambdaHandler, type MockConfig, type Mocks } from '../../src/local.ts'

/** The context and the handler of Lambda's published types, as far as handlers depend on them. */
interface PublishedContext {
  callbackWaitsForEmptyEventLoop: boolean
  functionName: string
  functionVersion: string
  invokedFunctionArn: string
  memoryLimitInMB: string
  awsRequestId: string
  logGroupName: string
  logStreamName: string
  identity?: { cognitoIdentityId: string } | undefined
  clientContext?: { Custom?: unknown } | undefined
  getRemainingTimeInMillis(): number
  done(error?: Error, result?: unknown): void
  fail(error: Error | string): void
  succeed(message: string, object: unknown): void
}
type PublishedHandler<Event, Result> = (
  event: Event,
  context: PublishedContext,
  callback: (error?: Error | string | null, result?: Result) => void,
  // biome-ignore lint/suspicious/noConfusingVoidType: as it is published
) => void | Promise<Result>

test('a handler with the published types of Lambda is a LambdaHandler', () => {
  expectTypeOf<LambdaContext>().toExtend<PublishedContext>()
  expectTypeOf<PublishedHandler<{ n: number }, string>>().toExtend<LambdaHandler>()
})

test('functions in every form are accepted', () => {
  const lambdas = {
    sync: (n: number) => n * 2,
    async: async ({ n }: { n: number }) => n,
    file: 'charge.ts#handler',
    configured: { handler: 'charge.ts#handler', timeoutSeconds: 3, memoryLimitInMB: 512 },
  }
  expectTypeOf(createLocal).toBeCallableWith({ lambdas })
  expectTypeOf(createLocal).toBeCallableWith({
    lambdas: { f: (_event, { awsRequestId }, callback) => callback(null, awsRequestId) },
  })
})

test('mocks in every form are accepted, and mistakes are not', () => {
  const mocks: Mocks = {
    output: { output: { n: 1 }, delaySeconds: 2 },
    error: { error: 'Busy', cause: 'try again' },
    tested: { result: '{"n": 1}', fieldValidationMode: 'NONE' },
    failed: { errorOutput: { error: 'Busy' } },
    turns: [{ error: 'Busy' }, ({ n }, { attempt }) => n + attempt],
    called: async ({ n }: { n: number }, { taskToken }) => ({ n, taskToken }),
  }
  expectTypeOf(createLocal).toBeCallableWith({ mocks })
  // @ts-expect-error a misspelt member
  createLocal({ mocks: { price: { outptu: 1 } } })
  // @ts-expect-error a plain value is not a mock
  createLocal({ mocks: { price: 25 } })
})

test('a mock configuration that is inferred from its file is accepted', () => {
  const config = {
    StateMachines: { orders: { TestCases: { Happy: { price: 'Priced' }, Sad: {} } } },
    MockedResponses: { Priced: { '0': { Throw: { Error: 'Busy' } }, '1-2': { Return: { n: 1 } } }, None: {} },
  }
  expectTypeOf(config).toExtend<MockConfig>()
})
