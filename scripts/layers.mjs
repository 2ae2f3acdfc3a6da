/**
 * The folders that each folder of `src` may import, besides itself and the core. The table behind docs/architecture.md;
 * `npm run lint` checks it. A key is a folder or a file of `src`; the longest key that matches a file decides.
 */
const core = [
  'arn.ts',
  'errors.ts',
  'json-syntax-error.ts',
  'json.ts',
  'nearest.ts',
  'once.ts',
  'options.ts',
  'recently-used.ts',
  'show-duration.ts',
  'show-failure.ts',
  'standard-schema.ts',
  'stop.ts',
  'system.ts',
  'turns.ts',
  'virtual-clock.ts',
  'virtual-system.ts',
  'virtual-timers.ts',
  'without-controls.ts',
]
const language = ['expressions', 'specs', 'sugar', 'dsl']
const bound = [...language, 'client', 'workers', 'offload', 'definition-argument.ts', 'start-workers-options.ts']
const everything = [
  ...bound,
  'idempotency',
  'modules',
  'engine',
  'stepwise.ts',
  'create-stepwise.ts',
  'local.ts',
  'reloaded.ts',
  'deploy',
]

export const layers = {
  ...Object.fromEntries(core.map((file) => [file, []])),
  expressions: [],
  specs: ['expressions'],
  sugar: ['expressions', 'specs'],
  dsl: ['expressions', 'specs', 'sugar'],
  client: language,
  workers: [],
  offload: ['workers'],
  idempotency: ['workers', 'engine/tasks/sdk/load-client-package.ts'],
  modules: [],
  engine: ['expressions', 'specs', 'modules'],
  'engine/interpreter': ['expressions', 'specs'],
  'engine/map-data': ['engine/interpreter', 'engine/s3', 'engine/execution/engine-execution.ts'],
  'engine/s3': [],
  'start-workers-options.ts': ['workers', 'offload'],
  'definition-argument.ts': language,
  'reloaded.ts': [...language, 'client', 'workers', 'definition-argument.ts', 'start-workers-options.ts'],
  'state-machine-functions.ts': bound,
  'execution-functions.ts': bound,
  'stepwise.ts': [...bound, 'reloaded.ts', 'state-machine-functions.ts', 'execution-functions.ts'],
  'bind-stepwise.ts': [...bound, 'reloaded.ts', 'stepwise.ts'],
  'create-stepwise.ts': [...bound, 'bind-stepwise.ts', 'stepwise.ts'],
  'default-stepwise.ts': [...bound, 'create-stepwise.ts', 'stepwise.ts'],
  testing: [...bound, 'engine', 'compile', 'stepwise.ts', 'default-stepwise.ts'],
  'testing.ts': ['testing', 'engine'],
  graph: [...language, 'client', 'timeline'],
  'graph.ts': ['graph'],
  'vitest.ts': ['testing'],
  'vitest-config.ts': ['testing', 'vitest.ts'],
  'local.ts': [...bound, 'engine', 'console', 'bind-stepwise.ts', 'stepwise.ts'],
  'index.ts': [...everything, 'default-stepwise.ts', 'state-machine-functions.ts', 'execution-functions.ts'],
  deploy: [...bound, 'stepwise.ts', 'engine/tasks/sdk/load-client-package.ts', 'engine/tasks/sdk/service-clients.ts'],
  'deploy.ts': ['deploy'],
  cdk: [...language, 'deploy', 'definition-argument.ts'],
  'cdk.ts': ['cdk'],
  fsm: [...language, 'workers', 'stepwise.ts'],
  'fsm.ts': ['fsm'],
  compile: [
    ...language,
    'workers/task-failure.ts',
    'engine/interpreter/recovery/retry-delay.ts',
    'engine/interpreter/recovery/state-failure.ts',
  ],
  'compile.ts': ['compile'],
  passes: [...language, 'client', 'definition-argument.ts', 'stepwise.ts', 'default-stepwise.ts', 'testing'],
  'passes.ts': ['passes'],
  timeline: ['expressions', 'specs', 'client'],
  console: [...bound, 'engine', 'graph', 'timeline'],
  cli: [...everything, 'deploy', 'graph', 'timeline', 'console', 'passes', 'testing'],
}

/** Files that every layer may import. */
export const coreFiles = new Set(core)

/** Files whose exports are the functions of other files, bound to something: the same names mean the same there. */
export const boundFiles = new Set(['default-stepwise.ts'])

/** Exported names that several files may declare, because they mean the same: operations of AWS's API. */
export const sharedNames = new Set(['describeExecution', 'describeStateMachine', 'startExecution'])
