import { expect, test } from 'vitest'
import { DescribedService } from '../../src/specs/service-model/described-service.ts'
import { asInApi, asInSdk } from '../../src/specs/service-model/member-names.ts'
import { unpack } from '../../src/specs/service-model/unpack.ts'

const script = await import(new URL('../../scripts/service-model.mjs', import.meta.url).href)

const string = { type: 'string' }
const model = {
  metadata: { serviceId: 'Amazon Tree-House Service' },
  operations: {
    GetTree: { input: { shape: 'GetTreeRequest' }, output: { shape: 'Tree' } },
    CreateTree: { input: { shape: 'CreateTreeRequest' } },
    DBDump: {},
    WatchTree: { output: { shape: 'Watching' } },
  },
  shapes: {
    GetTreeRequest: { type: 'structure', required: ['name'], members: { name: { shape: 'Name' } } },
    CreateTreeRequest: {
      type: 'structure',
      required: ['Name', 'Token'],
      members: { Name: { shape: 'Name' }, Token: { shape: 'Text', idempotencyToken: true } },
    },
    Tree: {
      type: 'structure',
      required: ['name'],
      members: {
        name: { shape: 'Name' },
        ABCLevel: { shape: 'Level' },
        Default: { shape: 'Switch' },
        Kind: { shape: 'Kind' },
        Bark: { shape: 'Bark' },
        Trees: { shape: 'Trees' },
        Labels: { shape: 'Labels' },
        Notes: { shape: 'Notes' },
      },
    },
    Watching: { type: 'structure', members: { Events: { shape: 'Events' } } },
    Events: { type: 'structure', eventstream: true, members: {} },
    Name: { ...string, min: 1, max: 9 },
    Text: string,
    Level: { type: 'integer', min: 0, max: 5 },
    Switch: { type: 'boolean' },
    Kind: { ...string, enum: ['OAK', 'ELM'] },
    Bark: { type: 'blob', min: 1, max: 6144 },
    Trees: { type: 'list', member: { shape: 'Tree' }, min: 0, max: 3 },
    Labels: { type: 'map', key: { shape: 'Name' }, value: { shape: 'Text' }, min: 1 },
    Notes: { type: 'structure', document: true, members: {} },
  },
}
const shapesOf = (naming = asInSdk) => new DescribedService(JSON.parse(script.encodeShapes(model, {})), naming)

test('a name comes from the id of the service', () => {
  expect(script.serviceName(model)).toBe('treehouse')
})

test('actions are grouped by noun, and streams are marked', () => {
  const line = script
    .encodeActions(new Map([['treehouse', model]]))
    .split('\n')
    .find((one: string) => one.includes(':'))
  expect(line).toBe('treehouse Dump:db Tree:create,get!watchTree')
})

test('a packed string is unpacked to the original', () => {
  expect(unpack(script.pack('createTree, größer'))).toBe('createTree, größer')
})

test('a response is read as it was written', () => {
  const tree = shapesOf().responseOf('getTree')
  expect(tree && [...tree.members].filter(([name]) => name !== 'Trees')).toEqual([
    ['Name', { isRequired: true, shape: { kind: 'string', min: 1, max: 9 } }],
    ['AbcLevel', { isRequired: false, shape: { kind: 'number', min: 0, max: 5 } }],
    ['DefaultValue', { isRequired: false, shape: { kind: 'boolean' } }],
    ['Kind', { isRequired: false, shape: { kind: 'string', values: ['OAK', 'ELM'] } }],
    ['Bark', { isRequired: false, shape: { kind: 'string', min: 1 } }],
    ['Labels', { isRequired: false, shape: { kind: 'map', value: { kind: 'string' }, min: 1 } }],
    ['Notes', { isRequired: false, shape: { kind: 'any' } }],
  ])
  expect(tree?.members.get('Trees')?.shape).toEqual({ kind: 'list', element: tree, max: 3 })
})

test('the other spelling is that of the API in Pascal case', () => {
  expect([...(shapesOf(asInApi).responseOf('getTree')?.members.keys() ?? [])].slice(0, 3)).toEqual([
    'Name',
    'ABCLevel',
    'Default',
  ])
})

test('a token that the SDK makes is not required', () => {
  const members = shapesOf().requestOf('createTree')?.members
  expect(members?.get('Name')?.isRequired).toBe(true)
  expect(members?.get('Token')?.isRequired).toBe(false)
})

test('without members there is an empty structure, without an action nothing', () => {
  expect(shapesOf().responseOf('createTree')?.members.size).toBe(0)
  expect(shapesOf().responseOf('watchTree')).toBeUndefined()
  expect(shapesOf().requestOf('constructor')).toBeUndefined()
})

test('the responses of a service can be left out', () => {
  const service = JSON.parse(script.encodeShapes(model, { inputOnly: true }))
  expect(new DescribedService(service, asInSdk).responseOf('getTree')).toBeUndefined()
  expect(new DescribedService(service, asInSdk).requestOf('getTree')?.members.has('Name')).toBe(true)
})

test('shapes that say the same are written once', () => {
  const same = {
    ...model,
    shapes: { ...model.shapes, Name: string, Labels: { ...model.shapes.Labels, value: { shape: 'Name' } } },
  }
  const strings = JSON.parse(script.encodeShapes(same, {})).shapes.filter((shape: unknown) => shape === 's')
  expect(strings).toEqual(['s'])
})

test.each([
  ['DBInstanceIdentifier', 'DbInstanceIdentifier'],
  ['SSEKMSKeyId', 'SsekmsKeyId'],
  ['MD5OfMessageBody', 'Md5OfMessageBody'],
  ['ACL', 'Acl'],
  ['ETag', 'ETag'],
  ['S3Uri', 'S3Uri'],
  ['Equals', 'EqualsValue'],
  ['Return', 'ReturnValue'],
  ['NULL', 'Nul'],
  ['BOOL', 'Bool'],
])('%s is %s in an AWS SDK integration', (api, sdk) => {
  expect(asInSdk(api)).toBe(sdk)
})
