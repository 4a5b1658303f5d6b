import { AwsJsonError } from '../http/aws-json.js'

// biome-ignore lint/suspicious/noExplicitAny: whatever JSON the client sent; the readers below check it.
export type Input = any

/** The service's own refusal. */
export function invalidRequest(message: string, code = 'INVALID_INPUT'): AwsJsonError {
  return new AwsJsonError('InvalidRequestException', message, 400, { AthenaErrorCode: code })
}

/** A member that may be absent or null. */
export function optionalText(input: Input, member: string, longest = 262144): string | undefined {
  const value = input?.[member]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalidRequest(`${member} must be a string`)
  if (value.length > longest) throw invalidRequest(`${member} is longer than ${longest} characters`)
  return value
}

export function requiredText(input: Input, member: string, longest?: number): string {
  const value = optionalText(input, member, longest)
  if (value === undefined || value === '') throw invalidRequest(`${member} is required`)
  return value
}

export function texts(input: Input, member: string, most: number): string[] {
  const value = input?.[member]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string'))
    throw invalidRequest(`${member} must be a list of strings`)
  if (value.length > most) throw invalidRequest(`${member} holds more than ${most} items`)
  return value
}

export function pageSize(input: Input, most: number): number {
  const value = input?.MaxResults
  if (value === undefined || value === null) return most
  if (!Number.isInteger(value) || value < 1) throw invalidRequest('MaxResults must be at least 1')
  if (value > most) throw invalidRequest(`MaxResults is more than maximum allowed length ${most}`)
  return value
}

/** One page of a list, by position: the lists that come through here are short. */
export function listPage<T>(input: Input, items: T[], most: number): { items: T[]; NextToken?: string } {
  const size = pageSize(input, most)
  const token = optionalText(input, 'NextToken')
  const start = token === undefined ? 0 : readOffset(token)
  const end = start + size
  return { items: items.slice(start, end), ...(end < items.length && { NextToken: writeOffset(end) }) }
}

export function writeOffset(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64url')
}

export function readOffset(token: string): number {
  const match = /^offset:(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString())
  if (!match) throw invalidRequest('The NextToken is not valid')
  return Number(match[1])
}
