import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { optimizedSpelling, sdkSpelling, unknownMembers } from '../../../../src/engine/tasks/sdk/spelling.ts'
import { toSdkRequest } from '../../../../src/engine/tasks/sdk/to-sdk-request.ts'
import { toTaskResult } from '../../../../src/engine/tasks/sdk/to-task-result.ts'
import type { Json } from '../../../../src/json.ts'
import { schemaOf } from '../../../support/fake-client-package.ts'

const structure = (members: Readonly<Record<string, unknown>>) => [
  3,
  'n',
  'S',
  0,
  Object.keys(members),
  Object.values(members),
]

const [TEXT, NUMBER, TIME, DOCUMENT, BLOB] = [0, 1, 4, 15, 21]
const [LIST, MAP] = [64, 128]

describe('a request', () => {
  test.each([
    ['a string', TEXT, 'a', 'a'],
    ['an object for a string', TEXT, { b: [1] }, '{"b":[1]}'],
    ['a number for a string', TEXT, 7, '7'],
    ['a number', NUMBER, 7, 7],
    ['a time', TIME, '2026-01-01T00:00:00Z', new Date('2026-01-01')],
    ['a list of times', LIST + TIME, ['2026-01-01T00:00:00Z'], [new Date('2026-01-01')]],
    ['a map of strings', MAP + TEXT, { any: { Key: 1 } }, { any: '{"Key":1}' }],
    ['a document', DOCUMENT, { Any: ['thing'] }, { Any: ['thing'] }],
    ['null', TEXT, null, undefined],
    ['a value that does not fit', structure({ a: TEXT }), 'text', 'text'],
  ])('has %s', (_what, schema, value: Json, expected) => {
    expect(toSdkRequest(structure({ member: schema }), { Member: value }, sdkSpelling)).toEqual({ member: expected })
  })

  it('has bytes as text or in base64', () => {
    const schema = structure({ data: BLOB })
    expect(toSdkRequest(schema, { Data: 'YQ==' }, sdkSpelling)).toEqual({ data: Buffer.from('YQ==') })
    expect(toSdkRequest(schema, { Data: 'YQ==' }, optimizedSpelling)).toEqual({ data: Buffer.from('a') })
    expect(toSdkRequest(schema, { Data: { a: 1 } }, sdkSpelling)).toEqual({ data: Buffer.from('{"a":1}') })
  })

  it('has the members of the SDK for Java or of the API', () => {
    const schema = structure({ DBName: TEXT, kmsKeyARN: TEXT })
    expect(toSdkRequest(schema, { DbName: 'a', KmsKeyARN: 'b' }, sdkSpelling)).toEqual({ DBName: 'a', kmsKeyARN: 'b' })
    expect(toSdkRequest(schema, { DBName: 'a', KmsKeyARN: 'b' }, optimizedSpelling)).toEqual({
      DBName: 'a',
      kmsKeyARN: 'b',
    })
  })

  it('leaves prototypes alone', () => {
    const parameters = JSON.parse('{"Map":{"__proto__":"a","constructor":"b"},"__proto__":{"x":1},"ToString":"c"}')
    const schema = structure({ map: MAP + TEXT, toString: TEXT })
    const request = toSdkRequest(schema, parameters, optimizedSpelling)
    expect(JSON.stringify(request)).toBe('{"map":{"__proto__":"a","constructor":"b"},"toString":"c"}')
    expect(Object.getPrototypeOf(request)).toBe(Object.prototype)
    expect(unknownMembers(schema, parameters, optimizedSpelling)).toEqual(['__proto__'])
  })

  it('may be of a shape that contains itself', () => {
    const tree: unknown[] = structure({ name: TEXT, children: [1, 'n', 'L', 0, () => tree] })
    const request = { Name: 'a', Children: [{ Name: 'b', Children: [] }] }
    expect(toSdkRequest(tree, request, sdkSpelling)).toEqual({ name: 'a', children: [{ name: 'b', children: [] }] })
  })
})

describe('a result', () => {
  it('has times and bytes in the form of its integration', () => {
    const schema = structure({ at: TIME, data: BLOB })
    const response = { at: new Date('2026-01-01T00:00:00.5Z'), data: new TextEncoder().encode('a') }
    expect(toTaskResult(schema, response, sdkSpelling)).toEqual({ At: '2026-01-01T00:00:00.500Z', Data: 'a' })
    expect(toTaskResult(schema, response, optimizedSpelling)).toEqual({ At: 1_767_225_600_500, Data: 'YQ==' })
  })

  it('is JSON, without what its schema does not have', () => {
    const schema = structure({ number: NUMBER, big: NUMBER, text: TEXT, map: MAP + NUMBER, none: TEXT })
    const response = {
      $metadata: { requestId: 'r' },
      number: Number.POSITIVE_INFINITY,
      big: 5n,
      text: new String('a'),
      map: { __proto__: null, a: 1, b: undefined },
      none: undefined,
    }
    const expected = { Number: 'Infinity', Big: 5, Text: 'a', Map: { a: 1 } }
    expect(toTaskResult(schema, response, sdkSpelling)).toEqual(expected)
  })
})

test('a response that echoes a request is the request again', () => {
  const key = fc.constantFrom('a', 'jobName', 'DBInstance', 'kmsKeyARN', 'MD5OfBody')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      tie('object'),
      fc.array(tie('object'), { minLength: 1, maxLength: 1 }),
    ),
    object: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 3 }),
  }))
  fc.assert(
    fc.property(
      fc.dictionary(key, value, { minKeys: 1 }),
      fc.constantFrom(sdkSpelling, optimizedSpelling),
      (sample, spelling) => {
        const schema = schemaOf(sample as Json)
        const result = toTaskResult(schema, sample, spelling)
        expect(unknownMembers(schema, result, spelling)).toEqual([])
        expect(toSdkRequest(schema, result, spelling)).toEqual(sample)
      },
    ),
  )
})
