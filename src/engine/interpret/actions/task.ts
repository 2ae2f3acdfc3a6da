import { EvaluationFailure } from '../../../expressions/failure.ts'
import { parseJsonataTemplate } from '../../../expressions/jsonata.ts'
import { parseTemplate } from '../../../expressions/template.ts'
import { isJsonObject, type Json } from '../../../json.ts'
import type { AslState } from '../asl.ts'
import { compileNumber } from '../fields.ts'
import { compileFlow, jsonataScope } from '../flow.ts'
import type { Frame } from '../frame.ts'
import { checkedInput } from '../limits.ts'
import type { Maybe } from '../maybe.ts'
import type { Compiler, State } from '../program.ts'
import { withRecovery } from '../recovery.ts'

/** Task: has its work done by what its Resource names (ASL spec, Task state). */
export const compileTask = (asl: AslState, { name, language }: Compiler): State['run'] => {
  const resource = asl.Resource ?? ''
  const flow = compileFlow(asl, language)
  const timeout = compileNumber(asl, 'TimeoutSeconds', { language, least: 1 })
  const heartbeat = compileNumber(asl, 'HeartbeatSeconds', { language, least: 1 })
  const role = compileRole(asl.Credentials, language)
  const waitsForToken = resource.endsWith('.waitForTaskToken')
  const next = asl.Next

  return withRecovery(asl, language, async (raw, frame) => {
    const input = await flow.input(raw, frame)
    const token = waitsForToken ? frame.run.newTaskToken() : undefined
    frame.token = token
    const parameters = await flow.arguments(input, frame)
    if (parameters !== raw) checkedInput(parameters, name)
    const timeoutSeconds = await timeout(input, frame)
    const heartbeatSeconds = await heartbeat(input, frame)
    const roleArn = await role(input, frame)
    frame.signal.throwIfAborted()
    const result = await frame.run.perform({
      state: name,
      resource,
      token,
      parameters,
      timeoutSeconds,
      heartbeatSeconds,
      roleArn,
      signal: frame.signal,
      record: (type, details) => frame.record(type, details),
      refuse: (text) => {
        throw new EvaluationFailure('States.Runtime', text)
      },
    })
    return { ...(await flow.leave(raw, result, frame)), next }
  })
}

/** The role that Credentials names. */
const compileRole = (
  credentials: Json | undefined,
  language: Compiler['language'],
): ((input: Json, frame: Frame) => Promise<string | undefined>) => {
  if (credentials === undefined) return async () => undefined
  const evaluate: (input: Json, frame: Frame) => Maybe<Json> =
    language === 'JSONata'
      ? (
          (template) => (input, frame) =>
            template.evaluate(jsonataScope(frame, { input }))
        )(parseJsonataTemplate(credentials, 'Credentials'))
      : (
          (template) => (input, frame) =>
            template.evaluate(frame.scope(input))
        )(parseTemplate(credentials, 'Credentials'))
  return async (input, frame) => {
    const evaluated = await evaluate(input, frame)
    const role = isJsonObject(evaluated) ? evaluated.RoleArn : undefined
    return typeof role === 'string' ? role : undefined
  }
}
