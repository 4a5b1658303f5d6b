import { describe, expect, it } from 'vitest';
import { refusal, statement } from './support.js';
const name = (...parts) => ({ parts: parts.map(part => ({ name: part })) });
describe('what dbt-athena sends', () => {
    const comment = '-- /* {"app": "dbt", "dbt_version": "1.10.23", "node_id": "model.mini.x"} */\n';
    const cases = [
        ['create schema if not exists `mini_stg`', { kind: 'create-database', ifNotExists: true, name: name('mini_stg') }],
        [
            "create external table `s`.`t__dbt_tmp` (`id` string, `d` string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde' location 's3://b/t' tblproperties ('skip.header.line.count'='1')",
            {
                kind: 'create-table',
                external: true,
                name: name('s', 't__dbt_tmp'),
                columns: [{ name: { name: 'id' }, type: { name: 'string' } }, { name: { name: 'd' } }],
                rowFormat: { kind: 'serde', className: 'org.apache.hadoop.hive.serde2.OpenCSVSerde', properties: {} },
                location: 's3://b/t',
                tblProperties: { 'skip.header.line.count': '1' },
            },
        ],
        [
            `insert into "awsdatacatalog"."s"."ins" ("id", "name") values (1,'a'),(2,'b')`,
            {
                kind: 'insert',
                target: name('awsdatacatalog', 's', 'ins'),
                columns: [{ name: 'id' }, { name: 'name' }],
                query: { body: { kind: 'values', rows: [{ kind: 'row' }, { kind: 'row' }] } },
            },
        ],
        [
            `insert into "c"."s"."t" ("a", "b") ( select "a", "b" from "c"."s"."t__dbt_tmp" );`,
            { kind: 'insert', columns: [{ name: 'a' }, { name: 'b' }], query: { body: { kind: 'query' } } },
        ],
        [
            `create table "awsdatacatalog"."s"."t" with (table_type='iceberg', is_external=false, location='s3://b/t', partitioning=ARRAY['day(ts)'], format='parquet') as select 1 as a`,
            {
                kind: 'create-table-as',
                name: name('awsdatacatalog', 's', 't'),
                withData: true,
                properties: [
                    { name: { name: 'table_type' }, value: { kind: 'string', value: 'iceberg' } },
                    { name: { name: 'is_external' }, value: { kind: 'boolean', value: false } },
                    { name: { name: 'location' } },
                    { name: { name: 'partitioning' }, value: { kind: 'array' } },
                    { name: { name: 'format' } },
                ],
            },
        ],
        [
            'create or replace view "awsdatacatalog"."s"."v" as with x as (select 1 a) select * from x',
            { kind: 'create-view', orReplace: true, query: { with: { recursive: false } } },
        ],
        [
            "alter table `s`.`t` set tblproperties ('classification' = 'parquet')",
            { kind: 'alter-table', action: { kind: 'set-properties', properties: { classification: 'parquet' } } },
        ],
        ['alter table `s`.`t` rename to `s`.`t__bkp`', { action: { kind: 'rename', to: name('s', 't__bkp') } }],
        ['drop table if exists `s`.`t__bkp`', { kind: 'drop', what: 'table', ifExists: true, name: name('s', 't__bkp') }],
        ['drop schema if exists `s` cascade', { kind: 'drop-database', ifExists: true, cascade: true }],
        [
            'merge into "c"."s"."t" as target using "c"."s"."t__dbt_tmp" as src on (target.k = src.k) when matched and (src.x) then delete when matched then update set"a" = src."a","b" = src."b" when not matched then insert ("a", "b") values (src."a", src."b")',
            {
                kind: 'merge',
                alias: { name: 'target' },
                source: { kind: 'aliased' },
                cases: [
                    { kind: 'matched-delete', condition: { kind: 'dereference' } },
                    { kind: 'matched-update', set: [{ column: { name: 'a' } }, { column: { name: 'b' } }] },
                    { kind: 'not-matched-insert', columns: [{ name: 'a' }, { name: 'b' }] },
                ],
            },
        ],
        ['alter table `s`.`t` add columns (`extra` bigint)', { action: { kind: 'add-columns', columns: [{}] } }],
        ['alter table `s`.`t` drop column `qty`', { action: { kind: 'drop-column', column: { name: 'qty' } } }],
        ['alter table `s`.`t` replace columns (`a` string, `b` int)', { action: { kind: 'replace-columns' } }],
        ['alter table awsdatacatalog.s.t add columns(x__dbt_alter string);', { name: name('awsdatacatalog', 's', 't') }],
        ['update awsdatacatalog.s.t set x = cast(y as varchar);', { kind: 'update', set: [{ value: { kind: 'cast' } }] }],
        [
            'alter table awsdatacatalog.s.t change column x__dbt_alter x string',
            { action: { kind: 'change-column', from: { name: 'x__dbt_alter' }, to: { name: { name: 'x' } } } },
        ],
        ['OPTIMIZE db.s.t REWRITE DATA USING BIN_PACK', { kind: 'optimize', table: name('db', 's', 't') }],
        ['VACUUM db.s.t', { kind: 'vacuum' }],
        ['select * from ( select 1 ) as __dbt_sbq where false limit 0', { kind: 'query', limit: { value: 0n } }],
    ];
    for (const [sql, tree] of cases) {
        it(sql.slice(0, 70), () => {
            expect(statement(sql)).toMatchObject(tree);
            expect(statement(comment + sql)).toMatchObject(tree);
        });
    }
});
describe('CREATE TABLE', () => {
    it('reads every clause of a delimited table', () => {
        expect(statement(String.raw `CREATE EXTERNAL TABLE IF NOT EXISTS t (a int COMMENT 'x', b array<struct<a:int,date:string>>, c map<string,decimal(10,2)>)
        COMMENT "it's" PARTITIONED BY (dt string) CLUSTERED BY (a) INTO 4 BUCKETS
        ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' ESCAPED BY '\\' COLLECTION ITEMS TERMINATED BY ',' MAP KEYS TERMINATED BY '\003'
        LINES TERMINATED BY '\n' NULL DEFINED AS '\\N' STORED AS TEXTFILE LOCATION "s3://x/" TBLPROPERTIES ("a"="b")`)).toMatchObject({
            ifNotExists: true,
            comment: "it's",
            columns: [
                { comment: 'x', type: { name: 'int' } },
                { type: { name: 'array', args: [{ name: 'struct', args: [{ name: 'a' }, { name: 'date' }] }] } },
                { type: { name: 'map', args: [{ name: 'string' }, { name: 'decimal', args: [10, 2] }] } },
            ],
            partitionedBy: [{ kind: 'column', name: { name: 'dt' } }],
            clusteredBy: { buckets: 4 },
            rowFormat: {
                kind: 'delimited',
                fields: '\t',
                escape: '\\',
                items: ',',
                mapKeys: '\x03',
                lines: '\n',
                nullAs: '\\N',
            },
            storedAs: { kind: 'format', name: 'textfile' },
            location: 's3://x/',
            tblProperties: { a: 'b' },
        });
    });
    it("reads a SerDe's properties and classes", () => {
        expect(statement(String.raw `create external table t (a int) row format serde 'x' with serdeproperties ('quoteChar'='"', 'escapeChar'='\\', "separatorChar"=",") stored as inputformat 'i' outputformat 'o'`)).toMatchObject({
            rowFormat: { properties: { quoteChar: '"', escapeChar: '\\', separatorChar: ',' } },
            storedAs: { kind: 'classes', input: 'i', output: 'o' },
        });
    });
    it("reads Iceberg's partition transforms", () => {
        const { partitionedBy } = statement("create table db.t (id bigint, ts timestamp, c string) partitioned by (day(ts), bucket(16, id), truncate(4, c), c) location 's3://x' tblproperties ('table_type'='ICEBERG')");
        expect(partitionedBy).toMatchObject([
            { kind: 'transform', transform: 'day', args: [{ name: 'ts' }] },
            { kind: 'transform', transform: 'bucket', args: [16, { name: 'id' }] },
            { kind: 'transform', transform: 'truncate', args: [4, { name: 'c' }] },
            { kind: 'transform', transform: 'identity', args: [{ name: 'c' }] },
        ]);
    });
    it('tells a CTAS by what follows the name', () => {
        expect(statement('create table if not exists a.b (x, y) as select 1, 2').kind).toBe('create-table-as');
        expect(statement("create table t comment 'c' with (format = 'orc') as table u").kind).toBe('create-table-as');
        expect(statement('create table t as (with x as (select 1) select * from x) with no data')).toMatchObject({
            withData: false,
            query: { with: {} },
        });
        expect(statement('create table t (x int)').kind).toBe('create-table');
    });
    it("keeps Athena's rules for names", () => {
        expect(refusal('create table _x (a int)')).toContain("line 1:14: mismatched input '_x'");
        expect(statement('create table `_x` (a int)')).toMatchObject({ name: name('_x') });
        expect(refusal('create external table t (date int)')).toContain("line 1:26: mismatched input 'date'");
        expect(refusal('create external table "t" (a int)')).toContain(`line 1:23: mismatched input '"t"'`);
        expect(refusal('select `a` from t')).toContain('backquoted identifiers are not supported');
        expect(statement('drop table "s"."t"')).toMatchObject({ name: name('s', 't') });
        expect(statement('drop table `my-db.my-table`')).toMatchObject({ name: name('my-db', 'my-table') });
    });
});
describe('the rest of DDL', () => {
    const cases = [
        [
            "alter table t add if not exists partition (dt='2024-01-01', y=1) location 's3://x' partition (dt='2', y=-2)",
            {
                action: {
                    kind: 'add-partitions',
                    ifNotExists: true,
                    partitions: [
                        { spec: { values: [{ value: { value: '2024-01-01' } }, { value: { value: 1n } }] }, location: 's3://x' },
                        { spec: { values: [{}, { value: { value: -2n } }] } },
                    ],
                },
            },
        ],
        [
            "alter table t drop if exists partition (dt='1'), partition (dt=date '2024-01-01')",
            { action: { kind: 'drop-partitions', ifExists: true, partitions: [{}, {}] } },
        ],
        ["alter table t partition (dt='1') rename to partition (dt='2')", { action: { kind: 'rename-partition' } }],
        ["alter table t partition (dt='1') set location 's3://y'", { action: { kind: 'set-location', partition: {} } }],
        ["alter table t unset tblproperties ('a', 'b')", { action: { kind: 'unset-properties', names: ['a', 'b'] } }],
        [
            "alter table t change a b int comment 'x' after c",
            { action: { position: { kind: 'after' }, to: { comment: 'x' } } },
        ],
        ["alter database x set dbproperties ('a'='b')", { kind: 'alter-database', properties: { a: 'b' } }],
        [
            "create database x comment 'c' location 's3://x' with dbproperties ('a'='b')",
            { comment: 'c', location: 's3://x' },
        ],
        ["show databases like 'a*'", { kind: 'show', what: 'databases', like: 'a*' }],
        ["show tables in s 'a*'", { what: 'tables', database: name('s'), like: 'a*' }],
        ["show views in s like 'v*'", { what: 'views', like: 'v*' }],
        ['show columns in t in s', { what: 'columns', table: name('s', 't') }],
        ['show partitions s.t', { what: 'partitions', table: name('s', 't') }],
        ['show create table `t`', { what: 'create-table' }],
        ['show create view "s"."v"', { what: 'create-view', name: name('s', 'v') }],
        ["show tblproperties t('x')", { what: 'tblproperties', property: 'x' }],
        ["describe formatted s.t partition (dt='1') a.'$elem$'", { formatted: true, column: name('a', '$elem$') }],
        ['desc extended t', { kind: 'describe', extended: true }],
        ['describe input p', { what: 'input', name: name('p') }],
        ['msck repair table s.t', { kind: 'msck-repair', table: name('s', 't') }],
        ["optimize t rewrite data using bin_pack where p = 'x'", { kind: 'optimize', where: { kind: 'comparison' } }],
        ["unload (select 1) to 's3://x' with (format = 'PARQUET')", { kind: 'unload', to: 's3://x', properties: [{}] }],
        ['prepare p from select ?', { kind: 'prepare', statement: { kind: 'query' } }],
        ["execute p using 1, 'a'", { kind: 'execute', parameters: [{}, {}] }],
        ['deallocate prepare p', { kind: 'deallocate' }],
        ['explain analyze verbose select 1', { analyze: true, verbose: true }],
        ['explain (type io, format json) insert into t select 1', { options: { type: 'io', format: 'json' } }],
    ];
    for (const [sql, tree] of cases)
        it(sql, () => expect(statement(sql)).toMatchObject(tree));
    it("answers as Hive's parser does where that is known", () => {
        expect(refusal('show partitions a.b.t')).toBe("SYNTAX_ERROR: FAILED: ParseException line 1:19 missing EOF at '.' near 'b'");
        expect(refusal("create external table t (a int) location 's3://x' stored as parquet")).toContain("line 1:51: mismatched input 'stored'");
    });
});
