/**
 * Which folder of `src` may import which others, beside itself and the core. The one table behind docs/architecture.md;
 * `npm run lint` checks it. A key is a folder or a file of `src`; the longest key that matches a file decides.
 */
const core = [
  'arn.ts',
  'errors.ts',
  'json-syntax.ts',
  'json.ts',
  'nearest.ts',
  'options.ts',
  'show-failure.ts',
  'stop.ts',
  'system.ts',
]
const language = ['expressions', 'specs', 'sugar', 'dsl']
const everything = [...language, 'client', 'workers', 'offload', 'engine', 'stepwise.ts', 'local.ts', 'reloaded.ts']

export const layers = {
  ...Object.fromEntries(core.map((file) => [file, []])),
  expressions: [],
  specs: ['expressions'],
  sugar: ['expressions', 'specs'],
  dsl: ['expressions', 'specs', 'sugar'],
  client: language,
  workers: [],
  offload: ['workers'],
  engine: ['expressions', 'specs'],
  'engine/interpreter': ['expressions', 'specs'],
  'engine/s3': [],
  'stepwise.ts': [...language, 'client', 'workers', 'offload'],
  'reloaded.ts': [...language, 'client', 'workers', 'stepwise.ts'],
  'default-stepwise.ts': [...language, 'client', 'workers', 'stepwise.ts', 'reloaded.ts'],
  'local.ts': [...language, 'client', 'workers', 'engine', 'stepwise.ts', 'reloaded.ts'],
  'index.ts': [...everything, 'default-stepwise.ts'],
  cli: everything,
}

/** Files that every layer may import. */
export const coreFiles = new Set(core)

/** Folders inside a layer that the layer's own rule opens to the folders around them. */
export const isolated = ['engine/interpreter', 'engine/s3']

/** Exported names that several files declare because they mean the same: operations of AWS's API, and their default instances. */
export const sharedNames = new Set([
  'deleteActivity',
  'deleteStateMachine',
  'describeExecution',
  'describeStateMachine',
  'ensureStateMachine',
  'executionHistory',
  'exists',
  'listActivities',
  'listExecutions',
  'listMapRuns',
  'listStateMachines',
  'runExecution',
  'sendTaskFailure',
  'sendTaskHeartbeat',
  'sendTaskSuccess',
  'startExecution',
  'startWorkers',
  'stopExecution',
])
