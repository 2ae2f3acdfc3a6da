import { hasOwnEndpoint } from './endpoint.ts'
import { regionOf } from './find-environment.ts'
import type { Session } from './session.ts'

/**
 * Returns what a session's requests go to: AWS, the embedded engine of this process, or a server at an endpoint of its own, such
 * as `stepwise local`.
 * @throws Error if the client has no region.
 */
export const engineKind = async (session: Session): Promise<'aws' | 'embedded' | 'server'> => {
  if (session.ended) return 'embedded'
  await regionOf(session)
  return (await hasOwnEndpoint(await session.connect())) ? 'server' : 'aws'
}
