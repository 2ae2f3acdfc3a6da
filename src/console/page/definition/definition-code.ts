import { config } from 'zod/mini'
import { awsEnvironment, parseArn } from '../../../arn.ts'
import { resugar } from '../../../sugar/desugar.ts'

export { GraphView } from './graph-view.tsx'

// The content security policy of the page forbids the code that zod would generate.
config({ jitless: true })

/** A definition in ASL as a literal, with the names of the account and region of an ARN. Returns ASL that cannot be translated as it is. */
export const literalOf = (asl: unknown, arn: string): unknown => {
  const { region, accountId } = parseArn(arn) ?? {}
  try {
    return region && accountId ? resugar(asl, awsEnvironment(region, accountId)) : resugar(asl)
  } catch {
    return asl
  }
}
