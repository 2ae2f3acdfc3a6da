/**
 * Thrown if another deployment changed a state machine or a Lambda function meanwhile. Deploy again: the new plan starts from the
 * result of the other deployment.
 *
 * @example
 * expect(new DeploymentConflict('state machine', 'orders').message).toContain('another deployment')
 */
export class DeploymentConflict extends Error {
  override readonly name = 'DeploymentConflict'
  readonly resource: 'state machine' | 'Lambda function'
  /** The name of the resource. */
  readonly resourceName: string
  constructor(resource: DeploymentConflict['resource'], resourceName: string, options?: ErrorOptions) {
    super(`another deployment changed the ${resource} "${resourceName}" meanwhile: deploy again`, options)
    this.resource = resource
    this.resourceName = resourceName
  }
}
