import { plural } from '../ui/format.js'
import { VALUE_FORMS, type ValueForm } from './value-forms.js'

/** What a pass over a column's values counted. */
export interface ColumnCounts {
  rows: number
  /** Rows with a value. */
  values: number
  distinct: number
  /** Rows by form. */
  forms: Record<string, number>
  maxLength: number
  /** Digits before and after the point, of the numbers. */
  wholeDigits: number
  scale: number
  /** Largest whole number without its sign fits into 32 bits. */
  fitsInteger: boolean
  /** A value that the most common form does not fit. */
  misfit?: string
}

export interface InferredType {
  /** Trino's type: `integer`, `decimal(18, 2)`, `varchar`. */
  type: string
  /** The forms of the values; empty for text. */
  forms: ValueForm[]
  /** What a person should know about the decision. */
  note?: string
}

const TEXT: InferredType = { type: 'varchar', forms: [] }
/** Nearly all of a column being of one form is worth a word, and in a small one all but one value. */
const NEARLY = 0.8
const FEW = 3

/** The narrowest type that every value of the column casts to. Text where there is doubt. */
export function inferType(counts: ColumnCounts): InferredType {
  const { values, forms } = counts
  if (values === 0) return { ...TEXT, note: 'no values: text' }
  const fitting = VALUE_FORMS.filter(form => forms[form.id] === values)
  const first = fitting[0]
  if (first === undefined) return mixedDates(counts) ?? nearMiss(counts)
  if (first.id === 'day-first' && fitting.some(form => form.id === 'month-first')) {
    return { ...TEXT, note: 'may have the day first or the month first, every value fits both: text' }
  }
  const note = first.athena('x') === 'x' || first.id === 'iso-date' ? undefined : first.title
  return numberType(first, counts) ?? { type: typeOf(first), forms: [first], note }
}

function typeOf({ kind }: ValueForm): string {
  return kind === 'timestamp' ? 'timestamp(3)' : kind
}

function numberType(form: ValueForm, counts: ColumnCounts): InferredType | undefined {
  const { wholeDigits, scale, fitsInteger } = counts
  if (form.kind === 'integer') {
    if (fitsInteger) return { type: 'integer', forms: [form] }
    if (wholeDigits <= 18) return { type: 'bigint', forms: [form] }
    return { ...TEXT, note: 'has whole numbers of more than 18 digits: text' }
  }
  if (form.kind !== 'decimal') return undefined
  const note = form.id === 'decimal' ? undefined : form.title
  if (wholeDigits + scale <= 16) return { type: `decimal(18, ${scale})`, forms: [form], note }
  if (wholeDigits + scale <= 36) return { type: `decimal(38, ${scale})`, forms: [form], note }
  return { type: 'double', forms: [form], note }
}

/** Dates in several forms are dates when one order of day and month reads all of the slashed ones, and the other does not. */
function mixedDates({ values, forms }: ColumnCounts): InferredType | undefined {
  const count = (id: string) => forms[id] ?? 0
  const clear = ['iso-date', 'slash-year-first', 'dotted'].filter(id => count(id) > 0)
  const left = values - clear.reduce((sum, id) => sum + count(id), 0)
  const orders = ['day-first', 'month-first'].filter(id => count(id) === left)
  if (clear.length === 0 || (left > 0 && orders.length === 0)) return undefined
  if (left > 0 && orders.length === 2) {
    return { ...TEXT, note: 'has dates of several forms, some with day and month in unclear order: text' }
  }
  const ids = left > 0 ? [...clear, orders[0]!] : clear
  const found = VALUE_FORMS.filter(form => ids.includes(form.id))
  return { type: 'date', forms: found, note: `mixed forms: ${found.map(form => form.title).join(', ')}` }
}

function nearMiss({ values, forms, misfit }: ColumnCounts): InferredType {
  const best = VALUE_FORMS.reduce((a, b) => ((forms[b.id] ?? 0) > (forms[a.id] ?? 0) ? b : a))
  const other = values - (forms[best.id] ?? 0)
  if (values < FEW || other > Math.max(1, values * (1 - NEARLY))) return TEXT
  const example = misfit === undefined ? '' : `, such as ${JSON.stringify(misfit.slice(0, 40))}`
  return { ...TEXT, note: `has ${best.title} but for ${plural(other, 'value')}${example}: text` }
}
