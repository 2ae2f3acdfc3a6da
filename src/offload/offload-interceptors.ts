import { TaskError } from '../errors.ts'
import type { ObjectStore } from '../workers/activity-task.ts'
import type { Interceptor, InterceptorFunction } from '../workers/interceptor.ts'
import { assertOffloadOptions, load, type OffloadOptions, offload } from './offload.ts'
import { pointersIn } from './pointer.ts'

export type { OffloadOptions } from './offload.ts'

type Settings = Omit<OffloadOptions, 'bucket' | 'keys'>

/** What goes around every handler: pointers in the input are loaded; with `options`, large outputs are offloaded. */
export const offloadInterceptors = (store: ObjectStore, options?: OffloadOptions): Interceptor[] => [
  (task, next) =>
    pointersIn(task.input).size > 0 ? load(task.input, store).then((input) => next({ ...task, input })) : next(task),
  ...(options !== undefined ? [offloadOutput(options)] : []),
]

/**
 * An interceptor that puts these members of the output into S3, one object each, when the output's JSON is over the threshold. Workers load
 * them by themselves where they receive them.
 * @throws TypeError where an argument or a setting is not what it should be.
 */
export const offloadKeys = (bucket: string, keys: readonly string[], settings: Settings = {}): InterceptorFunction =>
  offloadOutput({ ...settings, bucket, keys })

/**
 * An interceptor that puts as much of the output into S3 as it takes to get below the threshold, largest values first.
 * @throws TypeError where an argument or a setting is not what it should be.
 */
export const offloadAll = (bucket: string, settings: Settings = {}): InterceptorFunction =>
  offloadOutput({ ...settings, bucket })

const offloadOutput = (options: OffloadOptions): InterceptorFunction => {
  assertOffloadOptions(options)
  return async (task, next) => {
    const output = await next(task)
    if (!task.objects) throw new TaskError('Offload.NoStore', 'these workers were started without an S3 client')
    return offload(output, options, task.objects)
  }
}
