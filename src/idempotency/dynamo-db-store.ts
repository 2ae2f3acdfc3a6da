import { loadFromProject } from '../engine/tasks/sdk/load-client-package.ts'
import { assertOptions, methodsCheck, type OptionChecks, required, stringCheck } from '../options.ts'
import type { IdempotencyAnswer, IdempotencyClaim, IdempotencyStore } from './idempotency-store.ts'

/** A client of `@aws-sdk/client-dynamodb`: `new DynamoDBClient()`. */
export interface DynamoDbClient {
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own type
  send(command: any): Promise<unknown>
}

export interface DynamoDbStoreOptions {
  readonly client: DynamoDbClient
  /** The name or the ARN of the table. Its partition key is a string; it has no sort key. */
  readonly table: string
  /** The name of the partition key. Default `id`. */
  readonly partitionKey?: string
  /** The attribute with the time in seconds after which DynamoDB may delete an item: that of the table's time to live. Default `expiresAt`. */
  readonly ttlAttribute?: string
}

const checks: OptionChecks<DynamoDbStoreOptions> = {
  client: required(methodsCheck('a client of @aws-sdk/client-dynamodb', 'send')),
  table: required(stringCheck('the name of a table', (table) => table !== '')),
  partitionKey: stringCheck('the name of an attribute', (name) => name !== ''),
  ttlAttribute: stringCheck('the name of an attribute', (name) => name !== ''),
}

/**
 * A store for `idempotent` in a table of DynamoDB. A task costs a read and three writes, an attempt after the first one a read. The package
 * `@aws-sdk/client-dynamodb` must be installed.
 * @throws TypeError for a wrong option.
 *
 * @example
 * const client = { send: async () => ({}) } // new DynamoDBClient()
 * startWorkers(orders, handlers, { interceptors: [idempotent({ store: dynamoDbStore({ client, table: 'work' }) })] })
 */
export const dynamoDbStore = (options: DynamoDbStoreOptions): IdempotencyStore => {
  assertOptions('options', options, checks)
  const table = new WorkTable(options)
  return {
    claim: (claim) => table.claim(claim),
    extend: (claim) => table.update(claim, 'SET #leaseUntil = :leaseUntil, #expiresAt = :expiresAt'),
    complete: (claim, output) => table.update(claim, 'SET #output = :output, #expiresAt = :expiresAt', output),
    async release(claim) {
      await table.update({ ...claim, leaseUntil: 0 }, 'SET #leaseUntil = :leaseUntil, #expiresAt = :expiresAt')
    },
  }
}

type Attribute = { readonly S: string } | { readonly N: string }
type Item = Readonly<Record<string, Attribute>>
type Command = 'GetItemCommand' | 'PutItemCommand' | 'UpdateItemCommand'

const text = (value: string): Attribute => ({ S: value })
const number = (value: number): Attribute => ({ N: String(value) })

/** A time in seconds, the unit of DynamoDB's time to live. */
const inSeconds = (ms: number): Attribute => number(Math.ceil(ms / 1000))

class WorkTable {
  readonly #options: DynamoDbStoreOptions
  readonly #names: Readonly<Record<string, string>>

  constructor(options: DynamoDbStoreOptions) {
    const { partitionKey = 'id', ttlAttribute = 'expiresAt' } = options
    this.#options = options
    this.#names = {
      '#id': partitionKey,
      '#expiresAt': ttlAttribute,
      '#owner': 'owner',
      '#leaseUntil': 'leaseUntil',
      '#output': 'output',
      '#fence': 'fence',
    }
  }

  async claim(claim: IdempotencyClaim): Promise<IdempotencyAnswer> {
    const answer = await this.#read(claim)
    if (answer) return answer
    // The token is fetched before the claim is stored, so that a later claim has a greater one.
    const fenceToken = await this.#nextToken(claim)
    if (await this.#put(claim)) return { status: 'claimed', fenceToken }
    // Another attempt was faster. If its lease is over already, the caller claims again at once.
    return (await this.#read(claim)) ?? { status: 'busy', leaseUntil: claim.now }
  }

  /** Changes the item of a claim that still has its lease. */
  async update(claim: IdempotencyClaim, expression: string, output?: string): Promise<boolean> {
    return this.#conditionally('UpdateItemCommand', {
      Key: this.#keyOf(claim.id),
      UpdateExpression: expression,
      ConditionExpression: '#owner = :owner AND attribute_not_exists(#output)',
      ...this.#expression(expression, {
        ':owner': text(claim.owner),
        ':expiresAt': inSeconds(claim.expiresAt),
        ...(output === undefined ? { ':leaseUntil': number(claim.leaseUntil) } : { ':output': text(output) }),
      }),
    })
  }

  /** The answer if the work is done or another attempt has a lease. */
  async #read({ id, now }: IdempotencyClaim): Promise<IdempotencyAnswer | undefined> {
    const { Item: item } = await this.#send<{ Item?: Item }>('GetItemCommand', {
      Key: this.#keyOf(id),
      ConsistentRead: true,
    })
    // DynamoDB deletes items up to some days after their time.
    if (!item || numberIn(item, this.#nameOf('#expiresAt')) * 1000 <= now) return undefined
    const output = item[this.#nameOf('#output')]
    if (output && 'S' in output) return { status: 'done', output: output.S }
    const leaseUntil = numberIn(item, this.#nameOf('#leaseUntil'))
    return leaseUntil > now ? { status: 'busy', leaseUntil } : undefined
  }

  async #nextToken({ scope, expiresAt }: IdempotencyClaim): Promise<number> {
    const expression = 'SET #expiresAt = :expiresAt ADD #fence :one'
    const { Attributes: item = {} } = await this.#send<{ Attributes?: Item }>('UpdateItemCommand', {
      Key: this.#keyOf(`fence ${scope}`),
      UpdateExpression: expression,
      ReturnValues: 'ALL_NEW',
      ...this.#expression(expression, { ':expiresAt': inSeconds(expiresAt), ':one': number(1) }),
    })
    return numberIn(item, this.#nameOf('#fence'))
  }

  #put({ id, owner, now, leaseUntil, expiresAt }: IdempotencyClaim): Promise<boolean> {
    const free = [
      'attribute_not_exists(#id)',
      '#expiresAt <= :seconds',
      '(attribute_not_exists(#output) AND #leaseUntil <= :now)',
    ].join(' OR ')
    return this.#conditionally('PutItemCommand', {
      Item: {
        ...this.#keyOf(id),
        [this.#nameOf('#owner')]: text(owner),
        [this.#nameOf('#leaseUntil')]: number(leaseUntil),
        [this.#nameOf('#expiresAt')]: inSeconds(expiresAt),
      },
      ConditionExpression: free,
      ...this.#expression(free, { ':now': number(now), ':seconds': number(Math.floor(now / 1000)) }),
    })
  }

  #nameOf(placeholder: string): string {
    return this.#names[placeholder] ?? placeholder
  }

  #keyOf(id: string): Item {
    return { [this.#nameOf('#id')]: text(id) }
  }

  /** The values of an expression, and the names that it and the condition use: DynamoDB refuses names without a use. */
  #expression(expression: string, values: Item) {
    const condition = ':owner' in values ? '#owner #output' : ''
    const used = Object.entries(this.#names).filter(([name]) => `${expression} ${condition}`.includes(name))
    return { ExpressionAttributeNames: Object.fromEntries(used), ExpressionAttributeValues: values }
  }

  /** Sends a write with a condition. @returns false if the condition does not hold. */
  async #conditionally(command: Command, input: object): Promise<boolean> {
    try {
      await this.#send(command, input)
      return true
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
      throw error
    }
  }

  /** @throws Error if the SDK is not installed. The type of the output is that of the SDK. */
  async #send<Output>(command: Command, input: object): Promise<Output> {
    const Command = loadFromProject('@aws-sdk/client-dynamodb')?.[command]
    if (typeof Command !== 'function')
      throw new Error('dynamoDbStore needs the package @aws-sdk/client-dynamodb: npm install @aws-sdk/client-dynamodb')
    const { client, table } = this.#options
    return (await client.send(Reflect.construct(Command, [{ TableName: table, ...input }]))) as Output
  }
}

const numberIn = (item: Item, name: string): number => {
  const attribute = item[name]
  return attribute && 'N' in attribute ? Number(attribute.N) : 0
}
