import type { AwsServices, FunctionConfiguration } from '../aws-services.ts'
import { tagRecord } from '../ownership.ts'

/** A Lambda function as it is now. */
export interface PresentFunction {
  readonly configuration: FunctionConfiguration
  readonly tags: Readonly<Record<string, string>>
}

/** Returns a Lambda function; `undefined` if it does not exist. */
export const findFunction = async (
  lambda: AwsServices['lambda'],
  FunctionName: string,
): Promise<PresentFunction | undefined> => {
  try {
    const { Configuration = {}, Tags = {} } = await lambda('GetFunction', { FunctionName })
    return {
      configuration: Configuration,
      tags: tagRecord(Object.entries(Tags).map(([key, value]) => ({ key, value }))),
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined
    throw error
  }
}
