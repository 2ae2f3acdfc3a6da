// The text of docs/integrations.md, from the tables of the engine.
import { createJiti } from 'jiti'

const load = (file) => createJiti(import.meta.url).import(`../src/${file}`)
const [{ optimizedActions }, { sdkServiceNamed, sdkServiceNames }, { isOffered }, jobs, calls, own, s3] =
  await Promise.all(
    [
      'specs/service-model/optimized-actions.ts',
      'specs/sdk-services.ts',
      'specs/service-integrations.ts',
      'engine/tasks/jobs/job-kinds.ts',
      'engine/tasks/sdk/optimized-calls.ts',
      'engine/tasks/services/plan-calls.ts',
      'engine/tasks/s3/s3-operations.ts',
    ].map(load),
  )

const head = `# Service integrations

What a Task state calls, and what the embedded engine does for it. This page is generated: \`npm run integrations\`.

A call is performed by the first of these that exists:

1. a mock, see [mocks.md](mocks.md)
2. a function in \`taskHandlers\`, by resource (\`sqs:sendMessage\`) or by service (\`sqs\`)
3. the engine itself: Lambda functions, executions, \`aws-sdk:sfn\`, the common operations of \`aws-sdk:s3\`, HTTP calls
4. the service's client of the AWS SDK for JavaScript (version 3), which is loaded from your project

No call goes to AWS itself, unless you pass \`--aws-services\` or \`createLocal({ awsServices: true })\`. A client is used for a service that has

- an endpoint: \`--service-endpoint <url>\` for all services, \`--service-endpoint sqs=<url>\` for one, or \`createLocal({ serviceEndpoints })\`.
  A request to any other host is refused, whatever the settings of the machine are
- or a client of your own: \`createLocal({ clients: { sqs: new SQSClient({ … }) } })\`. Its credentials, endpoint and retries are yours

\`\`\`sh
npm install @aws-sdk/client-sqs @aws-sdk/client-dynamodb
moto_server -p 5000 & npx stepwise local --service-endpoint http://localhost:5000
\`\`\`

The endpoint of \`logs\` also gets the log events of executions, and that of \`events\` the changes of their status.

The engine creates a client with the region and the account of the execution (as its access key), and without retries.
Clients of the SDK from the end of 2025 on describe their operations; older ones are refused with a message. \`Credentials\` of a state are
ignored.

| | optimized integrations | \`aws-sdk:\` |
| --- | --- | --- |
| members | as in the API, in Pascal case: \`MD5OfMessageBody\` | as in the SDK for Java 2.x: \`Md5OfMessageBody\` |
| times in a result | milliseconds since the epoch | ISO 8601 |
| bytes | base64 | the string that they encode |
| HTTP metadata | \`SdkHttpMetadata\`, \`SdkResponseMetadata\` | none |
| errors | \`DynamoDB.ResourceNotFoundException\`, others \`DynamoDB.AmazonDynamoDBException\` | \`DynamoDb.ResourceNotFoundException\`, others \`DynamoDb.DynamoDbException\` |
| no response | \`SQS.SdkClientException\` | \`Sqs.SdkClientException\` |

An object for a member that is a string is sent as JSON. A member that the service does not have fails the execution before the task starts.

## Optimized integrations

\`.sync\` calls the describing action until the job has ended, with growing pauses of 0.5 to 15 s, which take no time on a virtual clock. A job
that fails fails its task with \`States.TaskFailed\`, and the description is the cause. If the task times out or its execution is stopped, the
job is stopped with the action in the last column, as Step Functions does on a best-effort basis.

| resource | patterns | performed by | \`.sync\` waits with | and stops with |
| --- | --- | --- | --- | --- |
`

const performer = (service, action, { calls: called }) => {
  if (own.ownServices.has(`${service}:${action}`))
    return service === 'http' || service === 'apigateway' ? 'an HTTP request' : 'the engine'
  const { calls: target = called, isStream } = calls.optimizedCalls.get(`${service}:${action}`) ?? {}
  if (target === undefined || isStream) return '`taskHandlers` only'
  return `\`${sdkServiceNamed(target.split(':')[0]).packageName}\``
}

const patternsOf = (service, action, { polls }) =>
  ['sync', 'sync:2', 'waitForTaskToken']
    .filter((pattern) => isOffered({ service, action, pattern }))
    .filter((pattern) => !pattern.startsWith('sync') || polls !== undefined)
    .map((pattern) => `\`.${pattern}\``)
    .join(', ')

const waits = (service, action, { polls }) => {
  if (service === 'states') return ['the engine', 'StopExecution']
  const job = jobs.jobKinds.get(`${service}:${action}`)
  if (!job) return [polls === undefined ? '' : '`taskHandlers` only', '']
  return [`\`${job.describe}\``, job.stop ? `\`${job.stop.call}\`` : 'it runs on']
}

const optimizedRows = () =>
  [...optimizedActions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([service, actions]) =>
      [...actions].map(([action, details]) => {
        const cells = [
          `\`${service}:${action}\``,
          patternsOf(service, action, details),
          performer(service, action, details),
          ...waits(service, action, details),
        ]
        return `| ${cells.join(' | ')} |`
      }),
    )

const notes = `
- \`ecs:runTask\` with a pattern fails with \`AmazonECS.Unknown\` if the response has failures. The task of a job has failed if it did not start, or
  if a container ended with another exit code than 0.
- \`events:putEvents\` appends the state machine and the execution to the resources of each event, and fails with \`EventBridge.FailedEntry\` if an
  event was not accepted.
- \`eks:call\`, \`eks:runJob\` (the API of Kubernetes), \`elasticmapreduce:modifyInstance…ByName\` and \`bedrock-agentcore:invokeHarness\` need a handler, and
  \`bedrock:invokeModel\` does not read or write S3 (\`Input\`, \`Output\`).
- The names of errors are recorded for \`dynamodb\`, \`sns\`, \`sqs\`, \`lambda\` and \`states\`; the others follow the names of the SDK for Java.

## HTTP

\`http:invoke\` and \`apigateway:invoke\` make real requests, without the credentials of a connection and without a signature.
\`--service-endpoint http=<url>\` and \`--service-endpoint execute-api=<url>\` replace the origin of all of them; the endpoint for all services does not.
Hosts of AWS need \`--aws-services\`, link-local addresses (from which cloud machines get their credentials) are never called, and \`http:\` is only
for this machine. Redirects are not followed. Other statuses than 2xx fail with \`States.Http.StatusCode.404\` or \`ApiGateway.404\` and the body as the
cause, requests without a response with \`States.Http.Socket\` or \`ApiGateway.SdkClientException\`.

## AWS SDK integrations

\`aws-sdk:<service>:<action>\`, also with \`.waitForTaskToken\`. \`sfn\` is the engine itself; of \`s3\` the engine performs these
actions on its own S3, and a client the others: ${[...s3.s3Operations.keys()].join(', ')}.

| service | package |
| --- | --- |
`

const sdkRows = () =>
  [...sdkServiceNames()].sort().map((name) => `| \`${name}\` | \`${sdkServiceNamed(name).packageName}\` |`)

/** The whole page. */
export const integrationsPage = () => `${head}${optimizedRows().join('\n')}\n${notes}${sdkRows().join('\n')}\n`
