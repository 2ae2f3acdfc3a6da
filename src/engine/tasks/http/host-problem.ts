/**
 * Why a request to a host is not sent; `undefined` if it is. An engine may be shared by a team, whose members decide the hosts: its
 * requests reach neither AWS, unless that is allowed, nor the address from which cloud machines get their credentials.
 */
export const hostProblem = ({ hostname, protocol }: URL, allowsAws: boolean): string | undefined => {
  if (isMetadata(hostname)) return `${hostname} is an address of the machine that runs the engine.`
  if (!allowsAws && isAwsHost(hostname)) return `${hostname} is AWS itself. --aws-services allows it.`
  if (protocol === 'http:' && !isLoopback(hostname)) return `${hostname} must be called with https.`
  return undefined
}

const isAwsHost = (hostname: string): boolean =>
  /(?:^|\.)(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|on\.aws|aws\.dev)\.?$/i.test(hostname)

/** Link-local addresses. `URL` writes an IPv4 address in any notation with four decimal numbers. */
const isMetadata = (hostname: string): boolean =>
  /^169\.254\.|^\[fe80:|^\[fd00:ec2:|^\[::ffff:a9fe:/i.test(hostname) || hostname === 'metadata.google.internal'

const isLoopback = (hostname: string): boolean => /^(?:localhost|.+\.localhost|127\..*|\[::1\])$/.test(hostname)
