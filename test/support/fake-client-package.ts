import type { ClientPackage } from '../../src/engine/tasks/sdk/load-client-package.ts'
import type { Json } from '../../src/json.ts'

/** A call that a fake client received. */
export interface FakeCall {
  readonly name: string
  readonly input: unknown
}

/** The operation of a fake package: samples of its request and response, whose members are those of its schema. */
export interface FakeOperation {
  readonly request: Json
  readonly response: Json
}

/** The schema of values like a sample, in the SDK's form. */
export const schemaOf = (sample: Json): unknown => {
  if (Array.isArray(sample)) return [1, 'n', 'List', 0, schemaOf(sample[0] ?? null)]
  if (typeof sample !== 'object' || sample === null) return typeof sample === 'string' ? 0 : 15
  return [3, 'n', 'Structure', 0, Object.keys(sample), Object.values(sample).map(schemaOf)]
}

/** A package of the AWS SDK with one client, whose `send` calls `answer`. */
export const fakeClientPackage = (
  operations: Readonly<Record<string, FakeOperation>>,
  answer: (call: FakeCall, config: object) => unknown,
): ClientPackage => {
  class FakeClient {
    readonly config: object
    constructor(config: object) {
      this.config = config
    }
    async send(command: FakeCall): Promise<unknown> {
      return answer(command, this.config)
    }
  }
  const commands = Object.entries(operations).map(([name, { request, response }]) => [
    `${name}Command`,
    class {
      readonly name = name
      readonly input: unknown
      readonly schema = [9, 'n', name, 0, () => schemaOf(request), () => schemaOf(response)]
      constructor(input: unknown) {
        this.input = input
      }
    },
  ])
  return { FakeClient, ...Object.fromEntries(commands) }
}
