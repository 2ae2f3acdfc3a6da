import type { AslState } from '../../program/asl.ts'
import type { CompiledState, Compiler } from '../../program/compile.ts'
import { compileDistributedMap } from './distributed.ts'
import { compileInlineMap, compileUnsupportedInlineMap } from './inline.ts'

/** Map: runs its processor once for each item (ASL spec, Map state). */
export const compileMap = (asl: AslState, compiler: Compiler): CompiledState['run'] => {
  const processor = asl.ItemProcessor ?? asl.Iterator
  if (processor?.ProcessorConfig?.Mode === 'DISTRIBUTED') return compileDistributedMap(asl, processor, compiler)
  if (asl.ItemReader ?? asl.ItemBatcher ?? asl.ResultWriter) return compileUnsupportedInlineMap(asl, compiler)
  return compileInlineMap(asl, processor ?? { StartAt: '', States: {} }, compiler)
}
