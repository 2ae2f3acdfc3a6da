import { z } from 'zod'
import { boundedInteger, boundedString } from '../model/constraints.ts'
import * as fields from '../model/fields.ts'

const Mock = z.object({
  result: fields.payload.optional(),
  errorOutput: z.object({ error: fields.error.optional(), cause: fields.cause.optional() }).optional(),
  fieldValidationMode: z.enum(['STRICT', 'PRESENT', 'NONE']).default('STRICT'),
})

const Configuration = z.object({
  retrierRetryCount: boundedInteger({ min: 0 }).optional(),
  errorCausedByState: boundedString({ min: 1, max: 80, secret: true }).optional(),
  mapIterationFailureCount: boundedInteger({ min: 0 }).optional(),
  mapItemReaderData: fields.payload.optional(),
})

/** The input of TestState, with the bounds of the API's model. */
export const TestStateInput = z.object({
  definition: fields.definition,
  roleArn: fields.arn.optional(),
  input: fields.payload.default('{}'),
  inspectionLevel: z.enum(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
  revealSecrets: z.boolean().default(false),
  variables: fields.payload.default('{}'),
  stateName: boundedString({ min: 1, max: 80, secret: true }).optional(),
  mock: Mock.optional(),
  context: fields.payload.optional(),
  stateConfiguration: Configuration.default({}),
})

export type TestStateRequest = z.output<typeof TestStateInput>
export type MockRequest = z.output<typeof Mock>
