import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions'
import { App as CdkApp, Stack } from 'aws-cdk-lib/core'
import { expect, onTestFinished, test } from 'vitest'
import * as cdkEntry from '../../src/cdk.ts'
import { blocksIn, missingExports, readPage, scriptOf } from '../support/doc-page.ts'
import { runExample } from '../support/run-example.ts'

/** An app that writes to a temporary directory. */
class App extends CdkApp {
  constructor() {
    const outdir = mkdtempSync(join(tmpdir(), 'stepwise-cdk-'))
    onTestFinished(() => rmSync(outdir, { recursive: true }))
    super({ outdir })
  }
}

const entries = {
  'aws-cdk-lib': { App, Stack },
  'aws-cdk-lib/aws-sqs': { Queue },
  'aws-cdk-lib/aws-stepfunctions': { LogLevel },
  'stepwise-ts/cdk': cdkEntry,
}
const blocks = blocksIn(readPage('docs/cdk.md'), 'ts')

test.for(blocks.map((code, index) => [index + 1, code] as const))('block %i of docs/cdk.md runs', async ([, code]) => {
  expect(missingExports(code, entries)).toEqual([])
  await runExample(scriptOf(code), Object.assign({}, ...Object.values(entries)))
})
