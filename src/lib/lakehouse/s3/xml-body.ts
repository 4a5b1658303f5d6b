/** Reads the XML documents that S3 operations take. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { readBody } from '../http/body.js'
import type { ServiceResponse } from '../http/service.js'
import { type XmlValue, xmlDocument } from '../http/xml.js'
import { contentChecks } from './integrity.js'
import { S3_NAMESPACE, type S3Call } from './operation.js'
import { S3Error } from './s3-error.js'

/** An element with element content: its children by name, each a list. */
export interface XmlElement {
  [child: string]: XmlNode[]
}
export type XmlNode = string | XmlElement

// 10,000 parts or 1,000 keys of 1,024 bytes, escaped, fit.
const MAX_BYTES = 8 * 1024 * 1024

// Control characters that XML 1.0 has no place for; as references they are taken.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  // Keys may begin or end with spaces.
  trimValues: false,
  ignoreDeclaration: true,
  // Character references as `&#xD;`; documents that declare entities of their own are refused below.
  htmlEntities: true,
  isArray: () => true,
  alwaysCreateTextNode: false,
})

/** The content of the document's root, which must have this name. Checksums in the headers are verified, if its own. */
export async function readXml(call: S3Call, root: string, { isVerified = true } = {}): Promise<XmlElement> {
  const bytes = await readBody(call.request.body, MAX_BYTES)
  if (isVerified) contentChecks(call).verifyBytes(bytes)
  const text = bytes.toString('utf8')
  if (/<!DOCTYPE/i.test(text) || FORBIDDEN.test(text) || XMLValidator.validate(text) !== true) throw malformed()
  const content = (parser.parse(text) as XmlElement)[root]?.[0]
  if (content === undefined) throw malformed()
  return typeof content === 'string' ? {} : content
}

export function children(element: XmlElement, name: string): XmlElement[] {
  const nodes = Object.hasOwn(element, name) ? element[name]! : []
  return nodes.map(node => {
    if (typeof node === 'string') throw malformed()
    return node
  })
}

/** The text of the first child of this name. */
export function childText(element: XmlElement, name: string): string | undefined {
  const node = Object.hasOwn(element, name) ? element[name]![0] : undefined
  if (node === undefined) return undefined
  if (typeof node !== 'string') throw malformed()
  return node
}

export function malformed(): S3Error {
  return new S3Error(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
}

export function xmlResponse(root: string, content: XmlValue, headers: Record<string, string> = {}): ServiceResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: xmlDocument(root, content, S3_NAMESPACE),
  }
}
