import type { AwsClients } from '../warehouse/clients.js'

/** Where a service was asked, and what its last answer said about the time. */
export interface ServiceAnswers {
  /** `https://s3.eu-west-1.amazonaws.com`, without a bucket's name. */
  origin: string
  answered: boolean
  /** How far this machine's clock is ahead of the service's, in seconds; undefined without a Date header. */
  ahead?: number
}

export type Answers = Map<keyof AwsClients, ServiceAnswers>

interface Request {
  protocol?: string
  hostname: string
  port?: number
}

type Middleware = (
  next: (args: { request: Request }) => Promise<{ response: { headers?: Record<string, string> } }>,
) => (args: { request: Request }) => Promise<{ response: { headers?: Record<string, string> } }>

interface Stack {
  addRelativeTo(middleware: Middleware, options: object): void
}

/** Watches the clients from now on: where each one sends its requests, and the time that its answers have. */
export function watchAnswers(clients: AwsClients, bucket: string): Answers {
  const answers: Answers = new Map()
  for (const [name, client] of Object.entries(clients) as [keyof AwsClients, { middlewareStack: unknown }][]) {
    const watch: Middleware = next => async args => {
      const seen: ServiceAnswers = { ...answers.get(name), origin: originOf(args.request, bucket), answered: false }
      answers.set(name, seen)
      const sent = Date.now()
      const result = await next(args)
      const date = Date.parse(result.response.headers?.date ?? '')
      // The header has whole seconds: half a second is the best guess.
      if (!Number.isNaN(date)) seen.ahead = ((sent + Date.now()) / 2 - (date + 500)) / 1000
      answers.set(name, { ...seen, answered: true })
      return result
    }
    // Inside the deserializer: an answer that is an error is an answer.
    const place = { name: 'mdwWatchAnswers', relation: 'after', toMiddleware: 'deserializerMiddleware', override: true }
    const stack = client.middlewareStack as Stack
    stack.addRelativeTo(watch, place)
  }
  return answers
}

function originOf({ protocol = 'https:', hostname, port }: Request, bucket: string): string {
  const host = hostname.startsWith(`${bucket}.`) ? hostname.slice(bucket.length + 1) : hostname
  return `${protocol}//${host}${port === undefined ? '' : `:${port}`}`
}
