// Writes the tables of AWS's services that the package ships, from the service models in botocore's data:
//   pip download botocore --no-deps && unzip -q 'botocore-*.whl' -d botocore-wheel
//   npm run service-model -- botocore-wheel/botocore
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { encodeActions, encodeServiceIds, encodeShapes, pack, serviceName } from './service-model.mjs'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('expected the folder of the botocore package: npm run service-model -- path/to/botocore')
  process.exit(1)
}

/** The newest model of each service, by the name that Step Functions has for it. */
const readModels = () => {
  const models = new Map()
  for (const entry of readdirSync(join(folder, 'data'), { withFileTypes: true }).filter((one) => one.isDirectory())) {
    const versions = readdirSync(join(folder, 'data', entry.name)).sort()
    const file = join(folder, 'data', entry.name, versions.at(-1), 'service-2.json.gz')
    const model = JSON.parse(gunzipSync(readFileSync(file)).toString())
    const name = serviceName(model)
    if (!models.has(name)) models.set(name, model)
  }
  return models
}

/** The services whose requests and responses are described: those of the optimized integrations, and those that are used most. */
const described = {
  autoscaling: {},
  athena: {},
  batch: {},
  bedrock: { actions: ['createModelCustomizationJob', 'getModelCustomizationJob'] },
  bedrockagentcore: { actions: ['invokeHarness'] },
  bedrockruntime: {},
  cloudformation: {},
  cloudwatch: {},
  cloudwatchlogs: {},
  codebuild: {},
  comprehend: {},
  databrew: { actions: ['startJobRun', 'describeJobRun'] },
  dynamodb: {},
  ec2: { inputOnly: true },
  ecs: {},
  eks: {},
  emr: {},
  emrcontainers: {},
  emrserverless: {},
  eventbridge: {},
  firehose: {},
  glue: {},
  iam: {},
  kinesis: {},
  kms: {},
  lambda: {},
  mediaconvert: { actions: ['createJob', 'getJob'] },
  rds: {},
  redshiftdata: {},
  rekognition: {},
  s3: {},
  sagemaker: {
    actions: [
      ...[
        'createEndpoint',
        'createEndpointConfig',
        'createHyperParameterTuningJob',
        'createLabelingJob',
        'createModel',
      ],
      ...['createProcessingJob', 'createTrainingJob', 'createTransformJob', 'updateEndpoint'],
      ...['describeHyperParameterTuningJob', 'describeLabelingJob', 'describeProcessingJob', 'describeTrainingJob'],
      'describeTransformJob',
    ],
  },
  scheduler: {},
  secretsmanager: {},
  sfn: {},
  sns: {},
  sqs: {},
  ssm: {},
  sts: {},
  textract: {},
  transcribe: {},
  translate: {},
}

const version = /__version__ = '([^']+)'/.exec(readFileSync(join(folder, '__init__.py'), 'utf8'))?.[1]
const head = `// Made from the service models of botocore ${version} (Apache-2.0, see THIRD-PARTY.md) by \`npm run service-model\`; not to be edited.\n`

const write = (name, source) => {
  const file = new URL(`../src/specs/service-model/${name}.ts`, import.meta.url)
  writeFileSync(file, head + source)
  console.log(`${name}.ts: ${(source.length / 1000).toFixed(1)} kB`)
}

/** In a function, because V8 compiles a function's body only when it is called: an import does not pay for the strings. */
const writeFunction = (name, { returns, type, value }) =>
  write(name, `export function ${returns}(): ${type} {\n  return ${value}\n}\n`)

const models = readModels()
writeFunction('actions-data', { returns: 'packedActions', type: 'string', value: `'${pack(encodeActions(models))}'` })
writeFunction('service-ids-data', {
  returns: 'packedServiceIds',
  type: 'string',
  value: `'${pack(encodeServiceIds(models))}'`,
})

const shapes = Object.entries(described).map(([name, options]) => [name, pack(encodeShapes(models.get(name), options))])
for (const [name, packed] of shapes) console.log(`  ${name}: ${(packed.length / 1000).toFixed(1)} kB`)
const rows = shapes.map(([name, packed]) => `    [\n      '${name}',\n      '${packed}',\n    ],\n`)
writeFunction('shapes-data', {
  returns: 'packedShapes',
  type: 'ReadonlyMap<string, string>',
  value: `new Map([\n${rows.join('')}  ])`,
})
