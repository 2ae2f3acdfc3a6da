import { expect, test } from 'vitest'
import { stepwise } from '../support/command-line.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const greeter = (who: string) =>
  JSON.stringify({
    StartAt: 'greet',
    States: { greet: { Type: 'Pass', Result: { message: `Hello ${who}` }, End: true } },
  })

const files = { 'greeter.json': greeter('Alice'), 'bob.json': greeter('Bob') }

type Confirm = (question: string) => Promise<boolean>

/** A served engine, and a function that runs a command line on it. */
const serve = async () => {
  const local = virtualLocal()
  const { url } = await local.listen({ port: 0 })
  const run = (line: string, given = files as Readonly<Record<string, string>>, confirm?: Confirm) =>
    stepwise([...line.split(' '), '--endpoint-url', url], { files: given, ...(confirm && { confirm }) })
  return { ...local, run }
}

test('deploy prints the plan, the steps and the result', async () => {
  const { run } = await serve()
  const { code, out, err } = await run('deploy greeter.json --release 1.0.0 --alias live --yes')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toBe(
    [
      '+ state machine greeter',
      '+ version greeter 1.0.0',
      '+ alias greeter:live',
      '[1/3] + state machine greeter …',
      '[2/3] + version greeter 1.0.0 …',
      '[3/3] + alias greeter:live …',
      'greeter created: arn:aws:states:us-east-1:123456789012:stateMachine:greeter:1',
      '',
    ].join('\n'),
  )
})

test('deploy asks in a terminal, and refuses without one', async () => {
  const { run, exists } = await serve()
  const refused = await run('deploy greeter.json')
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('add --yes to deploy without a question') })
  const questions: string[] = []
  const declined = await run('deploy greeter.json', files, async (question) => {
    questions.push(question)
    return false
  })
  expect(declined).toMatchObject({ code: 1, out: expect.stringContaining('nothing was deployed') })
  expect(questions).toEqual([expect.stringMatching(/^Deploy to http:/)])
  expect(await exists('greeter')).toBe(false)
})

test('deploy with nothing to change prints a plan without changes, and a dry run shows the plan', async () => {
  const { run } = await serve()
  await run('deploy greeter.json --yes')
  expect(await run('deploy greeter.json')).toMatchObject({
    code: 0,
    out: expect.stringContaining('= state machine greeter\ngreeter unchanged: arn:'),
  })
  expect(await run('deploy greeter.json --tag team=shop --dry-run')).toMatchObject({
    code: 0,
    out: '~ state machine greeter: tags\n',
  })
})

test('diff compares a file with the deployed definition', async () => {
  const { run } = await serve()
  await run('deploy greeter.json --yes')
  expect(await run('diff greeter.json --exit-code')).toMatchObject({ code: 0, out: 'no changes\n' })
  expect(await run('diff bob.json --name greeter --exit-code')).toMatchObject({
    code: 1,
    out: expect.stringContaining('result.message: "Hello Alice" -> "Hello Bob"'),
  })
  const { out } = await run('diff bob.json --name greeter --json')
  expect(JSON.parse(out)).toMatchObject({ isEqual: false, running: { canContinue: true } })
})

test('versions, rollback and destroy', async () => {
  const { run, greeting } = await serveWithVersions()
  expect((await run('versions greeter')).out.replaceAll(/\d{4}-\S+Z/g, 'date')).toBe(
    '2  date  1.1.0  (deployed)  live 100 %\n1  date  1.0.0\n',
  )
  expect(await run('rollback greeter --to 1.0.0')).toMatchObject({
    code: 0,
    out: 'greeter, greeter:live: version 1 (1.0.0) again\n',
  })
  expect(await greeting()).toEqual({ message: 'Hello Alice' })
  expect((await run('versions greeter --keep 1')).out).toContain('1.0.0  (deployed)  live 100 %')
  expect(await run('destroy greeter')).toMatchObject({ code: 1, err: expect.stringContaining('add --yes') })
  expect(await run('destroy greeter --yes')).toMatchObject({
    code: 0,
    out: expect.stringContaining('- state machine greeter\n'),
  })
})

/** A served engine with two versions of a state machine, and an alias of the second one. */
const serveWithVersions = async () => {
  const served = await serve()
  for (const [who, release] of [
    ['Alice', '1.0.0'],
    ['Bob', '1.1.0'],
  ] as const)
    await served.run(`deploy greeter.json --release ${release} --alias live --yes`, { 'greeter.json': greeter(who) })
  return { ...served, greeting: async () => (await served.runExecution('greeter:live')).output }
}

test('an engine must be given', async () => {
  expect(await stepwise(['deploy', 'greeter.json'], { files })).toMatchObject({
    code: 2,
    err: expect.stringContaining('no engine given'),
  })
})

test('deploy --lambdas deploys the functions of a file, also those that are written in it', async () => {
  const { run } = await serve()
  const given = {
    'images.ts': `
      export const definition = { startAt: 'a', states: { a: { type: 'task', resource: 'lambda/resize', next: 'b' }, b: { type: 'task', resource: 'lambda/grow', end: true } } }
      export const lambdas = { 'lambda/resize': { entry: 'resize.ts' }, 'lambda/gorw': () => 1 }`,
    'resize.ts': 'export const handler = () => 1',
  }
  expect(await run('deploy images.ts --lambdas --yes', given)).toMatchObject({
    code: 1,
    err: expect.stringContaining('options.lambdas has "lambda/gorw", and no task calls it'),
  })
  const right = { ...given, 'images.ts': given['images.ts'].replace('gorw', 'grow') }
  expect(await run('deploy images.ts --lambdas --yes', right)).toMatchObject({ code: 0, err: '' })
  expect(
    await run('deploy resize.ts --lambdas --yes', {
      'resize.ts': 'export const definition = { startAt: "a", states: { a: { type: "succeed" } } }',
    }),
  ).toMatchObject({
    code: 1,
    err: expect.stringContaining('resize.ts exports no "lambdas"'),
  })
})

test('deploy rejects two files that have different functions of the same name', async () => {
  const file = (entry: string) => `
    export const definition = { startAt: 'a', states: { a: { type: 'task', resource: 'lambda/price', end: true } } }
    export const lambdas = { price: { entry: '${entry}' } }`
  const files = { 'one.ts': file('one-price.ts'), 'two.ts': file('two-price.ts') }
  const { run } = await serve()
  expect(await run('deploy one.ts two.ts --lambdas --yes', files)).toMatchObject({
    code: 1,
    err: 'error: two.ts: the Lambda function "price" is also in one.ts\n',
  })
})
