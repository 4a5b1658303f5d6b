import { invalidArgument, type NativeFunction } from '../native.js'

const UNITS = ['', 'K', 'M', 'B', 'T', 'Q']

/** Trino's `format_number`: three digits or so and a unit. */
function formatNumber(count: bigint): string {
  let value = Number(count)
  let unit = 0
  while (Math.abs(value) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  const places = value < 10 ? 2 : value < 100 ? 1 : 0
  return `${Number(value.toFixed(places))}${UNITS[unit]}`
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']

/** Bytes of `2.3MB`, exactly, then cut to a whole number; the answer is a decimal's text. */
function parseDataSize(text: string): string {
  const [, whole, fraction = '', unit = ''] = /^(\d+)(?:\.(\d+))?([a-zA-Z]+)$/.exec(text) ?? []
  const power = SIZES.indexOf(unit)
  if (whole === undefined || power < 0) throw invalidArgument(`Invalid data size: '${text}'`)
  return ((BigInt(whole + fraction) * 1024n ** BigInt(power)) / 10n ** BigInt(fraction.length)).toString()
}

export const measures: NativeFunction[] = [
  { name: 't_format_number', args: ['bigint'], returns: 'varchar', call: formatNumber },
  {
    name: 't_format_number_double',
    args: ['double'],
    returns: 'varchar',
    call: (x: number) => {
      if (Number.isNaN(x)) return formatNumber(0n)
      const most = 2n ** 63n - 1n
      if (Math.abs(x) >= 2 ** 63) return formatNumber(x > 0 ? most : -most)
      return formatNumber(BigInt(Math.trunc(x)))
    },
  },
  { name: 't_parse_data_size', args: ['varchar'], returns: 'varchar', call: parseDataSize },
]
