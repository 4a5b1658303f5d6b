import type { IcebergTable } from '../../../../src/lib/warehouse/iceberg/open-table.js'
import { parseMetadata } from '../../../../src/lib/warehouse/iceberg/table-metadata.js'

export interface FixtureSnapshot {
  id: string
  parent?: string
  at: string
  operation?: string
  summary?: Record<string, string>
  schema?: number
}

export interface Fixture {
  snapshots?: FixtureSnapshot[]
  /** Snapshot ids with the time from which each was current; the snapshots in order where left out. */
  log?: [string, string][]
  current?: string
  refs?: Record<string, string>
  properties?: Record<string, string>
  schemas?: [name: string, type: string][][]
  partition?: { name: string; sourceId: number; transform: string }[]
}

/** Metadata text as Athena writes it, ids with all their digits. */
export function metadataText(fixture: Fixture): string {
  const snapshots = fixture.snapshots ?? []
  const current = fixture.current ?? snapshots.at(-1)?.id
  const log = fixture.log ?? snapshots.map(({ id, at }): [string, string] => [id, at])
  const json = (value: unknown) => JSON.stringify(value)
  const ms = (time: string) => new Date(time).getTime()
  const schemas = (
    fixture.schemas ?? [
      [
        ['id', 'long'],
        ['name', 'string'],
      ],
    ]
  ).map((columns, id) => ({
    type: 'struct',
    'schema-id': id,
    fields: columns.map(([name, type], index) => ({ id: index + 1, name, required: false, type })),
  }))
  const refs = { ...(current === undefined ? {} : { main: current }), ...fixture.refs }
  return `{"format-version":2,"table-uuid":"0b6f2f0e-9d5b-4a53-9a0f-0d6d4b2d0a11","location":"s3://bucket/cur/t/build",
    "last-sequence-number":${snapshots.length},"last-updated-ms":${ms(snapshots.at(-1)?.at ?? '2018-01-01T00:00:00Z')},
    "last-column-id":9,"current-schema-id":${schemas.length - 1},"schemas":${json(schemas)},
    "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":${json(
      (fixture.partition ?? []).map((field, index) => ({
        ...{ name: field.name, transform: field.transform },
        ...{ 'source-id': field.sourceId, 'field-id': 1000 + index },
      })),
    )}}],
    "properties":${json(fixture.properties ?? {})},
    "current-snapshot-id":${current ?? 'null'},
    "refs":{${Object.entries(refs).map(([name, id]) => `${json(name)}:{"snapshot-id":${id},"type":"${name === 'main' ? 'branch' : 'tag'}"}`)}},
    "snapshots":[${snapshots.map(
      ({ id, parent, at, operation = 'append', summary = {}, schema = schemas.length - 1 }, index) =>
        `{"snapshot-id":${id},${parent === undefined ? '' : `"parent-snapshot-id":${parent},`}"sequence-number":${index + 1},"timestamp-ms":${ms(at)},"summary":${json({ operation, ...summary })},"manifest-list":"s3://bucket/cur/t/build/metadata/snap-${id}.avro","schema-id":${schema}}`,
    )}],
    "snapshot-log":[${log.map(([id, at]) => `{"timestamp-ms":${ms(at)},"snapshot-id":${id}}`)}],
    "metadata-log":[{"timestamp-ms":1,"metadata-file":"s3://bucket/cur/t/build/metadata/00000-a.metadata.json"}],
    "unknown-field":{"kept":1.50}}`
}

export function tableOf(fixture: Fixture): IcebergTable {
  const text = metadataText(fixture)
  return {
    database: 'cur',
    name: 't',
    glue: { Name: 't', VersionId: '7' },
    metadataLocation: 's3://bucket/cur/t/build/metadata/00003-b.metadata.json',
    metadataText: text,
    metadata: parseMetadata(text),
  }
}

/** Three appends; the ids pass 2^53. */
export const THREE: FixtureSnapshot[] = [
  { id: '6364387529038283711', at: '2018-03-01T10:00:00Z', summary: { 'added-records': '10', 'total-records': '10' } },
  {
    ...{ id: '6364387529038283712', parent: '6364387529038283711', at: '2018-03-02T10:00:00Z', operation: 'overwrite' },
    summary: {
      ...{ 'added-records': '5', 'added-position-deletes': '3', 'total-records': '15', 'total-position-deletes': '3' },
    },
  },
  {
    ...{ id: '6364387529038283713', parent: '6364387529038283712', at: '2018-03-03T10:00:00Z' },
    summary: { 'added-records': '1', 'total-records': '16', 'total-position-deletes': '3' },
  },
]
