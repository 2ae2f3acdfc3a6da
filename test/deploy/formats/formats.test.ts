import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAst } from 'rolldown/parseAst'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { type ExportOptions, toCdk, toCloudFormation, toSam, toTerraform } from '../../../src/deploy.ts'

const definition = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', next: 'resize' },
    resize: { type: 'task', resource: 'lambda:invoke', parameters: { FunctionName: '${ResizeName}' }, next: 'format' },
    format: { type: 'pass', parameters: { 'text.$': "States.Format('%{a} $\\\\{b\\\\} {}', $.c)" }, next: 'save' },
    save: {
      type: 'task',
      resource: 'dynamodb:putItem',
      parameters: { TableName: 'orders', Item: { id: { S: 'a ${AWS::Region}' }, '${KeyName}': { S: 'b' } } },
      next: 'each',
    },
    each: {
      type: 'map',
      itemReader: { resource: 'arn:aws:states:::s3:getObject', parameters: { Bucket: 'files', Key: 'items.json' } },
      itemProcessor: {
        processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' },
        startAt: 'child',
        states: { child: { type: 'task', resource: 'machine/child', end: true } },
      },
      end: true,
    },
  },
}

const options: ExportOptions = {
  logging: { level: 'ALL', includeExecutionData: true },
  tracing: true,
  tags: { team: 'orders' },
  alarms: { failed: { threshold: 1 } },
}

/** Every value of a key anywhere in a document. */
const valuesOf = (document: unknown, key: string): unknown[] => {
  if (typeof document !== 'object' || document === null) return []
  return Object.entries(document).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(value, key),
  ])
}

/** A definition whose policy is too large to be inline. */
const large = {
  name: 'large',
  startAt: 'both',
  states: {
    both: {
      type: 'parallel',
      branches: Array.from({ length: 200 }, (_, index) => ({
        type: 'task',
        resource: 'dynamodb:putItem',
        parameters: { TableName: `table-with-a-long-name-${index}`, Item: { id: { S: 'a' } } },
      })),
      end: true,
    },
  },
}

describe.each([
  ['toCloudFormation', toCloudFormation, 'AWS::StepFunctions::StateMachine'],
  ['toSam', toSam, 'AWS::Serverless::StateMachine'],
] as const)('%s', (_, write, type) => {
  test.each([
    ['a state machine with everything', definition, options],
    ['a policy that is too large to be inline', large, {}],
  ])('refers to resources, parameters and pseudo parameters only: %s', (_, given, settings) => {
    const template = write(given, settings)
    const declared = [...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]
    const substituted = valuesOf(template, 'Fn::Sub').flatMap((text) =>
      Array.from(String(text).matchAll(/\$\{([^}]+)\}/g), ([, name]) => name),
    )
    const attributes = valuesOf(template, 'Fn::GetAtt').map((path) => Array.isArray(path) && path[0])
    const references = [...valuesOf(template, 'Ref'), ...substituted, ...attributes]
    expect(references.length).toBeGreaterThan(0)
    expect(references.filter((name) => !declared.includes(String(name)) && !/^AWS::/.test(String(name)))).toEqual([])
  })

  test('has the resources', () => {
    const { Resources } = write(definition, options)
    expect(Object.entries(Resources).map(([id, resource]) => [id, resource.Type])).toEqual([
      ['PriceActivity', 'AWS::StepFunctions::Activity'],
      ['StateMachineLogGroup', 'AWS::Logs::LogGroup'],
      ['StateMachineRole', 'AWS::IAM::Role'],
      ['StateMachine', type],
      ['FailedAlarm', 'AWS::CloudWatch::Alarm'],
    ])
  })

  test('every substitution of the definition is given', () => {
    const { Definition, DefinitionSubstitutions } = write(definition, options).Resources.StateMachine?.Properties ?? {}
    const names = Array.from(JSON.stringify(Definition).matchAll(/\$\{(\w+)\}/g), ([, name = '']) => name)
    expect(new Set(names)).toEqual(new Set(Object.keys(Object(DefinitionSubstitutions))))
  })
})

test('the templates pass cfn-lint, as JSON and as YAML', { timeout: 20_000 }, ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'template-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const write of [toCloudFormation, toSam]) {
    const template = write(definition, options)
    writeFileSync(join(folder, `${write.name}.json`), JSON.stringify(template))
    writeFileSync(join(folder, `${write.name}.yaml`), stringify(template))
  }
  const lint = process.env.CFN_LINT ?? 'cfn-lint'
  const files = readdirSync(folder).map((file) => join(folder, file))
  const { error, stdout } = spawnSync(lint, ['-r', 'us-east-1', '--', ...files], { encoding: 'utf8' })
  if (error) skip('cfn-lint is not installed: name its executable in CFN_LINT')
  expect(files).toHaveLength(4)
  expect(stdout).toBe('')
})

describe('toTerraform', () => {
  test.each([
    ['a state machine with everything', definition, options],
    ['a policy that is too large to be inline', large, {}],
  ])('refers to what it declares only: %s', (_, given, settings) => {
    const { resource, data = {}, variable = {}, output } = toTerraform(given, settings)
    const declared = [
      ...Object.entries(resource).flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`)),
      ...Object.keys(data).map((source) => `data.${source}`),
      ...Object.keys(variable).map((name) => `var.${name}`),
    ]
    const text = JSON.stringify({ resource, output })
    const references = Array.from(text.matchAll(/(?<!\$)\$\{([^}]+)\}/g), ([, name = '']) => name)
    const subjects = references.map((name) => name.replace(/^((?:data|var)\.\w+|\w+\.[\w-]+).*$/, '$1'))
    expect(subjects.length).toBeGreaterThan(0)
    expect(subjects.filter((name) => !declared.includes(name))).toEqual([])
  })

  test('escapes what Terraform would evaluate', () => {
    const { resource } = toTerraform(definition, options)
    expect(String(resource.aws_sfn_state_machine?.orders?.definition)).toContain('%%{a}')
  })

  test('the definition is JSON once its references are completed', () => {
    const written = String(toTerraform(definition, options).resource.aws_sfn_state_machine?.orders?.definition)
    const { States } = JSON.parse(written.replaceAll(/(?<!\$)\$\{[^}]+\}/g, 'x').replaceAll('%%{', '%{'))
    expect(Object.keys(States)).toEqual(Object.keys(definition.states))
  })
})

describe('toCdk', () => {
  test.each([
    ['a state machine with everything', definition, options],
    ['a policy that is too large to be inline', large, {}],
  ])('is TypeScript: %s', (_, given, settings) => {
    const { body } = parseAst(toCdk(given, settings), { lang: 'ts' })
    expect(body.at(-1)?.type).toBe('ExportNamedDeclaration')
  })

  test('has a property for each substitution, and variables for what it creates', () => {
    const code = toCdk(definition, options)
    expect(code).toContain(
      'export interface OrdersStateMachineProps {\n  readonly resizeName: string\n  readonly keyName: string\n}',
    )
    expect(code).toContain('Resource: priceActivity.attrArn')
    expect(code).toContain(
      "import { Aws, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_logs as logs, aws_stepfunctions as sfn } from 'aws-cdk-lib'",
    )
  })
})

test('a role that is given is used, and no permission is derived', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/own'
  const unknown = { name: 'm', startAt: 's', states: { s: { type: 'task', resource: '${TaskArn}', end: true } } }
  const { Resources } = toCloudFormation(unknown, { roleArn })
  expect(Object.keys(Resources)).toEqual(['StateMachine'])
  expect(Resources.StateMachine?.Properties?.RoleArn).toBe(roleArn)
})

test('a permission that is not known prevents an export with a role', () => {
  const unknown = { name: 'm', startAt: 's', states: { s: { type: 'task', resource: '${TaskArn}', end: true } } }
  expect(() => toCloudFormation(unknown)).toThrow('add iam: [')
})

test('an export needs a name', () => {
  const nameless = { startAt: 's', states: { s: { type: 'pass', end: true } } }
  expect(() => toCloudFormation(nameless)).toThrow('the state machine has no name')
})

test('activities whose names differ in punctuation only are resources of their own', () => {
  const states = {
    a: { type: 'task', resource: 'activity/order-price', next: 'b' },
    b: { type: 'task', resource: 'activity/order/price', end: true },
  }
  const { Resources } = toCloudFormation({ name: 'x', startAt: 'a', states })
  expect(Resources).toMatchObject({
    OrderPriceActivity: { Properties: { Name: 'activity__order-price' } },
    OrderPriceActivity2: { Properties: { Name: 'activity__order__price' } },
    StateMachine: {
      Properties: {
        Definition: {
          States: { a: { Resource: '${OrderPriceActivity}' }, b: { Resource: '${OrderPriceActivity2}' } },
        },
      },
    },
  })
})

test.each([
  ['CloudFormation', toCloudFormation, 'TableName'],
  ['the CDK', toCdk, 'table_Name'],
  ['Terraform', toTerraform, 'table_Name'],
] as const)('substitutions that become the same parameter of %s are an error', (_, write, parameter) => {
  const result = ['${table.Name}', '${table_Name}']
  const machine = { name: 'x', startAt: 'a', states: { a: { type: 'pass', result, end: true } } }
  expect(() => write(machine)).toThrow(
    `\${table.Name} and \${table_Name} both become the parameter ${parameter}: rename one of them`,
  )
})

test('a substitution StateMachineArn is a parameter, and not the state machine itself', () => {
  const parameters = { StateMachineArn: '${StateMachineArn}' }
  const states = { a: { type: 'task', resource: 'states:startExecution', parameters, end: true } }
  const { Parameters } = toCloudFormation({ name: 'x', startAt: 'a', states })
  expect(Parameters).toEqual({ StateMachineArn: { Type: 'String' } })
})

test('names that begin with a digit are valid in Terraform and in TypeScript', () => {
  const states = { a: { type: 'task', resource: 'activity/2nd', end: true } }
  const machine = { name: '1st', startAt: 'a', states }
  expect(Object.keys(toTerraform(machine).resource.aws_sfn_activity ?? {})).toEqual(['_2ndActivity'])
  expect(parseAst(toCdk(machine), { lang: 'ts' }).type).toBe('Program')
})

test('a state __proto__ stays a state in the code of the CDK', () => {
  const states = { ['__proto__']: { type: 'pass', end: true } }
  expect(toCdk({ name: 'x', startAt: '__proto__', states })).toContain("['__proto__']: {")
})

test('the code of the CDK names a given log group with its streams, as AWS requires', () => {
  const logGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:own'
  const states = { a: { type: 'pass', end: true } }
  const code = toCdk({ name: 'x', startAt: 'a', states }, { logging: { level: 'ALL', logGroupArn } })
  expect(code).toContain(`logGroupArn: '${logGroupArn}:*'`)
})

test.each([
  [{ allarms: {} }, 'unknown option "allarms" in options; expected one of type, '],
  [{ logging: true }, 'options.logging must be an object, got true'],
  [{ name: '' }, "options.name must be a name, got ''"],
  [{ partition: '' }, 'options.partition must be a partition, such as "aws", got \'\''],
])('the options %j are wrong', (wrong, problem) => {
  for (const write of [toCloudFormation, toSam, toTerraform, toCdk])
    expect(() => write(definition, JSON.parse(JSON.stringify(wrong)))).toThrow(problem)
})
