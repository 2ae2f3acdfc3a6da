import { EvaluationFailure } from '../../../expressions/failure.ts'
import { parsePath } from '../../../expressions/json-path.ts'
import { parseJsonataField } from '../../../expressions/jsonata.ts'
import { parseTimestamp } from '../../../expressions/timestamp.ts'
import type { Json } from '../../../json.ts'
import { MAX_COUNT } from '../../../specs/values.ts'
import type { AslState } from '../program/asl.ts'
import { compileFlow } from '../program/flow.ts'
import type { Frame } from '../program/frame.ts'
import { toJsonText } from '../program/json-text.ts'
import type { Maybe } from '../program/maybe.ts'
import { compileNumberField } from '../program/number-field.ts'
import type { Compiler, StateAttempt } from '../program/program.ts'

/** Evaluates the time to wait from now, in milliseconds. */
type Delay = (input: Json, frame: Frame) => Maybe<number>

/** AWS fails a Wait of more seconds than a 32-bit integer counts (recorded: 24,855 days are accepted). */
const LONGEST_WAIT_MS = (2 ** 31 - 1) * 1000

/** Wait: waits for a time or until one (ASL spec, Wait state). */
export const compileWait = (asl: AslState, { language }: Compiler): StateAttempt => {
  const flow = compileFlow(asl, language)
  const delay = language === 'JSONata' ? jsonataDelay(asl) : jsonPathDelay(asl)
  return async (raw, frame) => {
    const input = await flow.input(raw, frame)
    const ms = await delay(input, frame)
    if (ms > LONGEST_WAIT_MS) throw tooLong()
    await frame.deps.system.sleep(Math.max(0, ms), frame.signal)
    return flow.passOn(raw, input, frame)
  }
}

const tooLong = () => new EvaluationFailure('States.Runtime', 'Wait state delay is too long.')

/** Milliseconds from now until an instant. AWS cuts timestamps to whole seconds. */
const untilInstant = (instant: number, frame: Frame): number =>
  Math.floor(instant / 1000) * 1000 - frame.deps.system.now()

const jsonataDelay = ({ Seconds, Timestamp }: AslState): Delay => {
  if (Seconds !== undefined) {
    const seconds = compileNumberField({ Seconds }, 'Seconds', { language: 'JSONata', least: 0, most: MAX_COUNT })
    return async (input, frame) => ((await seconds(input, frame)) ?? 0) * 1000
  }
  const timestamp = parseJsonataField(Timestamp ?? '', 'Timestamp', 'string')
  return async (input, frame) => {
    const text = String(await timestamp.evaluate(frame.jsonataScope({ input })))
    const instant = parseTimestamp(text)
    if (instant !== undefined) return untilInstant(instant, frame)
    frame.markEvaluated()
    const problem = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`
    throw new EvaluationFailure('States.QueryEvaluationError', problem, 'Timestamp')
  }
}

const jsonPathDelay = ({ Seconds, Timestamp, SecondsPath, TimestampPath }: AslState): Delay => {
  if (SecondsPath !== undefined) return secondsAt(SecondsPath)
  if (TimestampPath !== undefined) return timestampAt(TimestampPath)
  if (Seconds !== undefined) return () => Number(Seconds) * 1000
  const instant = parseTimestamp(Timestamp ?? '') ?? 0
  return (_input, frame) => untilInstant(instant, frame)
}

/** A number that is too large for JavaScript has no JSON. */
const writtenAs = (value: Json): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : toJsonText(value)

const secondsAt = (text: string): Delay => {
  const path = parsePath(text)
  const fail = (problem: string) => new EvaluationFailure('States.Runtime', `The SecondsPath parameter ${problem}`)
  return (input, frame) => {
    const value = path.find(frame.scope(input))
    if (value === undefined || value === null) throw fail(`does not reference an input value: ${text}`)
    const written = writtenAs(value)
    if (!/^[+-]?\d+$/.test(written)) throw fail(`cannot be parsed as a long value: ${text} == ${written}`)
    if (Number(written) < 0) throw fail(`references a negative value: ${text} == ${written}`)
    if (Number(written) > MAX_COUNT) throw tooLong()
    return Number(written) * 1000
  }
}

const timestampAt = (text: string): Delay => {
  const path = parsePath(text)
  const fail = (problem: string) =>
    new EvaluationFailure('States.Runtime', `The TimestampPath parameter does not reference ${problem}`)
  return (input, frame) => {
    const value = path.find(frame.scope(input))
    if (value === undefined || value === null) throw fail(`an input value: ${text}`)
    const written = writtenAs(value)
    const instant = parseTimestamp(written)
    if (instant === undefined)
      throw fail(`a valid ISO-8601 extended offset date-time format string: ${text} == ${written}`)
    return untilInstant(instant, frame)
  }
}
