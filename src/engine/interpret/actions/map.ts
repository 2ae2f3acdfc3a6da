import type { AslState } from '../asl.ts'
import type { Compiler, State } from '../program.ts'
import { compileDistributedMap } from './map-distributed.ts'
import { compileInlineMap } from './map-inline.ts'

/** Map: runs its processor once for each item (ASL spec, Map state). */
export const compileMap = (asl: AslState, compiler: Compiler): State['run'] => {
  const processor = asl.ItemProcessor ?? asl.Iterator
  return processor?.ProcessorConfig?.Mode === 'DISTRIBUTED'
    ? compileDistributedMap(asl, processor, compiler)
    : compileInlineMap(asl, processor ?? { StartAt: '', States: {} }, compiler)
}
