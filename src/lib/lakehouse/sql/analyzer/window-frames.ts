import type { Frame, FrameBound, Window } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { isInteger, isNumeric } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { analyzeExpression } from './expressions.js'
import type { Typed } from './typed.js'

/** A window's frame; `sorted` are the values of its ORDER BY. Refusals and their order are StatementAnalyzer's. */
export function frameSql(frame: Frame, window: Window, sorted: Typed[], context: ExpressionContext): string {
  const { start, end } = frame
  if (start.kind === 'unbounded-following')
    throw new TrinoError('INVALID_WINDOW_FRAME', 'Window frame start cannot be UNBOUNDED FOLLOWING', frame.loc)
  if (end?.kind === 'unbounded-preceding')
    throw new TrinoError('INVALID_WINDOW_FRAME', 'Window frame end cannot be UNBOUNDED PRECEDING', frame.loc)
  if (frame.unit === 'groups' && window.orderBy.length === 0)
    throw new TrinoError('MISSING_ORDER_BY', 'Window frame of type GROUPS requires ORDER BY', frame.loc)
  if (start.kind === 'following' && (end?.kind === 'preceding' || end?.kind === 'current-row'))
    throw new TrinoError(
      'INVALID_WINDOW_FRAME',
      `Window frame starting from FOLLOWING cannot end with ${end.kind === 'preceding' ? 'PRECEDING' : 'CURRENT ROW'}`,
      frame.loc,
    )
  if (start.kind === 'current-row' && end?.kind === 'preceding')
    throw new TrinoError(
      'INVALID_WINDOW_FRAME',
      'Window frame starting from CURRENT ROW cannot end with PRECEDING',
      frame.loc,
    )
  const offset = [start, end].some(bound => bound && 'value' in bound)
  if (frame.unit === 'range' && offset && window.orderBy.length === 0)
    throw new TrinoError(
      'MISSING_ORDER_BY',
      'Window frame of type RANGE PRECEDING or FOLLOWING requires ORDER BY',
      frame.loc,
    )
  if (frame.unit === 'range' && offset) checkSortItem(window, sorted)
  const unit = frame.unit.toUpperCase()
  const bound = (given: FrameBound, which: 'start' | 'end') => boundSql(given, which, frame, sorted, context)
  return `${unit} BETWEEN ${bound(start, 'start')} AND ${end ? bound(end, 'end') : 'CURRENT ROW'}`
}

const isMoment = ({ kind }: TrinoType) => kind === 'date' || kind === 'time' || kind === 'timestamp'
const isInterval = ({ kind }: TrinoType) => kind.startsWith('interval')

function checkSortItem(window: Window, sorted: Typed[]) {
  const { loc } = window.orderBy[0]!.value
  const frame = 'Window frame of type RANGE PRECEDING or FOLLOWING requires'
  if (sorted.length > 1)
    throw new TrinoError('INVALID_ORDER_BY', `${frame} single sort item in ORDER BY (actual: ${sorted.length})`, loc)
  const { type } = sorted[0]!
  if (isNumeric(type) || isMoment(type) || isInterval(type)) return
  throw new TrinoError(
    'TYPE_MISMATCH',
    `${frame} that sort item type be numeric, datetime or interval (actual: ${typeName(type)})`,
    loc,
  )
}

function boundSql(
  bound: FrameBound,
  which: 'start' | 'end',
  frame: Frame,
  sorted: Typed[],
  context: ExpressionContext,
): string {
  switch (bound.kind) {
    case 'unbounded-preceding':
      return 'UNBOUNDED PRECEDING'
    case 'unbounded-following':
      return 'UNBOUNDED FOLLOWING'
    case 'current-row':
      return 'CURRENT ROW'
  }
  const { sql, type } = analyzeExpression(bound.value, context)
  const refused = (message: string) => new TrinoError('TYPE_MISMATCH', message, bound.value.loc)
  if (frame.unit === 'range') {
    const item = sorted[0]!.type
    if (isNumeric(item) ? !isNumeric(type) : !isInterval(type))
      throw refused(
        `Window frame RANGE value type (${typeName(type)}) not compatible with sort item type (${typeName(item)})`,
      )
  } else if (!isInteger(type) && !(type.kind === 'decimal' && type.scale === 0)) {
    throw refused(
      `Window frame ${frame.unit.toUpperCase()} ${which} value type must be exact numeric type with scale 0 (actual ${typeName(type)})`,
    )
  }
  const offset =
    isInterval(type) || (bound.value.kind === 'long' && bound.value.value >= 0n) ? sql : `t_frame_offset(${sql})`
  return `${offset} ${bound.kind.toUpperCase()}`
}
