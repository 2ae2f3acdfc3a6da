import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/engine/api/operations.ts'
import { createEngine } from '../../../src/engine/engine.ts'

const script = new URL('../../support/walk-operations.py', import.meta.url).pathname
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0

/** Skipped if Python or boto3 is not installed: `pip install boto3`. */
describe.skipIf(!hasBoto3)('boto3 (skipped without `pip install boto3`)', () => {
  it('gets a reply that it understands from every operation and paginator', { timeout: 60_000 }, async () => {
    const engine = createEngine()
    const { url } = await engine.listen({ port: 0 })
    const { stdout } = await promisify(execFile)('python3', [script, url])
    const { arn, outcomes, pages, missing } = JSON.parse(stdout)
    await engine.close()
    const expected = Object.keys(outcomes).map((name) => [
      name,
      operations.has(name) ? 'ok' : 'UnknownOperationException',
    ])
    expect(outcomes).toEqual(Object.fromEntries(expected))
    expect(missing).toEqual([])
    expect(arn).toBe('arn:aws:states:eu-west-1:111111111111:stateMachine:work')
    expect(pages).toMatchObject({ list_activities: 1, list_executions: 3, list_map_runs: 1, list_state_machines: 3 })
    expect(pages.get_execution_history).toBeGreaterThan(5)
  })
})
