/** The entries of the user to try a state. */
export interface TestDraft {
  /** The name of the state. */
  readonly name: string
  /** JSON. */
  readonly input: string
  /** JSON: an object. */
  readonly variables: string
  /** The replacement of the work of the state: a result, an error, or none. */
  readonly work: 'result' | 'error' | 'none'
  /** JSON. */
  readonly result: string
  /** The name of the error. */
  readonly error: string
}

/** Pass, Choice, Wait, Succeed and Fail states have no work that a mock could replace. */
export const hasWork = (state: unknown): boolean =>
  ['Task', 'Map', 'Parallel'].includes(String(Reflect.get(Object(state), 'Type')))

/** The request of TestState for a draft. A state without a mock is performed with the role of its state machine. */
export const testRequest = (
  { name, input, variables, work, result, error }: TestDraft,
  { definition, roleArn, state }: { readonly definition: string; readonly roleArn: string; readonly state: unknown },
) => {
  const mock = work === 'result' ? { result, fieldValidationMode: 'NONE' } : { errorOutput: { error } }
  return {
    definition,
    stateName: name,
    input,
    inspectionLevel: 'DEBUG',
    ...(variables.trim() !== '{}' && { variables }),
    ...(hasWork(state) && work !== 'none' ? { mock } : { roleArn }),
  }
}
