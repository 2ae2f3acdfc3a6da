import { TaskError } from '../errors.ts'
import { assertValue, required } from '../options.ts'
import type { Interceptor, InterceptorFunction } from '../workers/interceptor.ts'
import type { ObjectStore } from '../workers/object-store.ts'
import { load } from './load.ts'
import { offload } from './offload.ts'
import { assertOffloadArguments, type CommonOffloadOptions, keysCheck, type OffloadOptions } from './offload-options.ts'
import { pointersIn } from './pointer.ts'

/** The interceptors around every handler: one that loads pointers in the input and, given options, one that offloads large outputs. */
export const offloadInterceptors = (store: ObjectStore, options?: OffloadOptions): Interceptor[] => [
  (task, next) =>
    pointersIn(task.input).size > 0 ? load(task.input, store).then((input) => next({ ...task, input })) : next(task),
  ...(options !== undefined ? [offloadOutput(options)] : []),
]

/**
 * An interceptor that puts these members of the output into S3, one object each, if the output's JSON is over the threshold. Workers whose
 * input has the pointers load the objects.
 * @throws TypeError if an argument or an option is wrong.
 *
 * @example
 * local.startWorkers(orders, handlers, { interceptors: [offloadKeys('my-bucket', ['document'], { prefix: 'orders/' })] })
 */
export const offloadKeys = (
  bucket: string,
  keys: readonly string[],
  options: CommonOffloadOptions = {},
): InterceptorFunction => {
  assertOffloadArguments(bucket, options)
  assertValue('keys', keys, required(keysCheck))
  return offloadOutput({ ...options, bucket, keys })
}

/**
 * An interceptor that puts the largest values of the output into S3, as many as are needed to get below the threshold.
 * @throws TypeError if an argument or an option is wrong.
 *
 * @example
 * local.startWorkers(orders, handlers, { interceptors: [offloadAll('my-bucket', { thresholdBytes: 50_000 })] })
 */
export const offloadAll = (bucket: string, options: CommonOffloadOptions = {}): InterceptorFunction => {
  assertOffloadArguments(bucket, options)
  return offloadOutput({ ...options, bucket })
}

const offloadOutput =
  (options: OffloadOptions): InterceptorFunction =>
  async (task, next) => {
    const output = await next(task)
    if (!task.objects) throw new TaskError('Offload.NoStore', 'these workers were started without an S3 client')
    return offload(output, options, task.objects)
  }
