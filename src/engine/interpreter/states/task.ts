import { EvaluationFailure } from '../../../expressions/failure.ts'
import { parseJsonataTemplate } from '../../../expressions/jsonata.ts'
import { parseTemplate } from '../../../expressions/template.ts'
import { isJsonObject, type Json } from '../../../json.ts'
import { MAX_COUNT, type QueryLanguage } from '../../../specs/values.ts'
import type { AslState } from '../program/asl.ts'
import { compileFlow } from '../program/flow.ts'
import type { Frame } from '../program/frame.ts'
import { andThen, type Maybe } from '../program/maybe.ts'
import { compileNumberField } from '../program/number-field.ts'
import { checkedInput } from '../program/payload-limits.ts'
import type { Compiler, StateAttempt } from '../program/program.ts'
import type { TaskCall } from '../task-call.ts'

/** Task: its Resource performs the work (ASL spec, Task state). */
export const compileTask = (asl: AslState, { name, language }: Compiler): StateAttempt => {
  const resource = asl.Resource ?? ''
  const flow = compileFlow(asl, language)
  const terms = compileTerms(asl, language)
  const waitsForToken = resource.endsWith('.waitForTaskToken')

  const prepare = (raw: Json, frame: Frame): Maybe<TaskCall> =>
    andThen(flow.input(raw, frame), (input) => {
      const token = waitsForToken ? frame.deps.newTaskToken() : undefined
      frame.token = token
      return andThen(flow.arguments(input, frame), (parameters) => {
        if (parameters !== raw) checkedInput(parameters, name)
        return andThen(terms(input, frame), (evaluated) => ({
          state: name,
          resource,
          token,
          parameters,
          ...evaluated,
          signal: frame.signal,
          record: (type, details) => frame.record(type, details),
          refuse,
        }))
      })
    })

  return async (raw, frame) => {
    const preparing = prepare(raw, frame)
    const call = preparing instanceof Promise ? await preparing : preparing
    frame.signal.throwIfAborted()
    const result = await frame.deps.perform(call)
    frame.inspect('result', result)
    return flow.output(raw, result, frame)
  }
}

const refuse: TaskCall['refuse'] = (message) => {
  throw new EvaluationFailure('States.Runtime', message)
}

/** The timeouts and the role of a task; `undefined` if the state does not have the field. */
interface TaskTerms {
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
  readonly roleArn: string | undefined
}

const compileTerms = (asl: AslState, language: QueryLanguage): ((input: Json, frame: Frame) => Maybe<TaskTerms>) => {
  const timeout = compileNumberField(asl, 'TimeoutSeconds', { language, least: 1, most: MAX_COUNT })
  const heartbeat = compileNumberField(asl, 'HeartbeatSeconds', { language, least: 1, most: MAX_COUNT })
  const role = compileRole(asl.Credentials, language)
  return (input, frame) =>
    andThen(timeout(input, frame), (timeoutSeconds) =>
      andThen(heartbeat(input, frame), (heartbeatSeconds) =>
        andThen(role(input, frame), (roleArn) => ({ timeoutSeconds, heartbeatSeconds, roleArn })),
      ),
    )
}

/** The role that Credentials names. */
const compileRole = (
  credentials: Json | undefined,
  language: QueryLanguage,
): ((input: Json, frame: Frame) => Maybe<string | undefined>) => {
  if (credentials === undefined) return () => undefined
  const evaluate = language === 'JSONata' ? jsonataRole(credentials) : jsonPathRole(credentials)
  return (input, frame) =>
    andThen(evaluate(input, frame), (evaluated) => {
      const role = isJsonObject(evaluated) ? evaluated.RoleArn : undefined
      return typeof role === 'string' ? role : undefined
    })
}

type Evaluate = (input: Json, frame: Frame) => Maybe<Json>

const jsonataRole = (credentials: Json): Evaluate => {
  const template = parseJsonataTemplate(credentials, 'Credentials')
  return (input, frame) => template.evaluate(frame.jsonataScope({ input }))
}

const jsonPathRole = (credentials: Json): Evaluate => {
  const template = parseTemplate(credentials, 'Credentials')
  return (input, frame) => template.evaluate(frame.scope(input))
}
