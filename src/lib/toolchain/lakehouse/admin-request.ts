import { MdwError } from '../../errors.js'
import type { Environment } from '../../project/environment.js'
import { signedRequest } from '../signed-request.js'

/** Asks a page of the running lakehouse that only the project's key pair may use. */
export async function adminRequest<T>(
  environment: Environment,
  method: 'GET' | 'POST' | 'DELETE',
  page: string,
  input?: object,
): Promise<T> {
  const response = await signedRequest({
    url: new URL(`/_mdw/${page}`, environment.endpoint),
    method,
    service: 'mdw',
    region: environment.region,
    credentials: environment.credentials!,
    headers: { 'content-type': 'application/json' },
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  })
  const answer = (await response.json()) as T & { error?: { message: string } }
  if (response.ok) return answer
  throw new MdwError({
    code: 'LAKEHOUSE_REFUSED',
    message: answer.error?.message ?? `The lakehouse answered with status ${response.status}.`,
    actions: ['`mdw local logs` shows what it did.'],
  })
}
