import { describe, expect, it } from 'vitest'
import { sourcePosition } from '../../../src/lib/layers/source-position.js'

/** The place of `needle` in a text, 1-based. */
function placeOf(text: string, needle: string) {
  const before = text.slice(0, text.indexOf(needle)).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

const source = `
{{ config(materialized='table') }}
{% set names = ['a', 'b'] %}

with s as (
    select
        {{ trimmed('sale_id') }} as sale_id,
        {% for name in names %}
        sum({{ name }}) as {{ name }},
        {% endfor %}
        plain
    from {{ source('raw', 'sales') }}
)

select distinct sale_id
from s
left join {{ ref('stg_products') }} as p on true
`
const compiled = `


with s as (
    select
        nullif(trim(sale_id), '') as sale_id,
        sum(a) as a,
        sum(b) as b,
        plain
    from "awsdatacatalog"."raw"."sales"
)

select distinct sale_id
from s
left join "awsdatacatalog"."stg"."stg_products" as p on true
`
const mapped = (needle: string) => sourcePosition(source, compiled, placeOf(compiled, needle))

describe('place in the model’s file', () => {
  it('is line and column of a line without Jinja', () => {
    expect(mapped('select distinct')).toEqual(placeOf(source, 'select distinct'))
    expect(mapped('plain')).toEqual(placeOf(source, 'plain'))
  })

  it('is the word in a line with Jinja', () => {
    expect(mapped('"awsdatacatalog"."stg"."stg_products"')).toEqual(placeOf(source, 'stg_products'))
    expect(mapped('sum(b)').line).toBe(placeOf(source, 'sum({{').line)
  })

  it('is the Jinja that made what the file does not say', () => {
    expect(mapped('nullif').line).toBe(placeOf(source, '{{ trimmed').line)
  })

  it('stays in the file for text of other files', () => {
    const place = sourcePosition('{{ other() }}', 'a\nb\nc', { line: 3, column: 1 })
    expect(place).toEqual({ line: 1, column: 1 })
    expect(sourcePosition('', 'a', { line: 1, column: 1 })).toEqual({ line: 1, column: 1 })
  })

  it('follows the indentation, and Windows line ends', () => {
    expect(sourcePosition('{% if a %}\r\n    x join y\r\n{% endif %}', '\nx join y\n', { line: 2, column: 3 })).toEqual(
      {
        line: 2,
        column: 7,
      },
    )
  })
})
