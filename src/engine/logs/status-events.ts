import { parseArn } from '../../arn.ts'
import { byteLength, type JsonObject } from '../../json.ts'
import type { System } from '../../system.ts'
import type { EngineExecution } from '../execution/engine-execution.ts'
import { notRedrivableReason } from '../execution/not-redrivable-reason.ts'
import { callJsonService, type JsonService, problemOfCall } from './call-json-service.ts'

/** The most events of one PutEvents call (EventBridge quotas). */
const MAX_ENTRIES = 10

/** The most bytes of an input and an output in an event (developer guide, eventbridge-integration). */
const MAX_DATA_BYTES = 248 * 1024

interface WaitingEvent {
  readonly region: string
  readonly entry: JsonObject
}

/** Sends the events "Step Functions Execution Status Change" of STANDARD executions to the API of EventBridge, such as that of an emulator. */
export class StatusEvents {
  readonly #service: JsonService
  readonly #system: System
  #waiting: WaitingEvent[] = []
  #sending: Promise<void> | undefined
  #hasFailed = false

  constructor(endpoint: string, system: System) {
    this.#service = { endpoint, signingName: 'events', targetPrefix: 'AWSEvents', system }
    this.#system = system
  }

  /** Sends an event now, as the execution has started or was redriven, and one when it has ended. An event that is not accepted is lost. */
  follow(execution: EngineExecution): void {
    if (execution.type === 'EXPRESS') return
    this.#send(execution, { status: 'RUNNING' })
    execution.done.then(() => this.#send(execution, { status: execution.status }))
  }

  /** Resolves when nothing is left to send. */
  async flush(): Promise<void> {
    await this.#sending
  }

  #send(execution: EngineExecution, { status }: Pick<EngineExecution, 'status'>): void {
    const { region = '' } = parseArn(execution.arn) ?? {}
    const entry = {
      Source: 'aws.states',
      DetailType: 'Step Functions Execution Status Change',
      Resources: [execution.arn],
      Time: Math.floor(this.#system.now() / 1000),
      Detail: JSON.stringify(detailOf(execution, status, this.#system.now())),
    }
    this.#waiting.push({ region, entry })
    this.#sending ??= this.#sendWaiting()
  }

  async #sendWaiting(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const [{ region } = { region: '' }] = this.#waiting
        const other = this.#waiting.findIndex((event) => event.region !== region)
        const batch = this.#waiting.splice(0, Math.min(MAX_ENTRIES, other < 0 ? MAX_ENTRIES : other))
        const input = { Entries: batch.map(({ entry }) => entry) }
        await callJsonService(this.#service, { operation: 'PutEvents', input, region })
      }
    } catch (error) {
      this.#waiting = []
      if (!this.#hasFailed) console.warn(`events of executions are lost: ${problemOfCall(error)}`)
      this.#hasFailed = true
    } finally {
      this.#sending = undefined
    }
  }
}

/** The detail of an event (recorded). Members that an execution does not have are `null`. */
const detailOf = (execution: EngineExecution, status: EngineExecution['status'], now: number): JsonObject => {
  const isRunning = status === 'RUNNING'
  const output = isRunning ? undefined : execution.output
  const isIncluded = byteLength(execution.input) + byteLength(output ?? '') <= MAX_DATA_BYTES
  const reason = isRunning ? 'Execution is RUNNING and cannot be redriven' : notRedrivableReason(execution, now)
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status,
    startDate: execution.startDate,
    stopDate: isRunning ? null : (execution.stopDate ?? null),
    input: isIncluded ? execution.input : null,
    output: isIncluded ? (output ?? null) : null,
    stateMachineVersionArn: execution.stateMachineVersionArn ?? null,
    stateMachineAliasArn: execution.stateMachineAliasArn ?? null,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redriveDate ?? null,
    redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: reason ?? null,
    inputDetails: { included: isIncluded },
    outputDetails: output === undefined ? null : { included: isIncluded },
    error: isRunning ? null : (execution.error ?? null),
    cause: isRunning ? null : (execution.cause ?? null),
  }
}
