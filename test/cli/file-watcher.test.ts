import { mkdirSync } from 'node:fs'
import { mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFileWatcher, versionOfFile } from '../../src/cli/dev/file-watcher.ts'

/** Watches a file in a folder of its own, and returns the next change of it. */
const startWatching = async () => {
  const root = await mkdtemp(join(tmpdir(), 'stepwise-'))
  const folder = join(root, 'folder')
  mkdirSync(folder)
  const file = join(folder, 'a.ts')
  await writeFile(file, 'one')
  let report = (_file: string) => {}
  const watcher = createFileWatcher((changed) => report(changed))
  const watch = () => watcher.watch(new Map([[file, versionOfFile(file)]]))
  watch()
  onTestFinished(async () => {
    watcher.close()
    await rm(root, { recursive: true })
  })
  const changeAfter = async (action: () => Promise<unknown>): Promise<string> => {
    watch()
    const changed = new Promise<string>((resolve) => {
      report = resolve
    })
    await action()
    return changed
  }
  return { folder, file, watcher, changeAfter }
}

test('a file that is written has changed', async () => {
  const { file, changeAfter } = await startWatching()
  expect(await changeAfter(() => writeFile(file, 'two'))).toBe(file)
})

test('a file that an editor replaces by another one has changed', async () => {
  const { folder, file, changeAfter } = await startWatching()
  const replace = async () => {
    await writeFile(join(folder, 'a.ts.tmp'), 'two')
    await rename(join(folder, 'a.ts.tmp'), file)
  }
  expect(await changeAfter(replace)).toBe(file)
  expect(await changeAfter(replace)).toBe(file)
})

test('a file that is deleted and created again has changed twice', async () => {
  const { file, changeAfter } = await startWatching()
  expect(await changeAfter(() => unlink(file))).toBe(file)
  expect(await changeAfter(() => writeFile(file, 'one'))).toBe(file)
})

test('a file whose folder is replaced has changed', async () => {
  const { folder, file, changeAfter } = await startWatching()
  expect(await changeAfter(() => rm(folder, { recursive: true }))).toBe(file)
  const create = async () => {
    mkdirSync(folder)
    await writeFile(file, 'one')
  }
  expect(await changeAfter(create)).toBe(file)
})

test('a file that changed before it was watched has changed', async () => {
  const { file, watcher, changeAfter } = await startWatching()
  expect(await changeAfter(async () => watcher.watch(new Map([[file, 'an older version']])))).toBe(file)
})
