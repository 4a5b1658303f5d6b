/** Writes XML. Values are escaped, so that no key, tag or message can change the document's structure. */

/** A text, a list (the element is repeated), nested elements, or nothing. */
export type XmlValue = string | number | boolean | Date | undefined | XmlValue[] | { [element: string]: XmlValue }

/** A whole document with one root element. */
export function xmlDocument(root: string, content: XmlValue, namespace?: string): string {
  const attribute = namespace ? ` xmlns="${namespace}"` : ''
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${xmlContent(content)}</${root}>`
}

function xmlContent(value: XmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeXml(value)
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object') return String(value)
  let text = ''
  for (const [name, child] of Object.entries(value)) text += xmlElement(name, child)
  return text
}

function xmlElement(name: string, value: XmlValue): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map(item => xmlElement(name, item)).join('')
  // An attribute rides on the element name, as in `Grantee xsi:type="…"`.
  return `<${name}>${xmlContent(value)}</${name.split(' ', 1)[0]}>`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what XML needs escaped.
const ESCAPED = /[<>&"\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g

function escapeXml(text: string): string {
  return text.replace(ESCAPED, char => {
    switch (char) {
      case '<':
        return '&lt;'
      case '>':
        return '&gt;'
      case '&':
        return '&amp;'
      case '"':
        return '&quot;'
      default:
        // XML 1.0 has no form for most control characters; S3 writes them as references all the same.
        return `&#x${char.charCodeAt(0).toString(16)};`
    }
  })
}
