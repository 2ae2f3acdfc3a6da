import { SFNClient } from '@aws-sdk/client-sfn'

type Input = Record<string, unknown>
type Respond = (input: Input) => object

/**
 * A fake of AWS for responses that the embedded engine never sends: a client that responds from a table of operations, and the calls that
 * it got.
 */
export const fakeAws = (operations: Record<string, Respond>) => {
  const calls: { operation: string; input: Input }[] = []
  const handle = async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
    const operation = headers['x-amz-target']?.split('.')[1] ?? ''
    const input: Input = JSON.parse(new TextDecoder().decode(body))
    calls.push({ operation, input })
    const { status, output } = respond(operation, input)
    const json = { 'content-type': 'application/x-amz-json-1.0' }
    return { response: { statusCode: status, headers: json, body: Buffer.from(JSON.stringify(output)) } }
  }
  const respond = (operation: string, input: Input) => {
    const operate = operations[operation]
    if (!operate) throw new Error(`the test does not expect ${operation}`)
    try {
      return { status: 200, output: operate(input) }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return { status: 400, output: { __type: error.type, message: error.message } }
    }
  }
  const sfn = new SFNClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { handle } as never,
    maxAttempts: 1,
  })
  return { sfn, calls, operations: () => calls.map(({ operation }) => operation) }
}

class AwsError extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** Makes an operation of {@link fakeAws} respond with an exception of AWS. */
export const throwAwsError = (type: string, message = type): never => {
  throw new AwsError(type, message)
}
