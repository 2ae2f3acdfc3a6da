import pico from 'picocolors'
import { expect, test } from 'vitest'
import { clientSettings, describeServer } from '../../src/cli/connect.ts'
import type { Io } from '../../src/cli/io.ts'

const ioWith = (env: Io['env']): Io => ({
  out: () => {},
  err: () => {},
  readStdin: async () => '',
  env,
  cwd: '.',
  signal: new AbortController().signal,
  colors: pico.createColors(false),
  columns: 80,
})

test.for([
  [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
  [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
  [{ AWS_REGION: '', AWS_DEFAULT_REGION: '' }, 'us-east-1'],
] as const)('a client of a server on this machine with the environment %j has the region %s', ([env, region]) => {
  expect(clientSettings('http://127.0.0.1:8083', ioWith(env))).toMatchObject({ region })
})

test('an empty variable for an endpoint is not a server', () => {
  expect(describeServer({}, ioWith({ AWS_ENDPOINT_URL_SFN: '', AWS_ENDPOINT_URL: '' }))).toEqual({
    name: 'AWS',
    kind: 'aws',
  })
})
