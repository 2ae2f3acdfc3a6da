import { hasOwnEndpoint } from './endpoint.ts'
import type { Session } from './session.ts'

/**
 * Returns what a session's requests go to: AWS, the embedded engine of this process, or a server at an endpoint of its own, such
 * as `stepwise local`.
 */
export const engineKind = async (session: Session): Promise<'aws' | 'embedded' | 'server'> => {
  if (session.ended) return 'embedded'
  return (await hasOwnEndpoint(await session.connect())) ? 'server' : 'aws'
}
