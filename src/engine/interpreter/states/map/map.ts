import type { AslState } from '../../program/asl.ts'
import type { Compiler, StateAttempt } from '../../program/program.ts'
import { compileDistributedMap } from './distributed-map.ts'
import { compileInlineMap, throwUnsupportedFields } from './inline-map.ts'

/** Map: runs its processor once for each item (ASL spec, Map state). */
export const compileMap = (asl: AslState, compiler: Compiler): StateAttempt => {
  const processor = asl.ItemProcessor ?? asl.Iterator
  if (processor?.ProcessorConfig?.Mode === 'DISTRIBUTED') return compileDistributedMap(asl, processor, compiler)
  if (asl.ItemReader ?? asl.ItemBatcher ?? asl.ResultWriter) return throwUnsupportedFields
  return compileInlineMap(asl, processor ?? { StartAt: '', States: {} }, compiler)
}
