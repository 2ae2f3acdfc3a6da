export { type Alarm, type AlarmOptions, alarm } from './deploy/alarm.ts'
export type { AwsAccount } from './deploy/aws-account.ts'
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
export { type Metric, type MetricStatistic, metric } from './deploy/metrics.ts'
export { explainPermissions } from './deploy/permissions/explain-permissions.ts'
export type { MachineSettings } from './deploy/permissions/machine-needs.ts'
export { type PermissionsOptions, permissions } from './deploy/permissions/permissions.ts'
export { type IamStatement, type PolicyDocument, toPolicyDocuments } from './deploy/permissions/policy-documents.ts'
export type { PolicyStatement } from './deploy/permissions/policy-statement.ts'
