import type { StateTestResult, TestStateOptions } from '../../client/test-state.ts'
import type { AnyDefinition } from '../../definition-argument.ts'
import type { Json } from '../../json.ts'
import { showFailure } from '../../show-failure.ts'
import { withoutControls } from '../../without-controls.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'
import { readInput, readJsonOption } from '../read-input.ts'

export interface TestStateCommandArgs extends ConnectOptions {
  readonly file: string
  readonly state: string
  readonly input?: string
  readonly variables?: string
  readonly mock?: string
  readonly context?: string
  readonly stateConfiguration?: string
  readonly inspectionLevel: 'INFO' | 'DEBUG' | 'TRACE'
  readonly roleArn?: string
  readonly json?: boolean
}

/** Tests one state of the file's definition and prints the result. It fails if the state does, and no catcher catches it. */
export const testStateCommand = async (args: TestStateCommandArgs, io: Io): Promise<number> => {
  const { definition } = await loadFile(args.file, io)
  const options = await readOptions(args, io)
  const { stepwise, close } = await connect(args, io)
  try {
    // The boundary: testState checks what a file exports and what options contain.
    const result = await stepwise.testState(definition as AnyDefinition, options as TestStateOptions)
    io.out(args.json ? `${JSON.stringify(result, null, 2)}\n` : showResult(result, io))
    return result.status === 'SUCCEEDED' || result.status === 'CAUGHT_ERROR' ? exitCodes.done : exitCodes.failed
  } finally {
    await close()
  }
}

const readOptions = async (args: TestStateCommandArgs, io: Io): Promise<Readonly<Record<string, Json>>> => {
  const { state: stateName, inspectionLevel, roleArn } = args
  const given: [name: string, value: Json | undefined][] = [
    ['input', await readInput(args.input, io)],
    ['variables', await readJsonOption('--variables', args.variables, io)],
    ['mock', await readJsonOption('--mock', args.mock, io)],
    ['context', await readJsonOption('--context', args.context, io)],
    ['stateConfiguration', await readJsonOption('--state-configuration', args.stateConfiguration, io)],
    ['roleArn', roleArn],
  ]
  const read = given.flatMap(([name, value]): [string, Json][] => (value === undefined ? [] : [[name, value]]))
  return { ...Object.fromEntries(read), stateName, inspectionLevel }
}

const showResult = ({ status, output, error, cause, nextState, inspection = {} }: StateTestResult, io: Io): string => {
  const steps = Object.entries(inspection).map(([step, value]) => `${step}  ${JSON.stringify(value)}`)
  const color = status === 'SUCCEEDED' ? io.colors.green : status === 'CAUGHT_ERROR' ? io.colors.yellow : io.colors.red
  const outcome = [color(status), withoutControls(showFailure(error, cause)), nextState && `→ ${nextState}`]
    .filter(Boolean)
    .join('  ')
  return `${[...steps, outcome, ...(output === undefined ? [] : [JSON.stringify(output, null, 2)])].join('\n')}\n`
}
