/** One finding as `ValidateStateMachineDefinition` answers it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING'
  readonly code: string
  readonly message: string
  /** Where, as AWS writes it: `/States/A/Next`, `/States/C/Choices[0]/Next`; absent where AWS names no place. */
  readonly location?: string
}

export interface ValidateOptions {
  /** `EXPRESS` machines may not wait for tokens, jobs or activities. Default `STANDARD`. */
  readonly type?: 'STANDARD' | 'EXPRESS'
}

/** What AWS would say about the text of a definition, in its codes, words, locations and order. */
export const validateMachine = (definition: string, options: ValidateOptions = {}): Diagnostic[] => {
  void definition
  void options
  return []
}
