import { stringify } from 'yaml'
import { toCdk } from '../../deploy/formats/cdk.ts'
import { toCloudFormation, toSam } from '../../deploy/formats/cloudformation.ts'
import type { ExportOptions } from '../../deploy/formats/exported-machine.ts'
import { toTerraform } from '../../deploy/formats/terraform.ts'
import { toAirflow } from '../../passes/airflow/to-airflow.ts'
import { desugar, templateEnvironment } from '../../sugar/desugar.ts'
import { checkDefinition, nameOfStateMachine } from '../deploy-file.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'

/** The writers of the formats. One that returns a string writes code. */
const writers = {
  cloudformation: toCloudFormation,
  sam: toSam,
  terraform: toTerraform,
  cdk: toCdk,
  airflow: (definition: unknown, { name }: ExportOptions) => toAirflow(definition, { name }),
  asl: (definition: unknown, { partition = 'aws' }: ExportOptions) =>
    desugar(definition, { ...templateEnvironment, partition }),
} as const satisfies Readonly<Record<string, (definition: unknown, options: ExportOptions) => unknown>>

export type ExportFormat = keyof typeof writers

export interface ExportCommandArgs extends Pick<ExportOptions, 'name' | 'type' | 'roleArn' | 'tracing' | 'partition'> {
  readonly file: string
  readonly format: ExportFormat
  readonly yaml?: boolean
  readonly logs?: 'ALL' | 'ERROR' | 'FATAL'
  /** The names of metrics that get an alarm. */
  readonly alarm?: readonly string[]
  readonly debug?: boolean
}

/** Prints the file's state machine in the format of another tool, with its role, activities, log group and alarms. */
export const exportCommand = async ({ file, format, yaml, ...args }: ExportCommandArgs, io: Io): Promise<number> => {
  const loaded = await loadFile(file, io)
  checkDefinition(file, loaded)
  const { name = nameOfStateMachine(file, loaded), logs, alarm = [], debug: _, ...settings } = args
  const exported = writers[format](loaded.definition, {
    ...settings,
    name,
    ...(logs && { logging: { level: logs } }),
    ...(alarm.length > 0 && { alarms: Object.fromEntries(alarm.map((metric) => [metric, { threshold: 1 }])) }),
  })
  io.out(written(exported, yaml))
  return exitCodes.done
}

const written = (exported: unknown, isYaml: boolean | undefined): string => {
  if (typeof exported === 'string') return exported
  return isYaml ? stringify(exported, { aliasDuplicateObjects: false }) : `${JSON.stringify(exported, null, 2)}\n`
}
