import {
  type CallContext,
  generatedResource,
  ifSync,
  managedRule,
  type NeededResource,
  need,
  ownArn,
  passRole,
  type Rule,
} from './need.ts'
import type { RequestValue } from './request-value.ts'

interface SageMakerJob {
  /** The type of the resource in ARNs, and the member of the request that names it. */
  readonly type: string
  readonly member: string
  /** The noun of the actions: `TrainingJob`. */
  readonly noun: string
  readonly rule: string
  /** The path of members to the role that the job assumes; absent if it has none. */
  readonly role?: readonly string[]
}

/** SageMaker's ARNs have names in lower case. */
const resourcesOf = (name: RequestValue, prefix: string): NeededResource[] => {
  const { arn } = generatedResource(name, prefix)
  const lower = arn.startsWith(prefix) ? `${prefix}${arn.slice(prefix.length).toLowerCase()}` : arn
  return [...new Set([arn, lower])].map((one) => ({ arn: one }))
}

const named = (request: RequestValue, member: string, context: CallContext, type: string): NeededResource[] =>
  resourcesOf(request.member(member), ownArn(context, 'sagemaker', `${type}/`))

const ofJob =
  ({ type, member, noun, rule, role }: SageMakerJob): Rule =>
  (request, context) => {
    const jobs = named(request, member, context, type)
    const roleValue = role?.reduce((value, name) => value.member(name), request)
    return [
      need(`sagemaker:Create${noun}`, jobs),
      ...(roleValue ? passRole(roleValue, role?.at(-1) ?? '', { context, service: 'sagemaker.amazonaws.com' }) : []),
      ...ifSync(
        context,
        need([`sagemaker:Describe${noun}`, `sagemaker:Stop${noun}`, 'sagemaker:AddTags', 'sagemaker:ListTags'], jobs),
        managedRule(context, rule),
      ),
      ...(context.isSync || request.member('Tags').isAbsent ? [] : [need('sagemaker:AddTags', jobs)]),
    ]
  }

const createModel: Rule = (request, context) => [
  need('sagemaker:CreateModel', named(request, 'ModelName', context, 'model')),
  ...passRole(request.member('ExecutionRoleArn'), 'ExecutionRoleArn', { context, service: 'sagemaker.amazonaws.com' }),
]

const createEndpointConfig: Rule = (request, context) => [
  need('sagemaker:CreateEndpointConfig', named(request, 'EndpointConfigName', context, 'endpoint-config')),
  ...passRole(request.member('ExecutionRoleArn'), 'ExecutionRoleArn', { context, service: 'sagemaker.amazonaws.com' }),
]

const ofEndpoint =
  (action: string): Rule =>
  (request, context) => [
    need(`sagemaker:${action}`, [
      ...named(request, 'EndpointName', context, 'endpoint'),
      ...named(request, 'EndpointConfigName', context, 'endpoint-config'),
    ]),
  ]

/** The rules of the integration of SageMaker. */
export const sageMakerRules: Readonly<Record<string, Rule>> = {
  'sagemaker:createEndpoint': ofEndpoint('CreateEndpoint'),
  'sagemaker:createEndpointConfig': createEndpointConfig,
  'sagemaker:createHyperParameterTuningJob': ofJob({
    type: 'hyper-parameter-tuning-job',
    member: 'HyperParameterTuningJobName',
    noun: 'HyperParameterTuningJob',
    rule: 'StepFunctionsGetEventsForSageMakerTuningJobsRule',
    role: ['TrainingJobDefinition', 'RoleArn'],
  }),
  'sagemaker:createLabelingJob': ofJob({
    type: 'labeling-job',
    member: 'LabelingJobName',
    noun: 'LabelingJob',
    rule: 'StepFunctionsGetEventsForSageMakerLabelingJobsRule',
    role: ['RoleArn'],
  }),
  'sagemaker:createModel': createModel,
  'sagemaker:createProcessingJob': ofJob({
    type: 'processing-job',
    member: 'ProcessingJobName',
    noun: 'ProcessingJob',
    rule: 'StepFunctionsGetEventsForSageMakerProcessingJobsRule',
    role: ['RoleArn'],
  }),
  'sagemaker:createTrainingJob': ofJob({
    type: 'training-job',
    member: 'TrainingJobName',
    noun: 'TrainingJob',
    rule: 'StepFunctionsGetEventsForSageMakerTrainingJobsRule',
    role: ['RoleArn'],
  }),
  'sagemaker:createTransformJob': ofJob({
    type: 'transform-job',
    member: 'TransformJobName',
    noun: 'TransformJob',
    rule: 'StepFunctionsGetEventsForSageMakerTransformJobsRule',
  }),
  'sagemaker:updateEndpoint': ofEndpoint('UpdateEndpoint'),
}
