import type { TypeField, TypeName } from '../ast.js'
import type { Cursor } from './cursor.js'
import { intervalField } from './primary.js'

/** `type` of Trino's grammar, the postfix form `bigint array` included. */
export function typeName(p: Cursor): TypeName {
  const start = p.token
  let type = baseType(p)
  while (p.accept('ARRAY')) {
    if (p.accept('[')) {
      p.integer()
      p.expect(']')
    }
    type = { name: 'array', args: [type], loc: p.loc(start) }
  }
  return type
}

function baseType(p: Cursor): TypeName {
  const start = p.token
  switch (start.key) {
    case 'ROW':
      if (p.ahead(1).key !== '(') break
      p.next()
      return { name: 'row', args: p.parenthesized(() => rowField(p)), loc: p.loc(start) }
    case 'INTERVAL': {
      if (p.ahead(1).type !== 'word' || !/^(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)$/.test(p.ahead(1).key)) break
      p.next()
      const from = intervalField(p)
      const to = p.accept('TO') ? ` to ${intervalField(p)}` : ''
      return { name: `interval ${from}${to}`, args: [], loc: p.loc(start) }
    }
    case 'TIME':
    case 'TIMESTAMP': {
      p.next()
      const args = p.is('(') ? p.parenthesized(() => typeParameter(p)) : []
      const zoned = p.acceptAll('WITH', 'TIME', 'ZONE')
      if (!zoned) p.acceptAll('WITHOUT', 'TIME', 'ZONE')
      return { name: start.key.toLowerCase() + (zoned ? ' with time zone' : ''), args, loc: p.loc(start) }
    }
    case 'DOUBLE':
      if (p.ahead(1).key !== 'PRECISION') break
      p.at += 2
      return { name: 'double', args: [], loc: p.loc(start) }
    case 'ARRAY':
    case 'MAP': {
      if (p.ahead(1).key !== '<') break
      p.at += 2
      const args = [typeName(p)]
      if (start.key === 'MAP') {
        p.expect(',')
        args.push(typeName(p))
      }
      p.expect('>')
      return { name: start.key.toLowerCase(), args, loc: p.loc(start) }
    }
  }
  if (!p.isIdentifier()) p.fail('<type>')
  const name = p.identifier().name.toLowerCase()
  const args = p.token.key === '(' ? p.parenthesized(() => typeParameter(p)) : []
  return { name, args, loc: p.loc(start) }
}

function typeParameter(p: Cursor): number | TypeName {
  return p.token.type === 'integer' ? p.integer() : typeName(p)
}

/** `rowField`: a type, or a name and a type. A lone type is tried first, as in ANTLR. */
function rowField(p: Cursor): TypeField {
  const unnamed = p.attempt(() => {
    const type = typeName(p)
    if (p.token.key !== ',' && p.token.key !== ')') p.fail()
    return type
  })
  if (unnamed) return { type: unnamed }
  const name = p.identifier().name
  return { name, type: typeName(p) }
}

/** A column type of Hive DDL: `array<string>`, `map<string,int>`, `struct<a:int,b:array<string>>`, `decimal(10,2)`, … */
export function hiveType(p: Cursor): TypeName {
  const start = p.token
  if (start.type !== 'word') p.fail('<type>')
  p.next()
  const name = start.key.toLowerCase()
  if (name === 'double') p.accept('PRECISION')
  let args: TypeName['args'] = []
  switch (name) {
    case 'array':
    case 'map':
      p.expect('<')
      args = [hiveType(p)]
      if (name === 'map') {
        p.expect(',')
        args.push(hiveType(p))
      }
      p.expect('>')
      break
    case 'struct':
      p.expect('<')
      args = p.list(() => structField(p))
      p.expect('>')
      break
    default:
      if (p.token.key === '(') args = p.parenthesized(() => p.integer())
  }
  return { name, args, loc: p.loc(start) }
}

function structField(p: Cursor): TypeField {
  const token = p.token
  // A field may be named by a reserved word: only the colon tells.
  const name = token.type === 'word' && p.ahead(1).key === ':' ? p.next().value : p.identifier().name
  p.expect(':')
  const type = hiveType(p)
  if (p.accept('COMMENT')) p.string()
  return { name, type }
}
