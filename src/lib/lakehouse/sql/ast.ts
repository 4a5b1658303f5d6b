/**
 * The syntax tree of Athena SQL: Trino's grammar for queries and DML, Hive's for DDL.
 * Plain data, no behaviour. Every node says where it stands in the text, because Trino's errors do.
 */

/** `line` and `column` are 1-based as Trino prints them; `start` and `end` are offsets into the statement's text. */
export interface Location {
  line: number
  column: number
  start: number
  end: number
}

interface Node {
  loc: Location
}

/** An identifier as written. Trino folds both forms to lower case for lookup; `name` keeps the writing. */
export interface Identifier extends Node {
  kind: 'identifier'
  name: string
  quoted: boolean
}

/** `a`, `b.a` or `c.b.a`. */
export interface QualifiedName extends Node {
  parts: Identifier[]
}

// ---------------------------------------------------------------- types as written

/** A type as written: `decimal(10,2)`, `array(varchar)`, `row(a bigint, varchar)`, `timestamp(3) with time zone`; Hive's `array<string>`, `struct<a:int>` too. */
export interface TypeName extends Node {
  /** Lower case, e.g. `decimal`, `timestamp with time zone`, `array`, `row`, `interval day to second`, `struct`. */
  name: string
  /** Numbers (precision, scale, length) or nested types, in order. */
  args: (number | TypeName | TypeField)[]
}
export interface TypeField {
  name?: string
  type: TypeName
}

// ---------------------------------------------------------------- expressions

export type Expression =
  | Identifier
  | Dereference
  | NullLiteral
  | BooleanLiteral
  | LongLiteral
  | DecimalLiteral
  | DoubleLiteral
  | StringLiteral
  | BinaryLiteral
  | TypedLiteral
  | IntervalLiteral
  | Unary
  | Binary
  | Comparison
  | DistinctFrom
  | Logical
  | Not
  | Between
  | InList
  | InSubquery
  | Like
  | IsNull
  | Exists
  | QuantifiedComparison
  | FunctionCall
  | Lambda
  | Cast
  | SimpleCase
  | SearchedCase
  | ArrayConstructor
  | RowConstructor
  | Subscript
  | ScalarSubquery
  | AtTimeZone
  | Extract
  | CurrentValue
  | Trim
  | Parameter
  | JsonFunction

export interface Dereference extends Node {
  kind: 'dereference'
  base: Expression
  field: Identifier
}
export interface NullLiteral extends Node {
  kind: 'null'
}
export interface BooleanLiteral extends Node {
  kind: 'boolean'
  value: boolean
}
/** An integer literal; the analyzer makes it `integer` or `bigint`. Digits only (underscores and 0x resolved). */
export interface LongLiteral extends Node {
  kind: 'long'
  value: bigint
}
/** `1.5`, `.5`: a decimal, digits as written. */
export interface DecimalLiteral extends Node {
  kind: 'decimal'
  text: string
}
/** `1.5e0`: a double. */
export interface DoubleLiteral extends Node {
  kind: 'double'
  text: string
}
export interface StringLiteral extends Node {
  kind: 'string'
  value: string
}
/** `X'00ff'`, upper or lower case, blanks removed. */
export interface BinaryLiteral extends Node {
  kind: 'binary'
  hex: string
}
/** `date '2024-01-01'`, `timestamp '…'`, `decimal '1.2'`, `json '…'`, `double '1'`, … */
export interface TypedLiteral extends Node {
  kind: 'typed-literal'
  type: TypeName
  value: string
}
export type IntervalField = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second'
/** `interval '-3' day`, `interval '1-2' year to month`. */
export interface IntervalLiteral extends Node {
  kind: 'interval'
  value: string
  sign: 1 | -1
  from: IntervalField
  to?: IntervalField
}
export interface Unary extends Node {
  kind: 'unary'
  operator: '+' | '-'
  operand: Expression
}
/** Its `loc` line and column are the operator's, as Trino reports a failing operator there. */
export interface Binary extends Node {
  kind: 'binary-operator'
  operator: '+' | '-' | '*' | '/' | '%' | '||'
  left: Expression
  right: Expression
}
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='
export interface Comparison extends Node {
  kind: 'comparison'
  operator: ComparisonOperator
  left: Expression
  right: Expression
}
export interface DistinctFrom extends Node {
  kind: 'distinct-from'
  negated: boolean
  left: Expression
  right: Expression
}
export interface Logical extends Node {
  kind: 'logical'
  operator: 'and' | 'or'
  terms: Expression[]
}
export interface Not extends Node {
  kind: 'not'
  operand: Expression
}
export interface Between extends Node {
  kind: 'between'
  negated: boolean
  value: Expression
  low: Expression
  high: Expression
}
export interface InList extends Node {
  kind: 'in-list'
  negated: boolean
  value: Expression
  list: Expression[]
}
export interface InSubquery extends Node {
  kind: 'in-subquery'
  negated: boolean
  value: Expression
  query: Query
}
export interface Like extends Node {
  kind: 'like'
  negated: boolean
  value: Expression
  pattern: Expression
  escape?: Expression
}
export interface IsNull extends Node {
  kind: 'is-null'
  negated: boolean
  value: Expression
}
export interface Exists extends Node {
  kind: 'exists'
  query: Query
}
export interface QuantifiedComparison extends Node {
  kind: 'quantified'
  operator: ComparisonOperator
  quantifier: 'all' | 'any' | 'some'
  value: Expression
  query: Query
}
/** Also `coalesce`, `if`, `nullif`, `try`, `grouping`, `position(a in b)`, `substring(a from b for c)`, `normalize(a, NFC)`. */
export interface FunctionCall extends Node {
  kind: 'call'
  name: QualifiedName
  args: Expression[]
  /** `count(*)`. */
  star: boolean
  distinct: boolean
  orderBy: SortItem[]
  filter?: Expression
  over?: Window | Identifier
  nullTreatment?: 'ignore' | 'respect'
  /** `listagg(x, ',' ON OVERFLOW …) WITHIN GROUP (ORDER BY …)`: the order is in `orderBy`. */
  overflow?: { kind: 'error' } | { kind: 'truncate'; filler?: string; withCount: boolean }
}
export interface Window extends Node {
  kind: 'window'
  base?: Identifier
  partitionBy: Expression[]
  orderBy: SortItem[]
  frame?: Frame
}
export interface Frame extends Node {
  unit: 'rows' | 'range' | 'groups'
  start: FrameBound
  end?: FrameBound
}
export type FrameBound =
  | { kind: 'unbounded-preceding' | 'unbounded-following' | 'current-row' }
  | { kind: 'preceding' | 'following'; value: Expression }
export interface Lambda extends Node {
  kind: 'lambda'
  params: Identifier[]
  body: Expression
}
export interface Cast extends Node {
  kind: 'cast'
  value: Expression
  type: TypeName
  /** `try_cast`. */
  safe: boolean
}
export interface SimpleCase extends Node {
  kind: 'simple-case'
  operand: Expression
  whens: { when: Expression; then: Expression }[]
  otherwise?: Expression
}
export interface SearchedCase extends Node {
  kind: 'searched-case'
  whens: { when: Expression; then: Expression }[]
  otherwise?: Expression
}
export interface ArrayConstructor extends Node {
  kind: 'array'
  items: Expression[]
}
/** `row(1, 2)` or `(1, 2)`. */
export interface RowConstructor extends Node {
  kind: 'row'
  items: Expression[]
}
export interface Subscript extends Node {
  kind: 'subscript'
  base: Expression
  index: Expression
}
export interface ScalarSubquery extends Node {
  kind: 'subquery'
  query: Query
}
export interface AtTimeZone extends Node {
  kind: 'at-time-zone'
  value: Expression
  zone: Expression
}
/** `extract(year from x)`; the field in lower case, checked by the analyzer. */
export interface Extract extends Node {
  kind: 'extract'
  field: string
  value: Expression
}
/** `current_date`, `current_timestamp(3)`, `localtime`, `current_user`, … */
export interface CurrentValue extends Node {
  kind: 'current'
  what:
    | 'current_date'
    | 'current_time'
    | 'current_timestamp'
    | 'localtime'
    | 'localtimestamp'
    | 'current_user'
    | 'current_catalog'
    | 'current_schema'
    | 'current_path'
  precision?: number
}
export interface Trim extends Node {
  kind: 'trim'
  side: 'leading' | 'trailing' | 'both'
  chars?: Expression
  value: Expression
}
/** `?`, numbered from 0 in order of appearance. */
export interface Parameter extends Node {
  kind: 'parameter'
  index: number
}
export type JsonBehavior =
  | { kind: 'error' | 'null' | 'true' | 'false' | 'unknown' | 'empty-array' | 'empty-object' }
  | { kind: 'default'; value: Expression }
/** The SQL/JSON functions with their own syntax. */
export interface JsonFunction extends Node {
  kind: 'json-function'
  name: 'json_exists' | 'json_value' | 'json_query' | 'json_object' | 'json_array'
  /** Path functions: the input, the path text, PASSING arguments. */
  input?: Expression
  /** `FORMAT JSON` after the input. */
  inputIsJson?: boolean
  path?: string
  passing: { value: Expression; name: string }[]
  returning?: TypeName
  onEmpty?: JsonBehavior
  onError?: JsonBehavior
  wrapper?: 'without' | 'conditional' | 'unconditional'
  quotes?: 'keep' | 'omit'
  /** json_object: keys and values; json_array: values only. */
  members: { key?: Expression; value: Expression; formatJson: boolean }[]
  nullOnNull?: boolean
  uniqueKeys?: boolean
}

// ---------------------------------------------------------------- queries

export interface Query extends Node {
  kind: 'query'
  with?: { recursive: boolean; ctes: CommonTableExpression[] }
  body: QueryBody
  orderBy: SortItem[]
  offset?: Expression
  limit?: Expression
  /** `FETCH FIRST n ROWS WITH TIES`. */
  withTies?: boolean
}
export interface CommonTableExpression extends Node {
  name: Identifier
  columns?: Identifier[]
  query: Query
}
export type QueryBody = Select | SetOperation | Values | TableBody | Query
export interface Select extends Node {
  kind: 'select'
  distinct: boolean
  items: SelectItem[]
  from?: Relation
  where?: Expression
  groupBy?: { distinct: boolean; elements: GroupingElement[] }
  having?: Expression
  windows: { name: Identifier; window: Window }[]
}
export type SelectItem =
  | ({ kind: 'expression'; value: Expression; alias?: Identifier } & Node)
  /** `*`, `t.*`, `(expr).* as (a, b)`. */
  | ({ kind: 'all'; target?: Expression; aliases?: Identifier[] } & Node)
export type GroupingElement =
  | { kind: 'simple'; expressions: Expression[] }
  | { kind: 'rollup' | 'cube'; expressions: Expression[] }
  | { kind: 'sets'; sets: Expression[][] }
export interface SetOperation extends Node {
  kind: 'set-operation'
  operator: 'union' | 'intersect' | 'except'
  all: boolean
  left: QueryBody
  right: QueryBody
}
export interface Values extends Node {
  kind: 'values'
  /** Each row is an expression: a RowConstructor, or any expression for a one-column row. */
  rows: Expression[]
}
/** `TABLE name`. */
export interface TableBody extends Node {
  kind: 'table-body'
  name: QualifiedName
}
export interface SortItem extends Node {
  value: Expression
  descending: boolean
  nulls?: 'first' | 'last'
}

export type Relation =
  | Table
  | AliasedRelation
  | Join
  | SubqueryRelation
  | Unnest
  | Lateral
  | TableFunctionRelation
  | Sampled
/** `name [FOR TIMESTAMP|VERSION AS OF expression]`. */
export interface Table extends Node {
  kind: 'table'
  name: QualifiedName
  asOf?: { kind: 'timestamp' | 'version'; value: Expression }
}
export interface AliasedRelation extends Node {
  kind: 'aliased'
  relation: Relation
  alias: Identifier
  columns?: Identifier[]
}
export interface Join extends Node {
  kind: 'join'
  type: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'implicit'
  left: Relation
  right: Relation
  on?: Expression
  using?: Identifier[]
  natural: boolean
}
export interface SubqueryRelation extends Node {
  kind: 'subquery-relation'
  query: Query
}
export interface Unnest extends Node {
  kind: 'unnest'
  expressions: Expression[]
  ordinality: boolean
}
export interface Lateral extends Node {
  kind: 'lateral'
  query: Query
}
/** `TABLE(sequence(1, 10))`, with positional or named arguments. */
export interface TableFunctionRelation extends Node {
  kind: 'table-function'
  name: QualifiedName
  args: { name?: Identifier; value: Expression }[]
}
export interface Sampled extends Node {
  kind: 'sampled'
  relation: Relation
  method: 'bernoulli' | 'system'
  percentage: Expression
}

// ---------------------------------------------------------------- statements

export type Statement =
  | Query
  | Explain
  | Insert
  | Delete
  | Update
  | Merge
  | CreateTableAs
  | CreateTable
  | CreateView
  | DropRelation
  | AlterTable
  | CreateDatabase
  | DropDatabase
  | AlterDatabase
  | Show
  | Describe
  | MsckRepair
  | Optimize
  | Vacuum
  | Prepare
  | Execute
  | Deallocate
  | Unload

export interface Explain extends Node {
  kind: 'explain'
  analyze: boolean
  verbose: boolean
  options: { type?: 'logical' | 'distributed' | 'validate' | 'io'; format?: 'text' | 'graphviz' | 'json' }
  statement: Statement
}
export interface Insert extends Node {
  kind: 'insert'
  target: QualifiedName
  columns?: Identifier[]
  query: Query
}
export interface Delete extends Node {
  kind: 'delete'
  target: QualifiedName
  where?: Expression
}
export interface Update extends Node {
  kind: 'update'
  target: QualifiedName
  set: { column: Identifier; value: Expression }[]
  where?: Expression
}
export interface Merge extends Node {
  kind: 'merge'
  target: QualifiedName
  alias?: Identifier
  source: Relation
  on: Expression
  cases: MergeCase[]
}
export type MergeCase = Node & { condition?: Expression } & (
    | { kind: 'matched-update'; set: { column: Identifier; value: Expression }[] }
    | { kind: 'matched-delete' }
    | { kind: 'not-matched-insert'; columns?: Identifier[]; values: Expression[] }
  )
/** A `key = value` of WITH (…). */
export interface Property extends Node {
  name: Identifier
  value: Expression
}
export interface CreateTableAs extends Node {
  kind: 'create-table-as'
  name: QualifiedName
  ifNotExists: boolean
  properties: Property[]
  columns?: Identifier[]
  query: Query
  withData: boolean
}
export interface ColumnDefinition extends Node {
  name: Identifier
  type: TypeName
  comment?: string
}
/** A Hive `CREATE [EXTERNAL] TABLE`: Athena's own DDL, Iceberg tables included. */
export interface CreateTable extends Node {
  kind: 'create-table'
  external: boolean
  ifNotExists: boolean
  name: QualifiedName
  columns: ColumnDefinition[]
  comment?: string
  /** `PARTITIONED BY (year int)` (Hive) or `(day(ts), bucket(16, id), region)` (Iceberg). */
  partitionedBy: (
    | ({ kind: 'column' } & ColumnDefinition)
    | ({ kind: 'transform'; transform: string; args: (number | Identifier)[] } & Node)
  )[]
  clusteredBy?: { columns: Identifier[]; buckets: number }
  rowFormat?:
    | { kind: 'serde'; className: string; properties: Record<string, string> }
    | {
        kind: 'delimited'
        fields?: string
        escape?: string
        items?: string
        mapKeys?: string
        lines?: string
        nullAs?: string
      }
  storedAs?: { kind: 'format'; name: string } | { kind: 'classes'; input: string; output: string }
  location?: string
  tblProperties: Record<string, string>
}
export interface CreateView extends Node {
  kind: 'create-view'
  name: QualifiedName
  orReplace: boolean
  columns?: Identifier[]
  comment?: string
  query: Query
}
export interface DropRelation extends Node {
  kind: 'drop'
  what: 'table' | 'view'
  name: QualifiedName
  ifExists: boolean
}
export interface PartitionSpec {
  values: { column: Identifier; value: Expression }[]
}
export type AlterAction =
  | { kind: 'add-columns'; columns: ColumnDefinition[]; partition?: PartitionSpec }
  | { kind: 'drop-column'; column: Identifier }
  | { kind: 'replace-columns'; columns: ColumnDefinition[] }
  | {
      kind: 'change-column'
      from: Identifier
      to: ColumnDefinition
      position?: { kind: 'first' } | { kind: 'after'; column: Identifier }
    }
  | { kind: 'rename'; to: QualifiedName }
  | { kind: 'set-properties'; properties: Record<string, string> }
  | { kind: 'unset-properties'; names: string[]; ifExists: boolean }
  | { kind: 'set-location'; location: string; partition?: PartitionSpec }
  | { kind: 'add-partitions'; ifNotExists: boolean; partitions: { spec: PartitionSpec; location?: string }[] }
  | { kind: 'drop-partitions'; ifExists: boolean; partitions: PartitionSpec[] }
  | { kind: 'rename-partition'; from: PartitionSpec; to: PartitionSpec }
export interface AlterTable extends Node {
  kind: 'alter-table'
  name: QualifiedName
  action: AlterAction
}
export interface CreateDatabase extends Node {
  kind: 'create-database'
  name: QualifiedName
  ifNotExists: boolean
  comment?: string
  location?: string
  properties: Record<string, string>
}
export interface DropDatabase extends Node {
  kind: 'drop-database'
  name: QualifiedName
  ifExists: boolean
  cascade: boolean
}
export interface AlterDatabase extends Node {
  kind: 'alter-database'
  name: QualifiedName
  properties: Record<string, string>
}
export type Show = Node & { kind: 'show' } & (
    | { what: 'databases'; like?: string }
    | { what: 'tables' | 'views'; database?: QualifiedName; like?: string }
    | { what: 'columns'; table: QualifiedName }
    | { what: 'partitions'; table: QualifiedName }
    | { what: 'create-table' | 'create-view'; name: QualifiedName }
    | { what: 'tblproperties'; table: QualifiedName; property?: string }
    | { what: 'functions' | 'catalogs' | 'session'; like?: string }
  )
export interface Describe extends Node {
  kind: 'describe'
  what: 'table' | 'view' | 'input' | 'output'
  extended: boolean
  formatted: boolean
  name: QualifiedName
  partition?: PartitionSpec
  column?: QualifiedName
}
export interface MsckRepair extends Node {
  kind: 'msck-repair'
  table: QualifiedName
}
/** `OPTIMIZE t REWRITE DATA USING BIN_PACK [WHERE …]`. */
export interface Optimize extends Node {
  kind: 'optimize'
  table: QualifiedName
  where?: Expression
}
export interface Vacuum extends Node {
  kind: 'vacuum'
  table: QualifiedName
}
export interface Prepare extends Node {
  kind: 'prepare'
  name: Identifier
  statement: Statement
}
export interface Execute extends Node {
  kind: 'execute'
  name: Identifier
  parameters: Expression[]
}
export interface Deallocate extends Node {
  kind: 'deallocate'
  name: Identifier
}
export interface Unload extends Node {
  kind: 'unload'
  query: Query
  to: string
  properties: Property[]
}
