import { awsEnvironment } from '../../arn.ts'
import { desugar } from '../../sugar/desugar.ts'
import { checkDefinition } from '../deploy-file.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'

export interface AslCommandArgs {
  readonly file: string
  readonly region?: string
  readonly accountId?: string
}

/**
 * Prints the file's definition as ASL in JSON. Without a region and an account, ARNs have CloudFormation's pseudo parameters
 * (`${AWS::Region}`, `${AWS::AccountId}`) in their place.
 */
export const aslCommand = async ({ file, region, accountId }: AslCommandArgs, io: Io): Promise<number> => {
  const loaded = await loadFile(file, io)
  checkDefinition(file, loaded)
  const environment =
    region === undefined && accountId === undefined
      ? undefined
      : awsEnvironment(region ?? '${AWS::Region}', accountId ?? '${AWS::AccountId}')
  io.out(`${JSON.stringify(desugar(loaded.definition, environment), null, 2)}\n`)
  return exitCodes.done
}
