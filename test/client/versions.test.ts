import { expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const echo = { name: 'echo', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const

/** An engine with the state machine `echo` and so many versions of it. */
const localWithVersions = async (count: number) => {
  const local = virtualLocal()
  await local.ensureStateMachine(echo)
  for (let i = 1; i <= count; i++) await local.publishVersion('echo', { description: `version ${i}` })
  return local
}

test('versions are counted from 1, and listed newest first', async () => {
  const { listVersions } = await localWithVersions(3)
  expect((await collect(listVersions('echo'))).map(({ version }) => version)).toEqual([3, 2, 1])
})

test('a version of an unchanged state machine is the same version', async () => {
  const { publishVersion } = await localWithVersions(1)
  const again = await publishVersion('echo')
  expect(again).toMatchObject({ version: 1, versionArn: expect.stringMatching(/:stateMachine:echo:1$/) })
})

test('another revision than the current one is not published', async () => {
  const { publishVersion } = await localWithVersions(0)
  await expect(publishVersion('echo', { revisionId: 'other' })).rejects.toMatchObject({ name: 'ConflictException' })
})

test('a deleted version is gone, and deleting it again is not an error', async () => {
  const { deleteVersion, listVersions } = await localWithVersions(2)
  await deleteVersion('echo', 1)
  await deleteVersion('echo', 1)
  expect((await collect(listVersions('echo'))).map(({ version }) => version)).toEqual([2])
})

test.for([0, 1.5, -1, Number.NaN])('%d is not the number of a version', async (version) => {
  const { deleteVersion } = await localWithVersions(0)
  await expect(deleteVersion('echo', version)).rejects.toThrow('expected the number of a version, such as 3, got')
})

test('an alias is created, updated, and left alone if it is so already', async () => {
  const { setAlias } = await localWithVersions(2)
  const actions = [
    await setAlias('echo', 'live', 1),
    await setAlias('echo', 'live', { 1: 100 }),
    await setAlias('echo', 'live', { 1: 90, 2: 10 }),
    await setAlias('echo', 'live', { 2: 10, 1: 90 }),
    await setAlias('echo', 'live', { 1: 90, 2: 10 }, { description: 'ten percent' }),
    await setAlias('echo', 'live', { 1: 90, 2: 10 }),
  ].map(({ action }) => action)
  expect(actions).toEqual(['created', 'unchanged', 'updated', 'unchanged', 'updated', 'unchanged'])
})

test('the description of an alias has its weights by version', async () => {
  const { setAlias, describeAlias } = await localWithVersions(2)
  const { aliasArn } = await setAlias('echo', 'live', { 1: 90, 2: 10 }, { description: 'ten percent' })
  expect(await describeAlias('echo', 'live')).toEqual({
    name: 'live',
    aliasArn,
    description: 'ten percent',
    weights: { 1: 90, 2: 10 },
    creationDate: expect.any(Date),
    updateDate: expect.any(Date),
  })
})

test('the aliases of one version are those that point to it', async () => {
  const { setAlias, listAliases } = await localWithVersions(2)
  await setAlias('echo', 'live', 1)
  await setAlias('echo', 'next', 2)
  expect((await collect(listAliases('echo'))).map(({ name }) => name)).toEqual(['live', 'next'])
  expect((await collect(listAliases('echo:2'))).map(({ name }) => name)).toEqual(['next'])
})

test('an execution of an alias runs a version of it', async () => {
  const { setAlias, startExecution, describeExecution } = await localWithVersions(2)
  await setAlias('echo', 'live', 2)
  const { executionArn } = await startExecution('echo:live')
  expect(await describeExecution(executionArn)).toMatchObject({
    versionArn: expect.stringMatching(/:echo:2$/),
    aliasArn: expect.stringMatching(/:echo:live$/),
  })
})

test('a deleted alias is gone, and deleting it again is not an error', async () => {
  const { setAlias, deleteAlias, listAliases } = await localWithVersions(1)
  await setAlias('echo', 'live', 1)
  await deleteAlias('echo', 'live')
  await deleteAlias('echo', 'live')
  expect(await collect(listAliases('echo'))).toEqual([])
})

test.for([[{}], [{ 1: '100' }], ['1'], [[1]]])('%j are not weights', async ([weights]) => {
  const { setAlias } = await localWithVersions(1)
  await expect(setAlias('echo', 'live', weights as never)).rejects.toThrow(
    'expected the number of a version, or weights by version such as { 3: 90, 4: 10 }',
  )
})

test('weights that do not add up to 100 are rejected by the engine', async () => {
  const { setAlias } = await localWithVersions(2)
  await expect(setAlias('echo', 'live', { 1: 90, 2: 20 })).rejects.toMatchObject({ name: 'ValidationException' })
})
