import type { AwsAccount } from '../../deploy/aws-account.ts'
import { explainPermissions } from '../../deploy/permissions/explain-permissions.ts'
import { type PermissionsOptions, permissions } from '../../deploy/permissions/permissions.ts'
import { toPolicyDocuments } from '../../deploy/permissions/policy-documents.ts'
import { checkDefinition, nameOfStateMachine } from '../deploy-file.ts'
import { exitCodes, type Io } from '../io.ts'
import { type LoadedFile, loadFile } from '../load-file.ts'

export interface PermissionsCommandArgs extends Pick<PermissionsOptions, 'type' | 'tracing'> {
  readonly file: string
  readonly name?: string
  readonly region?: string
  readonly accountId?: string
  readonly logs?: boolean
  /** The values of substitutions by name. */
  readonly substitution?: Readonly<Record<string, string>>
  readonly explain?: boolean
  readonly json?: boolean
}

/**
 * Prints the policy that the role of the file's state machine needs, or, with `--explain`, the permissions by state. Without a region
 * and an account, ARNs have CloudFormation's pseudo parameters in their place.
 */
export const permissionsCommand = async (args: PermissionsCommandArgs, io: Io): Promise<number> => {
  const { file, explain, json } = args
  const loaded = await loadFile(file, io)
  checkDefinition(file, loaded)
  const statements = permissions(loaded.definition, accountOf(args), optionsOf(loaded, args))
  if (statements.length === 0) io.err(`${file}: no permissions are needed\n`)
  if (explain) io.out(explainPermissions(statements))
  else if (json) io.out(`${JSON.stringify(statements, null, 2)}\n`)
  else for (const document of toPolicyDocuments(statements)) io.out(`${JSON.stringify(document, null, 2)}\n`)
  return exitCodes.done
}

const accountOf = ({ region, accountId }: PermissionsCommandArgs): AwsAccount | undefined => {
  if (region === undefined && accountId === undefined) return undefined
  if (region === undefined || accountId === undefined) throw new Error('--region and --account-id need each other')
  return { region, accountId }
}

const optionsOf = (
  loaded: LoadedFile,
  { file, name, type, tracing, logs, substitution }: PermissionsCommandArgs,
): PermissionsOptions => ({
  name: name ?? nameOfStateMachine(file, loaded),
  ...(type && { type }),
  ...(tracing && { tracing }),
  ...(logs && { logging: { level: 'ALL' } }),
  ...(substitution && { substitutions: substitution }),
})
