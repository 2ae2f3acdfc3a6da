/**
 * Thrown if another deployment changed a state machine meanwhile. Deploy again: the plan then starts from what the other one left.
 *
 * @example
 * expect(new DeploymentConflict('orders').message).toContain('another deployment')
 */
export class DeploymentConflict extends Error {
  override readonly name = 'DeploymentConflict'
  /** The name of the state machine. */
  readonly stateMachine: string
  constructor(stateMachine: string, options?: ErrorOptions) {
    super(`another deployment changed the state machine "${stateMachine}" meanwhile: deploy again`, options)
    this.stateMachine = stateMachine
  }
}
