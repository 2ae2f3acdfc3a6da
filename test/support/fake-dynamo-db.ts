import type { DynamoDbClient } from '../../src/index.ts'

type Attribute = { S?: string; N?: string }
type Item = Record<string, Attribute>

interface Input {
  readonly Key: Item
  readonly Item: Item
  readonly ConditionExpression?: string
  readonly UpdateExpression: string
  readonly ExpressionAttributeNames: Record<string, string>
  readonly ExpressionAttributeValues: Item
}

/** The part of DynamoDB's expressions that the store uses, on items in memory. Names and values that are not used are refused, as there. */
export const fakeDynamoDb = () => {
  const items = new Map<string, Item>()
  const calls: string[] = []

  const read = (input: Input, item: Item, term: string) =>
    (term.startsWith(':') ? input.ExpressionAttributeValues : item)[
      term.startsWith(':') ? term : (input.ExpressionAttributeNames[term] ?? '')
    ]
  const holds = (input: Input, item: Item, condition: string): boolean =>
    condition.split(/ OR (?![^(]*\))/).some((part) =>
      part
        .replace(/^\((.*)\)$/, '$1')
        .split(' AND ')
        .every((test) => {
          const missing = /^attribute_not_exists\((#\w+)\)$/.exec(test)?.[1]
          if (missing) return read(input, item, missing) === undefined
          const [left = '', operator, right = ''] = test.split(' ')
          const [one, other] = [read(input, item, left), read(input, item, right)]
          if (!one || !other) return false
          return operator === '=' ? one.S === other.S : Number(one.N) <= Number(other.N)
        }),
    )
  const assertUsed = ({ ExpressionAttributeNames, ExpressionAttributeValues, ...input }: Input) => {
    const text = `${input.ConditionExpression} ${input.UpdateExpression}`
    const unused = [...Object.keys(ExpressionAttributeNames), ...Object.keys(ExpressionAttributeValues)].filter(
      (name) => !new RegExp(`${name}\\b`).test(text),
    )
    const unknown = (text.match(/[#:]\w+/g) ?? []).filter(
      (name) => !(name in ExpressionAttributeNames) && !(name in ExpressionAttributeValues),
    )
    if (unused.length + unknown.length > 0) throw new Error(`ValidationException: ${[...unused, ...unknown]}`)
  }
  const assertCondition = (input: Input, item: Item) => {
    if (input.ConditionExpression === undefined || holds(input, item, input.ConditionExpression)) return
    throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' })
  }
  const keyOf = (key: Item): string => key.id?.S ?? ''

  const operations: Record<string, (input: Input) => object> = {
    GetItemCommand: ({ Key }) => ({ Item: items.get(keyOf(Key)) }),
    PutItemCommand: (input) => {
      assertUsed(input)
      assertCondition(input, items.get(keyOf(input.Item)) ?? {})
      items.set(keyOf(input.Item), input.Item)
      return {}
    },
    UpdateItemCommand: (input) => {
      assertUsed(input)
      const item = { ...(items.get(keyOf(input.Key)) ?? input.Key) }
      assertCondition(input, items.get(keyOf(input.Key)) ?? {})
      const [, set = '', add] = /^SET (.*?)(?: ADD (.*))?$/.exec(input.UpdateExpression) ?? []
      for (const assignment of set.split(', ')) {
        const [name = '', value = ''] = assignment.split(' = ')
        item[input.ExpressionAttributeNames[name] ?? ''] = read(input, item, value) ?? {}
      }
      const [name = '', value = ''] = add?.split(' ') ?? []
      if (add) {
        const sum = Number(read(input, item, name)?.N ?? 0) + Number(read(input, item, value)?.N)
        item[input.ExpressionAttributeNames[name] ?? ''] = { N: String(sum) }
      }
      items.set(keyOf(input.Key), item)
      return { Attributes: item }
    },
  }

  const client: DynamoDbClient = {
    async send(command) {
      const name: string = command.constructor.name
      calls.push(name)
      await Promise.resolve()
      return operations[name]?.(command.input) ?? {}
    },
  }
  return { client, items, calls }
}
