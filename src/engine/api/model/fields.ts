import { z } from 'zod'
import { list, text, whole } from './constraints.ts'

/** The members that several operations share, with the bounds of the API's model. */
export const arn = text({ min: 1, max: 256 })
export const longArn = text({ min: 1, max: 2000 })
export const name = text({ min: 1, max: 80 })
/** As AWS writes it, for its message quotes it. */
const aliasPattern = String.raw`^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`
export const aliasName = text({ min: 1, max: 80, pattern: new RegExp(aliasPattern) })
export const definition = text({ min: 1, max: 1_048_576, secret: true })
export const description = text({ max: 256, secret: true })
export const payload = text({ max: 262_144, secret: true })
export const error = text({ max: 256, secret: true })
export const cause = text({ max: 32_768, secret: true })
export const taskToken = text({ min: 1, max: 2048, secret: true })
export const traceHeader = text({ max: 256, pattern: /^\p{ASCII}*$/u })
export const machineType = z.enum(['STANDARD', 'EXPRESS'])
export const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY'])

/** What every list takes: 0 results a page stand for the default of 100. */
export const paging = {
  maxResults: whole({ min: 0, max: 1000 }).optional(),
  nextToken: text({ min: 1, max: 1024 }).optional(),
}

export const tagKey = text({ min: 1, max: 128 })
export const tags = list(z.object({ key: tagKey.default(''), value: text({ max: 256 }).default('') }), {}, 'Tag')

export const encryptionConfiguration = z.object({
  type: z.enum(['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY']),
  kmsKeyId: text({ min: 1, max: 2048 }).optional(),
  kmsDataKeyReusePeriodSeconds: whole({ min: 60, max: 900 }).optional(),
})

export const loggingConfiguration = z.object({
  level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).optional(),
  includeExecutionData: z.boolean().optional(),
  destinations: list(
    z.object({ cloudWatchLogsLogGroup: z.object({ logGroupArn: arn.optional() }).optional() }),
    {},
    'LogDestination',
  ).optional(),
})

export const tracingConfiguration = z.object({ enabled: z.boolean().optional() })

export const routingConfiguration = list(
  z.object({ stateMachineVersionArn: arn, weight: whole({ min: 0, max: 100 }) }),
  { min: 1, max: 2 },
  'RoutingConfigurationListItem',
)
