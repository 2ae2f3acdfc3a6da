import { z } from 'zod'
import { boundedInteger, boundedList, boundedString } from './constraints.ts'

/** Members that several operations share, with the bounds of the API's model. */
export const arn = boundedString({ min: 1, max: 256 })
export const longArn = boundedString({ min: 1, max: 2000 })
export const name = boundedString({ min: 1, max: 80 })
/** Written as on AWS, because the message of AWS quotes it. */
const aliasPattern = String.raw`^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`
export const aliasName = boundedString({ min: 1, max: 80, pattern: new RegExp(aliasPattern) })
export const definition = boundedString({ min: 1, max: 1_048_576, secret: true })
export const description = boundedString({ max: 256, secret: true })
export const payload = boundedString({ max: 262_144, secret: true })
export const error = boundedString({ max: 256, secret: true })
export const cause = boundedString({ max: 32_768, secret: true })
export const taskToken = boundedString({ min: 1, max: 2048, secret: true })
export const traceHeader = boundedString({ max: 256, pattern: /^\p{ASCII}*$/u })
export const stateMachineType = z.enum(['STANDARD', 'EXPRESS'])
export const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY'])

/** The members of every list operation. A `maxResults` of 0 means the default of 100. */
export const paging = {
  maxResults: boundedInteger({ min: 0, max: 1000 }).optional(),
  nextToken: boundedString({ min: 1, max: 1024 }).optional(),
}

export const tagKey = boundedString({ min: 1, max: 128 })
export const tags = boundedList(
  z.object({ key: tagKey.default(''), value: boundedString({ max: 256 }).default('') }),
  {},
  'Tag',
)

export const encryptionConfiguration = z.object({
  type: z.enum(['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY']),
  kmsKeyId: boundedString({ min: 1, max: 2048 }).optional(),
  kmsDataKeyReusePeriodSeconds: boundedInteger({ min: 60, max: 900 }).optional(),
})

export const loggingConfiguration = z.object({
  level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).optional(),
  includeExecutionData: z.boolean().optional(),
  destinations: boundedList(
    z.object({ cloudWatchLogsLogGroup: z.object({ logGroupArn: arn.optional() }).optional() }),
    {},
    'LogDestination',
  ).optional(),
})

export const tracingConfiguration = z.object({ enabled: z.boolean().optional() })

export const routingConfiguration = boundedList(
  z.object({ stateMachineVersionArn: arn, weight: boundedInteger({ min: 0, max: 100 }) }),
  { min: 1, max: 2 },
  'RoutingConfigurationListItem',
)
