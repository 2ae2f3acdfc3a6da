import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import type { TestedState } from '../../store/tested-definitions.ts'
import { parsePayload } from './parse-payload.ts'
import { validationError } from './validation-error.ts'

type FieldType = 'string' | 'number' | 'any'

/** The members of a context object that can be mocked (developer guide, input-output-contextobject). */
const members: ReadonlyMap<string, ReadonlyMap<string, FieldType>> = new Map(
  Object.entries({
    Execution: {
      Id: 'string',
      Input: 'any',
      Name: 'string',
      RoleArn: 'string',
      StartTime: 'string',
      RedriveCount: 'number',
      RedriveTime: 'string',
    },
    State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
    StateMachine: { Id: 'string', Name: 'string' },
    Task: { Token: 'string' },
  } satisfies Record<string, Record<string, FieldType>>).map(([name, fields]) => [
    name,
    new Map<string, FieldType>(Object.entries(fields)),
  ]),
)

/** Reads a context object. @throws ApiError ValidationException if it has a member that a context object of the state cannot have */
export const readMockedContext = (text: string, { call }: TestedState): JsonObject => {
  const context = parseContext(text)
  for (const [name, value] of Object.entries(context)) {
    if (name === 'Map') throw invalid(`'Map' field is not supported when mocking a Context object`)
    const fields = members.get(name)
    if (!fields) throw invalid(`Field '${name}' is not allowed`)
    if (name === 'Task' && call?.pattern === undefined)
      throw invalid(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
      )
    if (!isJsonObject(value)) throw invalid(`${name} must be an object`)
    for (const [field, member] of Object.entries(value)) checkMember(`${name}.${field}`, member, fields.get(field))
  }
  return context
}

const checkMember = (path: string, value: Json, type: FieldType | undefined): void => {
  if (type === undefined) throw invalid(`Field '${path}' is not allowed`)
  const found: string = typeof value
  if (type !== 'any' && found !== type) throw invalid(`${path} must be a ${type}`)
}

const parseContext = (text: string): JsonObject => {
  const context = parsePayload(text)
  if (context === undefined) throw invalid('Context object must be valid JSON')
  if (!isJsonObject(context)) throw invalid('Context object must be a JSON object')
  return context
}

const invalid = (problem: string) => validationError(`Invalid Context object provided: ${problem}`)
