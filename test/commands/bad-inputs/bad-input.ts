/** A mistake that people make, and what mdw has to say about it. */
export interface BadInput {
  /** What is wrong, in a few words. */
  input: string
  args: string[]
  /** Files to write in the project first, by path; `null` deletes one. */
  files?: Record<string, string | Buffer | null>
  env?: Record<string, string>
  /** Another folder than the warehouse's: an empty one, or one with an mdw.yml only. */
  where?: 'no project' | 'another project'
  exitCode: number
  /** Of the error in the --json document. */
  code: string
  /** In what happened, why, or what to do next. */
  says: string[]
}

/** What the warehouse has as its one raw file. */
export const ORDERS =
  'order_id,customer,amount,ordered_on\n1,ann,10.50,2026-01-01\n2,bob,7.25,2026-01-02\n3,cy,3.00,2026-01-02\n'

export const SOURCE = `sources:
  - name: raw
    database: awsdatacatalog
    schema: "{{ env_var('MDW_SCHEMA_PREFIX', '') }}raw"
    tables:
      - name: orders
        config: {meta: {key: [order_id]}}
        columns:
          - {name: order_id, data_type: string, meta: {cast: integer}}
          - {name: customer, data_type: string}
          - {name: amount, data_type: string, meta: {cast: "decimal(18,2)"}}
          - {name: ordered_on, data_type: string, meta: {cast: date}}
`
