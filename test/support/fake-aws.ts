import { SFNClient } from '@aws-sdk/client-sfn'

type Input = Record<string, unknown>
type Answer = (input: Input) => object

/** An AWS that answers from a table of operations, for what the embedded engine never says: its client, and what it was asked. */
export const fakeAws = (answers: Record<string, Answer>) => {
  const calls: { operation: string; input: Input }[] = []
  const handle = async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
    const operation = headers['x-amz-target']?.split('.')[1] ?? ''
    const input: Input = JSON.parse(new TextDecoder().decode(body))
    calls.push({ operation, input })
    const { status, answer } = reply(operation, input)
    const json = { 'content-type': 'application/x-amz-json-1.0' }
    return { response: { statusCode: status, headers: json, body: Buffer.from(JSON.stringify(answer)) } }
  }
  const reply = (operation: string, input: Input) => {
    const answer = answers[operation]
    if (!answer) throw new Error(`the test does not expect ${operation}`)
    try {
      return { status: 200, answer: answer(input) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { status: 400, answer: { __type: error.type, message: error.message } }
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

class Refusal extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** What an operation throws to refuse a request as AWS does. */
export const refuse = (type: string, message = type): never => {
  throw new Refusal(type, message)
}
