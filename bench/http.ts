// Requests a second over HTTP, next to a bare node:http server that answers a constant; and the memory of open polls. Each server is in a
// process of its own with its clients: the figures are those of one core, which both sides use.
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createLocal } from 'stepwise-ts/local'
import { median, row } from './report.ts'

const [ROUNDS, ROUND_MS, CONNECTIONS, POLLS] = [10, 1000, 32, 1000]

/** A connection that sends one request after the other. */
class Connection {
  readonly #socket: Socket
  #received = ''
  #onReply: (body: string) => void = () => {}

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1').setNoDelay(true)
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk.toString('latin1')))
    this.#socket.on('error', () => {})
  }

  send(request: Buffer, onReply: (body: string) => void): void {
    this.#onReply = onReply
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: string): void {
    this.#received += chunk
    const head = this.#received.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/content-length: (\d+)/.exec(this.#received)?.[1])
    if (this.#received.length < head + 4 + length) return
    const reply = this.#received
    this.#received = ''
    if (!reply.startsWith('HTTP/1.1 200')) throw new Error(reply)
    this.#onReply(reply.slice(head + 4))
  }
}

const requestOf = (operation: string, input: object): Buffer => {
  const body = JSON.stringify(input)
  const scope = 'Credential=local/20260101/us-east-1/states/aws4_request'
  const headers = {
    host: '127.0.0.1',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AWSStepFunctions.${operation}`,
    authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    'content-length': String(body.length),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

const call = (port: number, operation: string, input: object): Promise<Record<string, string>> =>
  new Promise((resolve) => {
    const connection = new Connection(port)
    connection.send(requestOf(operation, input), (body) => {
      connection.close()
      resolve(JSON.parse(body))
    })
  })

/** Requests a second of so many connections that each send the request again and again. */
const rate = async (port: number, request: Buffer): Promise<number> => {
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(port))
  let replies = 0
  const begin = performance.now()
  const repeat = (connection: Connection) =>
    connection.send(request, () => {
      replies++
      repeat(connection)
    })
  for (const connection of connections) repeat(connection)
  await new Promise((resolve) => setTimeout(resolve, ROUND_MS))
  for (const connection of connections) connection.close()
  return (replies * 1000) / (performance.now() - begin)
}

const constant = JSON.stringify({
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:x',
  startDate: 1.5,
})

/** Reads each request and answers a constant. */
const serveConstant = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': constant.length })
        response.end(constant)
      })
    })
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

type Question = 'port' | 'memory' | { readonly operation: string; readonly input: object }

/** The process of a server: answers the questions of its parent. */
const serve = async (kind: string): Promise<void> => {
  const port = kind === 'bare' ? await serveConstant() : (await createLocal().listen({ port: 0 })).port
  const answer = async (question: Question): Promise<number> => {
    if (question === 'port') return port
    if (question !== 'memory') return rate(port, requestOf(question.operation, question.input))
    globalThis.gc?.()
    return process.memoryUsage().rss
  }
  process.on('message', async (question: Question) => process.send?.(await answer(question)))
  process.on('disconnect', () => process.exit())
}

const start = (kind: 'bare' | 'engine') => {
  const child = fork(fileURLToPath(import.meta.url), [kind], { execArgv: ['--expose-gc'] })
  const ask = (question: Question) =>
    new Promise<number>((resolve) => {
      child.once('message', (answer) => resolve(Number(answer)))
      child.send(question)
    })
  return { ask, stop: () => child.disconnect() }
}

const measure = async (): Promise<void> => {
  const [bare, engine] = [start('bare'), start('engine')]
  const port = await engine.ask('port')
  const { stateMachineArn = '' } = await call(port, 'CreateStateMachine', {
    name: 'one-pass',
    roleArn: 'arn:aws:iam::123456789012:role/bench',
    definition: JSON.stringify({ StartAt: 'a', States: { a: { Type: 'Pass', End: true } } }),
  })
  const { executionArn } = await call(port, 'StartExecution', { stateMachineArn, input: '{}' })
  /** The servers take turns, so that other work of the machine affects both. The first rounds warm up. */
  const compare = async (aim: string, operation: string, input: object): Promise<void> => {
    const rates = { bare: [] as number[], engine: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.bare.push(await bare.ask({ operation, input }))
      rates.engine.push(await engine.ask({ operation, input }))
    }
    const [ofBare, ofEngine] = [median(rates.bare.slice(2)), median(rates.engine.slice(2))]
    row(`${operation}, requests/s (aim: ${aim} % of the bare server)`, {
      engine: ofEngine,
      bare: ofBare,
      '%': (ofEngine / ofBare) * 100,
    })
  }
  await compare('60', 'DescribeExecution', { executionArn })
  await compare('40', 'StartExecution', { stateMachineArn, input: '{}' })
  bare.stop()
  engine.stop()
}

/** The resident memory that open polls take in a new server. */
const measurePolls = async (): Promise<void> => {
  const engine = start('engine')
  const port = await engine.ask('port')
  const { activityArn } = await call(port, 'CreateActivity', { name: 'work' })
  const before = await engine.ask('memory')
  const polls = Array.from({ length: POLLS }, () => new Connection(port))
  for (const poll of polls) poll.send(requestOf('GetActivityTask', { activityArn }), () => {})
  await new Promise((resolve) => setTimeout(resolve, 3000))
  row(`${POLLS} open polls, MB (aim: less than 50)`, { MB: ((await engine.ask('memory')) - before) / 2 ** 20 })
  for (const poll of polls) poll.close()
  engine.stop()
}

const [, , kind] = process.argv
if (kind) await serve(kind)
else {
  await measure()
  await measurePolls()
}
