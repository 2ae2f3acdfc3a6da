export {
  type ChangedState,
  type ComparedState,
  type DefinitionDiff,
  diff,
  type RunningExecutions,
  type ValueChange,
} from './deploy/diff/diff.ts'
export { type DiffColors, formatDiff } from './deploy/diff/format-diff.ts'
