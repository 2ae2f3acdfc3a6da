import { expect, test } from 'vitest'
import { stepwise } from '../support/command-line.ts'

const greeting = `
# A literal in YAML
name: greeting
startAt: greet
states:
  greet:
    type: pass
    parameters: { text.$: "States.Format('hello {}', $.name)" }
    end: true
`

test('run takes a definition and an input in YAML', async () => {
  const files = { 'greeting.yaml': greeting, 'input.yml': 'name: Ada' }
  const { code, out } = await stepwise(['run', 'greeting.yaml', '--input', '@input.yml', '--json'], { files })
  expect(JSON.parse(out).output).toEqual({ text: 'hello Ada' })
  expect(code).toBe(0)
})

test('validate reports the mistakes of a definition in YAML', async () => {
  const files = { 'greeting.yml': greeting.replace('startAt: greet', 'startAt: great') }
  const { code, out } = await stepwise(['validate', 'greeting.yml'], { files })
  expect(out).toContain('startAt: no state named "great"; did you mean "greet"?')
  expect(code).toBe(1)
})

test('anchors and merge keys are resolved, and timestamps stay strings', async () => {
  const yaml = `
    startAt: a
    states:
      a: { type: pass, result: { at: 2026-01-01T00:00:00Z, on: on }, next: b }
      b: &b { type: pass, resultPath: $.b, next: c }
      c: { <<: *b, next: d }
      d: { type: succeed }`
  const { out } = await stepwise(['run', 'a.yaml', '--json'], { files: { 'a.yaml': yaml } })
  expect(JSON.parse(out).output).toMatchObject({ at: '2026-01-01T00:00:00Z', on: 'on' })
})

test.for([
  ['startAt: [a', /^error: a\.yaml is not YAML: .* at line 1, column \d+\n$/],
  ['a: 1\na: 2', /^error: a\.yaml is not YAML: Map keys must be unique at line 2, column 1\n$/],
  ['startAt: !Sub "${Name}"', /^error: a\.yaml is not YAML: Unresolved tag: !Sub at line 1, column 10\n$/],
] as const)('%j is reported with its line', async ([yaml, message]) => {
  const { code, err } = await stepwise(['run', 'a.yaml'], { files: { 'a.yaml': yaml } })
  expect(err).toMatch(message)
  expect(code).toBe(1)
})

const adder = `
startAt: add
states:
  add: { type: task, resource: activity/add, end: true }
`

test('asl prints a definition as ASL in JSON', async () => {
  const { code, out } = await stepwise(['asl', 'adder.yaml', '--region', 'eu-west-1', '--account-id', '210987654321'], {
    files: { 'adder.yaml': adder },
  })
  expect(JSON.parse(out)).toEqual({
    StartAt: 'add',
    States: {
      add: { Type: 'Task', Resource: 'arn:aws:states:eu-west-1:210987654321:activity:activity__add', End: true },
    },
  })
  expect(out).toMatch(/^\{\n {2}"StartAt": "add",\n/)
  expect(code).toBe(0)
})

test("without a region and an account, asl prints CloudFormation's pseudo parameters", async () => {
  const { out } = await stepwise(['asl', 'adder.yaml'], { files: { 'adder.yaml': adder } })
  expect(JSON.parse(out).States.add.Resource).toBe(
    'arn:aws:states:${AWS::Region}:${AWS::AccountId}:activity:activity__add',
  )
})

test('asl prints no ASL of a definition with mistakes', async () => {
  const { code, out, err } = await stepwise(['asl', 'a.yaml'], {
    files: { 'a.yaml': adder.replace('end: true', 'next: b') },
  })
  expect(err).toContain('states.add.next: no state named "b"')
  expect({ code, out }).toEqual({ code: 1, out: '' })
})

test('asl checks the account', async () => {
  const { code, err } = await stepwise(['asl', 'a.yaml', '--account-id', '1'])
  expect(err).toContain('expected 12 digits')
  expect(code).toBe(2)
})
