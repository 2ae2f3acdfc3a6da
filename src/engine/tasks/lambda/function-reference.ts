import type { AwsEnvironment } from '../../../arn.ts'
import type { LambdaCall } from './invoke-lambda.ts'

/** A Lambda function as a call names it. */
export type FunctionReference = Pick<LambdaCall, 'functionName' | 'qualifier'>

/** The name `f` of `f`, `f:live`, `123456789012:function:f` and `arn:aws:lambda:eu-west-1:123456789012:function:f:live`. */
export const functionNameOf = (functionName: string): string => {
  const start = startOfName(functionName)
  const end = functionName.indexOf(':', start)
  return end < 0 ? functionName.slice(start) : functionName.slice(start, end)
}

const FUNCTION = ':function:'

const startOfName = (functionName: string): number => {
  const marker = functionName.indexOf(FUNCTION)
  return marker < 0 ? 0 : marker + FUNCTION.length
}

/** The version or alias that a call names: by itself, or behind the function's name. */
export const functionQualifierOf = ({ functionName, qualifier }: FunctionReference): string | undefined => {
  if (qualifier !== undefined) return qualifier
  const end = functionName.indexOf(':', startOfName(functionName))
  return end < 0 ? undefined : functionName.slice(end + 1)
}

/** The ARN of the function that a call invokes, with its version or alias. */
export const functionArnOf = (
  call: FunctionReference,
  name: string,
  { partition, region, accountId }: AwsEnvironment,
): string => {
  const { functionName, qualifier } = call
  const isArn = functionName.startsWith('arn:')
  if (isArn && qualifier === undefined) return functionName
  const prefix = isArn
    ? functionName.slice(0, startOfName(functionName))
    : `arn:${partition}:lambda:${region}:${accountId}${FUNCTION}`
  const suffix = functionQualifierOf(call)
  return suffix === undefined ? prefix + name : `${prefix}${name}:${suffix}`
}
