import { describe, expect, it } from 'vitest'
import { jobKinds } from '../../../../src/engine/tasks/jobs/job-kinds.ts'
import { ServiceClients } from '../../../../src/engine/tasks/sdk/service-clients.ts'
import type { Json, JsonObject } from '../../../../src/json.ts'
import { optimizedActions } from '../../../../src/specs/service-model/optimized-actions.ts'
import { actionsOf } from '../../../../src/specs/service-model.ts'
import { virtualSystem } from '../../../../src/virtual-system.ts'
import { type FakeCall, fakeClientPackage } from '../../../support/fake-client-package.ts'
import { createEngineDeps, eventsOf, start } from '../../../support/run-machine.ts'

/** One call of a job: the samples are its shapes too. */
interface Operation {
  readonly request: JsonObject
  /** The responses of the calls, in their order; the last one is repeated. */
  readonly responses: readonly Json[]
}

interface JobCase {
  readonly resource: string
  readonly parameters: JsonObject
  readonly operations: Readonly<Record<string, Operation>>
}

/** Starts an execution of a `.sync` task on a fake client, in virtual time. */
const startJob = ({ resource, parameters, operations }: JobCase, fields: JsonObject = {}) => {
  const calls: FakeCall[] = []
  const shapes = Object.entries(operations).map(([name, { request, responses }]) => [
    name,
    { request, response: responses[0] ?? {} },
  ])
  const exports = fakeClientPackage(Object.fromEntries(shapes), (call) => {
    calls.push({ name: call.name, input: call.input })
    const responses = operations[call.name]?.responses ?? []
    const earlier = calls.filter(({ name }) => name === call.name).length - 1
    const response = responses[Math.min(earlier, responses.length - 1)]
    if (typeof response === 'string')
      throw Object.assign(new Error(response), { name: response, $metadata: { httpStatusCode: 404 } })
    return response
  })
  const { deps, system } = createEngineDeps({ system: virtualSystem() })
  const services = new ServiceClients({ load: () => exports, endpoints: { '*': 'https://emulator' } }, deps.environment)
  const task = { Type: 'Task', Resource: `arn:aws:states:::${resource}.sync`, Parameters: parameters, End: true }
  const machine = { StartAt: 'T', States: { T: { ...task, ...fields } } }
  const execution = start(machine, { ...deps, services })
  return { execution, system, calls }
}

const runJob = async (job: JobCase, fields: JsonObject = {}) => {
  const { execution, system, calls } = startJob(job, fields)
  await execution.done
  const { status, error, cause, output } = execution
  const types = eventsOf(execution).map(({ type }) => type)
  return { status, error, cause, output: JSON.parse(output ?? 'null'), calls, types, elapsed: system.elapsed }
}

const glue = (...states: readonly string[]): JobCase => ({
  resource: 'glue:startJobRun',
  parameters: { JobName: 'load' },
  operations: {
    StartJobRun: { request: { JobName: 's' }, responses: [{ JobRunId: 'jr' }] },
    GetJobRun: {
      request: { JobName: 's', RunId: 's' },
      responses: states.map((JobRunState) => ({ JobRun: { Id: 'jr', JobRunState } })),
    },
    BatchStopJobRun: { request: { JobName: 's', JobRunIds: ['s'] }, responses: [{}] },
  },
})

describe('a task that waits for a job', () => {
  it('describes the job until it has succeeded, in virtual time', async () => {
    const run = await runJob(glue('STARTING', 'RUNNING', 'SUCCEEDED'))
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Id: 'jr', JobRunState: 'SUCCEEDED' }, elapsed: 1250 })
    expect(run.calls).toEqual([
      { name: 'StartJobRun', input: { JobName: 'load' } },
      ...Array(3).fill({ name: 'GetJobRun', input: { JobName: 'load', RunId: 'jr' } }),
    ])
    expect(run.types).toContain('TaskSubmitted')
  })

  it('fails with the description of a job that failed', async () => {
    const run = await runJob(glue('RUNNING', 'FAILED'))
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' })
    expect(JSON.parse(run.cause ?? '')).toEqual({ Id: 'jr', JobRunState: 'FAILED' })
  })

  it('stops the job when the task times out', async () => {
    const { status, error, calls } = await runJob(glue('RUNNING'), { TimeoutSeconds: 60 })
    expect([status, error]).toEqual(['FAILED', 'States.Timeout'])
    expect(calls.at(-1)).toEqual({ name: 'BatchStopJobRun', input: { JobName: 'load', JobRunIds: ['jr'] } })
  })

  it('stops the job when the execution is stopped', async () => {
    const { execution, system, calls } = startJob(glue('RUNNING'))
    await system.sleep(5000)
    execution.stop()
    await execution.done
    await system.yield()
    expect(calls.at(-1)?.name).toBe('BatchStopJobRun')
    expect(system.sleeping).toBe(0)
  })

  it('fails with the error of a description', async () => {
    const job = glue('RUNNING')
    const GetJobRun = { request: { JobName: 's', RunId: 's' }, responses: [{}, 'EntityNotFoundException'] }
    const { error, cause } = await runJob({ ...job, operations: { ...job.operations, GetJobRun } })
    expect(error).toBe('Glue.AWSGlueException')
    expect(cause).toContain('Error Code: null')
  })
})

const cases: readonly (JobCase & { readonly result: JsonObject; readonly described: JsonObject })[] = [
  {
    resource: 'athena:startQueryExecution',
    parameters: { QueryString: 'select 1' },
    operations: {
      StartQueryExecution: { request: { QueryString: 's' }, responses: [{ QueryExecutionId: 'q' }] },
      GetQueryExecution: {
        request: { QueryExecutionId: 's' },
        responses: [{ QueryExecution: { Status: { State: 'SUCCEEDED' } } }],
      },
    },
    described: { QueryExecutionId: 'q' },
    result: { QueryExecution: { Status: { State: 'SUCCEEDED' } } },
  },
  {
    resource: 'batch:submitJob',
    parameters: { JobName: 'n', JobQueue: 'q', JobDefinition: 'd' },
    operations: {
      SubmitJob: { request: { jobName: 's', jobQueue: 's', jobDefinition: 's' }, responses: [{ jobId: 'j' }] },
      DescribeJobs: { request: { jobs: ['s'] }, responses: [{ jobs: [{ jobId: 'j', status: 'SUCCEEDED' }] }] },
    },
    described: { jobs: ['j'] },
    result: { JobId: 'j', Status: 'SUCCEEDED' },
  },
  {
    resource: 'codebuild:startBuild',
    parameters: { ProjectName: 'p' },
    operations: {
      StartBuild: { request: { projectName: 's' }, responses: [{ build: { id: 'b' } }] },
      BatchGetBuilds: { request: { ids: ['s'] }, responses: [{ builds: [{ id: 'b', buildStatus: 'SUCCEEDED' }] }] },
    },
    described: { ids: ['b'] },
    result: { Build: { Id: 'b', BuildStatus: 'SUCCEEDED' } },
  },
  {
    resource: 'ecs:runTask',
    parameters: { Cluster: 'c', TaskDefinition: 'd' },
    operations: {
      RunTask: {
        request: { cluster: 's', taskDefinition: 's' },
        responses: [{ tasks: [{ taskArn: 't' }], failures: [] }],
      },
      DescribeTasks: {
        request: { cluster: 's', tasks: ['s'] },
        responses: [{ tasks: [{ taskArn: 't', lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] }] }],
      },
    },
    described: { cluster: 'c', tasks: ['t'] },
    result: { TaskArn: 't', LastStatus: 'STOPPED', Containers: [{ ExitCode: 0 }] },
  },
  {
    resource: 'elasticmapreduce:addStep',
    parameters: { ClusterId: 'c', Step: { Name: 's' } },
    operations: {
      AddJobFlowSteps: { request: { JobFlowId: 's', Steps: [{ Name: 's' }] }, responses: [{ StepIds: ['s1'] }] },
      DescribeStep: {
        request: { ClusterId: 's', StepId: 's' },
        responses: [{ Step: { Status: { State: 'COMPLETED' } } }],
      },
    },
    described: { ClusterId: 'c', StepId: 's1' },
    result: { Step: { Status: { State: 'COMPLETED' } } },
  },
  {
    resource: 'sagemaker:createTrainingJob',
    parameters: { TrainingJobName: 'n' },
    operations: {
      CreateTrainingJob: { request: { TrainingJobName: 's' }, responses: [{ TrainingJobArn: 'a' }] },
      DescribeTrainingJob: { request: { TrainingJobName: 's' }, responses: [{ TrainingJobStatus: 'Completed' }] },
    },
    described: { TrainingJobName: 'n' },
    result: { TrainingJobStatus: 'Completed' },
  },
]

describe('the job of', () => {
  it.each(cases)('$resource is described, and gives its result', async ({ result, described, ...job }) => {
    const run = await runJob(job)
    expect(run.output).toEqual(result)
    expect(run.calls.at(-1)?.input).toEqual(described)
  })

  it('eks:deleteCluster has succeeded when the cluster does not exist any more', async () => {
    const run = await runJob({
      resource: 'eks:deleteCluster',
      parameters: { Name: 'c' },
      operations: {
        DeleteCluster: { request: { name: 's' }, responses: [{ cluster: { status: 'DELETING' } }] },
        DescribeCluster: {
          request: { name: 's' },
          responses: [{ cluster: { status: 'DELETING' } }, 'ResourceNotFoundException'],
        },
      },
    })
    expect(run.output).toEqual({ Cluster: { Status: 'DELETING' } })
  })

  it.each([
    [{ exitCode: 1 }, {}],
    [{}, { stopCode: 'TaskFailedToStart' }],
  ])('ecs:runTask fails if its task has %j %j', async (container, more) => {
    const task = { taskArn: 't', lastStatus: 'STOPPED', containers: [container], ...more }
    const { error } = await runJob({
      resource: 'ecs:runTask',
      parameters: { TaskDefinition: 'd' },
      operations: {
        RunTask: { request: { taskDefinition: 's' }, responses: [{ tasks: [{ taskArn: 't' }], failures: [] }] },
        DescribeTasks: { request: { tasks: ['s'] }, responses: [{ tasks: [task] }] },
      },
    })
    expect(error).toBe('States.TaskFailed')
  })

  it('ecs:runTask fails if the task is not placed', async () => {
    const failures = [{ reason: 'RESOURCE:MEMORY' }]
    const { error, cause } = await runJob({
      resource: 'ecs:runTask',
      parameters: { TaskDefinition: 'd' },
      operations: { RunTask: { request: { taskDefinition: 's' }, responses: [{ tasks: [], failures }] } },
    })
    expect(error).toBe('AmazonECS.Unknown')
    expect(JSON.parse(cause ?? '')).toEqual({ Tasks: [], Failures: [{ Reason: 'RESOURCE:MEMORY' }] })
  })
})

it('every action that offers .sync has a job, which describes it with the action that the model has', () => {
  const offered = Array.from(optimizedActions).flatMap(([service, actions]) =>
    Array.from(actions).flatMap(([action, { polls }]) =>
      polls === undefined ? [] : [[`${service}:${action}`, polls]],
    ),
  )
  const performedOtherwise = ['eks:runJob', 'states:startExecution']
  expect(Array.from(jobKinds, ([name, { describe }]) => [name, describe]).sort()).toEqual(
    offered.filter(([name]) => !performedOtherwise.includes(name ?? '')).sort(),
  )
})

it('every action that describes or stops a job is one of its service', () => {
  const called = Array.from(jobKinds.values()).flatMap(({ describe, stop }) => [describe, ...(stop ? [stop.call] : [])])
  const unknown = called.filter((name) => {
    const [service, action = ''] = name.split(':')
    return !actionsOf(`aws-sdk:${service}`)?.includes(action)
  })
  expect(unknown).toEqual([])
})
