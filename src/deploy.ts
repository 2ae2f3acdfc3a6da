export { type Alarm, type AlarmOptions, alarm } from './deploy/alarm.ts'
export type { AwsAccount } from './deploy/aws-account.ts'
export type {
  Deployable,
  DeployedSettings,
  DeployItem,
  DeployOptions,
} from './deploy/deploy-options.ts'
export type { DeployedStateMachine, Deployment } from './deploy/deploy-state-machines.ts'
export { createDeployer, type Deployer } from './deploy/deployer.ts'
export type { DeployerOptions } from './deploy/deployer-options.ts'
export { DeploymentConflict } from './deploy/deployment-conflict.ts'
export type { DestroyOptions, Destruction } from './deploy/destroy.ts'
export {
  type ChangedState,
  type ComparedState,
  type DefinitionDiff,
  diff,
  type RunningExecutions,
  type ValueChange,
} from './deploy/diff/diff.ts'
export { type DiffColors, formatDiff } from './deploy/diff/format-diff.ts'
export { toCdk } from './deploy/formats/cdk.ts'
export {
  type CloudFormationResource,
  type CloudFormationTemplate,
  toCloudFormation,
  toSam,
} from './deploy/formats/cloudformation.ts'
export type { ExportOptions } from './deploy/formats/exported-machine.ts'
export { type TerraformConfiguration, toTerraform } from './deploy/formats/terraform.ts'
export { grant } from './deploy/grant.ts'
export type { DeployedFunction, DeployLambdasOptions, LambdasDeployment } from './deploy/lambda/deploy-lambdas.ts'
export type { FunctionSource, FunctionSources } from './deploy/lambda/function-source.ts'
export { type Metric, type MetricStatistic, metric } from './deploy/metrics.ts'
export { explainPermissions } from './deploy/permissions/explain-permissions.ts'
export type { MachineSettings } from './deploy/permissions/machine-needs.ts'
export { type PermissionsOptions, permissions } from './deploy/permissions/permissions.ts'
export { type IamStatement, type PolicyDocument, toPolicyDocuments } from './deploy/permissions/policy-documents.ts'
export type { PolicyStatement } from './deploy/permissions/policy-statement.ts'
export type { PlanOptions } from './deploy/plan/execute-plan.ts'
export { formatPlan } from './deploy/plan/format-plan.ts'
export type { DeploymentPlan, DeploymentStep } from './deploy/plan/step.ts'
export type { RemovedResource } from './deploy/remove-unused.ts'
export { CanaryFailed } from './deploy/versions/canary.ts'
export type { CanaryOptions } from './deploy/versions/canary-options.ts'
export type { VersionSummary } from './deploy/versions/list-deployed-versions.ts'
export type { PruneOptions } from './deploy/versions/prune.ts'
export type { Rollback, RollbackOptions } from './deploy/versions/rollback.ts'
