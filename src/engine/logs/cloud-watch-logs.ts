import { parseArn } from '../../arn.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import type { System } from '../../system.ts'
import { callJsonService, type JsonService, problemOfCall } from './call-json-service.ts'
import type { ExecutionLogEvent } from './execution-log-event.ts'

/** The most events of one PutLogEvents call. AWS allows 10,000, and 1 MB: an event has at most 256 KiB. */
const MAX_BATCH_EVENTS = 1000
const MAX_BATCH_BYTES = 1_000_000
/** The bytes that CloudWatch Logs counts for an event besides its message (AWS API, PutLogEvents). */
const EVENT_BYTES = 26

interface InputLogEvent {
  readonly timestamp: number
  readonly message: string
}

/** The log stream of one state machine, with the events that are still to be sent to it. */
interface LogStream {
  readonly logGroupName: string
  readonly logStreamName: string
  readonly region: string
  isCreated: boolean
  events: InputLogEvent[]
  /** Settles when no events are left. */
  sending: Promise<void> | undefined
}

/** Writes log events with the API of CloudWatch Logs, such as that of an emulator. Calls are not signed. */
export class CloudWatchLogs {
  readonly #service: JsonService
  readonly #system: System
  readonly #streams = new Map<string, LogStream>()
  #hasFailed = false

  constructor(endpoint: string, system: System) {
    this.#service = { endpoint, signingName: 'logs', targetPrefix: 'Logs_20140328', system }
    this.#system = system
  }

  /** Sends an event soon, together with others. An event that cannot be delivered is lost, as on AWS. */
  write(event: ExecutionLogEvent, logGroupArn: string): void {
    const stream = this.#streamOf(event, logGroupArn)
    stream.events.push({ timestamp: Number(event.event_timestamp), message: JSON.stringify(event) })
    stream.sending ??= this.#send(stream)
  }

  /** True if a log group exists. One that cannot be looked up counts as existing. */
  async hasLogGroup(logGroupArn: string): Promise<boolean> {
    const { logGroupName, region } = readLogGroupArn(logGroupArn)
    const { logGroups } =
      (await this.#call('DescribeLogGroups', { logGroupNamePrefix: logGroupName }, region).catch(() => undefined)) ?? {}
    if (!Array.isArray(logGroups)) return true
    return logGroups.some((group) => isJsonObject(group) && group.logGroupName === logGroupName)
  }

  /** Resolves when nothing is left to send. */
  async flush(): Promise<void> {
    await Promise.all(Array.from(this.#streams.values(), ({ sending }) => sending))
  }

  #streamOf({ execution_arn }: ExecutionLogEvent, logGroupArn: string): LogStream {
    const name = parseArn(execution_arn)?.resource[1]?.split('/')[0]
    const key = `${logGroupArn} ${name}`
    const known = this.#streams.get(key)
    if (known) return known
    const minute = new Date(this.#system.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-')
    const logStreamName = `states/${name}/${minute}/${this.#system.uuid().slice(0, 8)}`
    const stream = { ...readLogGroupArn(logGroupArn), logStreamName, isCreated: false, events: [], sending: undefined }
    this.#streams.set(key, stream)
    return stream
  }

  async #send(stream: LogStream): Promise<void> {
    try {
      while (stream.events.length > 0) await this.#putEvents(stream, takeBatch(stream.events))
    } catch (error) {
      stream.events = []
      if (!this.#hasFailed) console.warn(`log events for ${stream.logGroupName} are lost: ${problemOfCall(error)}`)
      this.#hasFailed = true
    } finally {
      stream.sending = undefined
    }
  }

  /** An emulator that was emptied in between does not have the stream any more. */
  async #putEvents(stream: LogStream, logEvents: readonly InputLogEvent[]): Promise<void> {
    const { logGroupName, logStreamName, region, isCreated } = stream
    if (!isCreated) await this.#call('CreateLogStream', { logGroupName, logStreamName }, region)
    stream.isCreated = true
    try {
      await this.#call('PutLogEvents', { logGroupName, logStreamName, logEvents }, region)
    } catch (error) {
      stream.isCreated = false
      if (!isCreated) throw error
      await this.#putEvents(stream, logEvents)
    }
  }

  async #call(operation: string, input: object, region: string): Promise<JsonObject> {
    return callJsonService(this.#service, { operation, input, region }).catch((error: unknown) => {
      if (problemOfCall(error).includes('ResourceAlreadyExistsException')) return {}
      throw error
    })
  }
}

/** Removes from `events` as many as one call may have. They are in the order of their times. */
const takeBatch = (events: InputLogEvent[]): InputLogEvent[] => {
  let count = 0
  let size = 0
  for (const { message } of events) {
    size += Buffer.byteLength(message) + EVENT_BYTES
    if (count > 0 && (count >= MAX_BATCH_EVENTS || size > MAX_BATCH_BYTES)) break
    count++
  }
  return events.splice(0, count)
}

/** The name in `arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/orders:*`. */
const readLogGroupArn = (arn: string): { logGroupName: string; region: string } => {
  const { region = '', resource: [, logGroupName = ''] = [] } = parseArn(arn) ?? {}
  return { logGroupName, region }
}
