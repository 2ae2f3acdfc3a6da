import type { AslState } from '../../program/asl.ts'
import type { Attempt, Compiler } from '../../program/program.ts'
import { compileDistributedMap } from './distributed-map.ts'
import { compileInlineMap } from './inline-map.ts'

/** Map: runs its processor once for each item (ASL spec, Map state). */
export const compileMap = (asl: AslState, compiler: Compiler): Attempt => {
  const processor = asl.ItemProcessor ?? asl.Iterator
  return processor?.ProcessorConfig?.Mode === 'DISTRIBUTED'
    ? compileDistributedMap(asl, processor, compiler)
    : compileInlineMap(asl, processor ?? { StartAt: '', States: {} }, compiler)
}
