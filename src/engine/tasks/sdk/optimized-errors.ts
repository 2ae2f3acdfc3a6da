import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { SdkErrorFacts } from './sdk-error.ts'

/** The names that the errors of an optimized integration have: those of version 1 of the SDK for Java. */
interface ErrorNames {
  /** Before the dot: `DynamoDB`. */
  readonly prefix: string
  /** The service in the cause: `AmazonDynamoDBv2`. */
  readonly service: string
  /** The exception of an error that the service's model does not have: `AmazonDynamoDBException`. */
  readonly exception: string
}

const names = (prefix: string, owner: 'Amazon' | 'AWS', client = prefix): ErrorNames => ({
  prefix,
  service: `${owner}${client}`,
  exception: `${owner}${client}Exception`,
})

/** Recorded for dynamodb, sns and sqs; the developer guide has errors of ecs, batch, glue and sagemaker; the rest is inferred. */
const errorNames: ReadonlyMap<string, ErrorNames> = new Map([
  ['athena', names('Athena', 'Amazon')],
  ['batch', names('Batch', 'AWS')],
  ['bedrock', names('Bedrock', 'Amazon')],
  ['codebuild', names('CodeBuild', 'AWS')],
  ['databrew', names('DataBrew', 'AWS', 'GlueDataBrew')],
  ['dynamodb', { ...names('DynamoDB', 'Amazon'), service: 'AmazonDynamoDBv2' }],
  ['ecs', names('ECS', 'Amazon')],
  ['eks', names('EKS', 'Amazon')],
  ['elasticmapreduce', names('ElasticMapReduce', 'Amazon')],
  ['emr-containers', names('EMRContainers', 'Amazon')],
  ['emr-serverless', names('EMRServerless', 'AWS')],
  ['events', names('EventBridge', 'Amazon')],
  ['glue', names('Glue', 'AWS')],
  ['mediaconvert', names('MediaConvert', 'AWS')],
  ['sagemaker', names('SageMaker', 'Amazon')],
  ['sns', names('SNS', 'Amazon')],
  ['sqs', names('SQS', 'Amazon')],
])

/** The failure of an optimized integration, in the form of version 1 of the SDK for Java (recorded). */
export const toOptimizedFailure = (facts: SdkErrorFacts, resourceType: string): StateFailure => {
  const { prefix, service, exception } = errorNames.get(resourceType) ?? names(resourceType, 'Amazon')
  const { name, code, message, statusCode, requestId, isModelled } = facts
  if (statusCode === undefined) return new StateFailure(`${prefix}.SdkClientException`, message)
  const error = isModelled ? `${name.replace(/(?:Fault|Exception)$/, '')}Exception` : exception
  const details = `Service: ${service}; Status Code: ${statusCode}; Error Code: ${code}; Request ID: ${requestId ?? 'null'}; Proxy: null`
  return new StateFailure(`${prefix}.${error}`, `${message} (${details})`)
}
