import { type DiffColors, formatDiff, noColors } from '../diff/format-diff.ts'
import type { DeploymentPlan, DeploymentStep } from './step.ts'

/**
 * Formats a plan as lines for people: `+` for what is created, `~` for what is updated, `=` for what stays, with the changes of
 * definitions.
 *
 * @example
 * formatPlan({ hasChanges: false, steps: [] }) // => 'nothing to deploy'
 */
export const formatPlan = ({ steps }: DeploymentPlan, colors: DiffColors = noColors): string =>
  steps.length === 0 ? 'nothing to deploy' : steps.flatMap((step) => formatStep(step, colors)).join('\n')

const formatStep = (step: DeploymentStep, colors: DiffColors): string[] => [
  showStep(step, colors),
  ...(step.diff ? formatDiff(step.diff, colors).split('\n') : []).map((line) => `    ${line}`),
]

const marks = { create: '+', update: '~', unchanged: '=' } as const

/** Formats a step as one line: `~ state machine orders: definition, tags`. */
export const showStep = (
  { resource, name, action, changes }: DeploymentStep,
  colors: DiffColors = noColors,
): string => {
  const color = { create: colors.green, update: colors.yellow, unchanged: colors.dim }[action]
  return color(`${marks[action]} ${resource} ${name}${changes.length > 0 ? `: ${changes.join(', ')}` : ''}`)
}
