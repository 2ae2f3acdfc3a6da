// golden-permissions.mjs FOLDER [--show]: compares the permissions of each definition in a folder with the policy that the AWS CDK wrote for it,
// as sets of actions on resources. It fails if a difference has no explanation here, or if an explanation explains nothing any more; the
// explanations are those of docs/permissions.md. --show prints the differences.
import { readdirSync, readFileSync } from 'node:fs'
import { permissions } from '../dist/deploy.js'

const [folder, show] = process.argv.slice(2)
const account = { region: 'us-east-1', accountId: '123456789012' }
const pseudo = {
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::Region': account.region,
  'AWS::AccountId': account.accountId,
}

/** The differences that are meant, and their reasons. A line is `+ action on resource` if only we have it, `-` if only the CDK has it. */
const explanations = [
  [
    /^- lambda:invokefunction on .*:function:f(:\*)?$/,
    'Lambda authorizes the ARN that is called; with credentials, the assumed role calls',
  ],
  [/^\+ lambda:invokefunction on .*:function:f:v1$/, 'Lambda authorizes the ARN with the qualifier'],
  [/^[+-] states:(describe|stop)execution on .*:execution:child/, 'child* includes child2'],
  [/^[+-] s3:getobject on arn:aws:s3:::my-bucket\//, 'the key is part of the request'],
  [
    /^\+ states:\w+ on .*:(stateMachine:sm|execution:sm(\/\*)?:\*)$/,
    'a distributed Map needs them, also without the class DistributedMap',
  ],
  [/^[+-] batch:/, 'the job definition is part of the request, and .sync describes and terminates jobs'],
  [/^- s3:getobject on \*$/, 'the resource that was given is not part of the request'],
  [/^[+-] states:sendtasksuccess on /, 'a token belongs to a state machine or an activity'],
  [/^- codebuild:batchgetreports on .*:project\//, 'its resource is a report group, and .sync does not call it'],
  [/^\+ databrew:describejobrun on /, '.sync polls it'],
  [/^[+-] elasticmapreduce:\w+ on .*:cluster\//, 'the cluster is part of the request'],
  [/^[+-] secretsmanager:\w+ on /, "the connection's ARN does not show its secret"],
  [/^[+-] states:invokehttpendpoint on /, 'the resource is the state machine'],
  [/^[+-] mediaconvert:\w+ on /, 'queue and jobs are resources of IAM'],
  [/^[+-] sagemaker:\w+ on /, 'the job is part of the request; ARNs of SageMaker have lower case'],
  [/^- iam:passrole on XSagemakerTransformRole/, 'the request has no role'],
  [
    /^! .*cannot be derived: (the data that the query reads|the roles of the task definition|"Bucket" is computed)/,
    'not known',
  ],
  [
    /^! .*Resource: Value is not a valid resource ARN$/,
    'an evaluated expression of the CDK is a Lambda function of its own',
  ],
]

/** The text of a golden with the values of pseudo parameters, and the state machine in place of references to it. */
const resolved = (text) =>
  JSON.parse(
    text.replaceAll(/<\{'(?:Ref|Fn::GetAtt)':\s*'?([^}']*?)'?\}>/g, (_, name) => pseudo[name] ?? name),
    (_, value) => {
      if (value?.['Fn::Select']) return 'sm'
      if (typeof value?.Ref === 'string') return pseudo[value.Ref] ?? ownArn(value.Ref)
      if (Array.isArray(value?.['Fn::GetAtt'])) return value['Fn::GetAtt'].join('.')
      const [separator, parts] = value?.['Fn::Join'] ?? []
      return parts ? parts.join(separator) : value
    },
  )

const ownArn = (name) => (/^SM[0-9A-F]{8}$/.test(name) ? 'arn:aws:states:us-east-1:123456789012:stateMachine:sm' : name)

/** `action on resource`; actions of IAM ignore case. */
const pairs = (statements) =>
  new Set(
    statements.flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action.toLowerCase()} on ${on}`)),
    ),
  )

const differences = ({ asl, policy = [] }) => {
  try {
    const found = permissions(asl, account, { name: 'sm' })
    const own = pairs(found.map(({ actions, resources }) => ({ Action: actions, Resource: resources })))
    const theirs = pairs(policy)
    return [
      ...[...own].filter((one) => !theirs.has(one)).map((one) => `+ ${one}`),
      ...[...theirs].filter((one) => !own.has(one)).map((one) => `- ${one}`),
    ]
  } catch (error) {
    if (error.name !== 'DefinitionError') throw error
    return [`! ${error.message.split('; ')[0]}`]
  }
}

const used = new Set()
const unexplained = []
let equal = 0
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const golden = resolved(readFileSync(`${folder}/${file}`, 'utf8'))
  if (!golden.asl) continue
  const found = differences(golden)
  equal += found.length === 0 ? 1 : 0
  for (const one of found) {
    const explanation = explanations.find(([pattern]) => pattern.test(one))
    if (explanation) used.add(explanation)
    else unexplained.push(`${file}: ${one}`)
    if (show) console.log(`${file}: ${one} (${explanation?.[1] ?? 'not explained'})`)
  }
}
const unneeded = explanations.filter((one) => !used.has(one)).map(([pattern]) => String(pattern))
for (const one of unexplained) console.error(`not explained: ${one}`)
for (const one of unneeded) console.error(`explains nothing: ${one}`)
console.log(JSON.stringify({ equal, unexplained: unexplained.length, unneeded: unneeded.length }))
process.exitCode = equal === 0 || unexplained.length + unneeded.length > 0 ? 1 : 0
