import { beforeEach, describe, expect, it } from 'vitest';
import { parseStatement } from '../../../../src/lib/lakehouse/sql/parser/parse.js';
import { translateQuery, translateView } from '../../../../src/lib/lakehouse/sql/translate.js';
import { Tables, types } from './tables.js';
let tables;
beforeEach(async () => {
    tables = await Tables.start();
    await tables.table('t', { k: types.integer, name: types.varchar, price: types.decimal, seen: types.zoned });
    await tables.table('src', { k: types.integer, name: types.varchar, price: types.decimal, gone: types.varchar });
});
const rows = async (sql) => {
    const { rows: found } = await tables.engine.query(sql);
    return found.map(row => row.map(value => (value === null ? null : String(value))));
};
const refused = (text) => tables.change(text).then(() => 'accepted', error => error.reason);
describe('INSERT', () => {
    it('fills columns that it does not name with NULL and widens numbers', async () => {
        await tables.change(`insert into "awsdatacatalog"."default"."t" ("name", "k") values ('a', 1)`);
        await tables.change(`insert into t select 2, 'b', 3.456, timestamp '2024-01-01 10:00:00 +02:00'`);
        expect(await rows('select k, name, price, cast(seen as varchar) from t order by k')).toEqual([
            ['1', 'a', null, null],
            ['2', 'b', '3.46', '2024-01-01 08:00:00.000000 UTC'],
        ]);
    });
    it('refuses other types, counts and columns as Trino does', async () => {
        expect(await refused(`insert into t (k) values ('x')`)).toBe('TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [integer], Query: [varchar(1)]');
        expect(await refused('insert into t (k, nosuch) values (1, 2)')).toBe('COLUMN_NOT_FOUND: line 1:1: Insert column name does not exist in target table: nosuch');
        expect(await refused('insert into nosuch values (1)')).toBe("TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.default.nosuch' does not exist");
    });
});
describe('MERGE', () => {
    it('refuses values of other types and columns that are not there', async () => {
        const merge = (set) => `merge into t using src on t.k = src.k when matched then update set ${set}`;
        expect(await refused(merge('name = src.name'))).toBe('accepted');
        expect(await refused(merge('name = src.k'))).toMatch(/^TYPE_MISMATCH: /);
        expect(await refused(merge('nosuch = src.k'))).toMatch(/^COLUMN_NOT_FOUND: /);
        expect(await refused('merge into t using src on t.k = src.nosuch when matched then delete')).toMatch(/^COLUMN_NOT_FOUND: /);
    });
});
describe('UPDATE and DELETE', () => {
    it('change the rows that the condition names', async () => {
        await tables.change(`insert into t (k, name) values (1, 'a'), (2, 'b'), (3, null)`);
        await tables.change(`update t set name = cast(k as varchar) || coalesce(t.name, '-') where k >= 2`);
        await tables.change("delete from t where k in (select k from t where name = 'a')");
        expect(await rows('select k, name from t order by k')).toEqual([
            ['2', '2b'],
            ['3', '3-'],
        ]);
    });
});
describe('CREATE TABLE AS', () => {
    it('keeps zoned timestamps as instants', async () => {
        await tables.change(`insert into t values (1, 'a', 1.5, timestamp '2024-01-01 10:00:00 Europe/Paris')`);
        await tables.change("create table n with (format = 'parquet') as select seen, array[seen] as list, k + 1 as k1 from t");
        expect(await rows('select cast(seen as varchar), cast(list[1] as varchar), k1 from n')).toEqual([
            ['2024-01-01 09:00:00.000000 UTC', '2024-01-01 09:00:00.000000 UTC', '2'],
        ]);
    });
    it('refuses unnamed, doubled and untyped columns', async () => {
        expect(await refused('create table n as select 1')).toBe('MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1');
        expect(await refused('create table n as select 1 a, 2 a')).toMatch(/^DUPLICATE_COLUMN_NAME/);
        expect(await refused('create table n as select null a')).toMatch(/^COLUMN_TYPE_UNKNOWN/);
    });
});
describe('views', () => {
    it('are read through each other in their own context', async () => {
        await tables.change(`insert into t (k, name) values (1, 'a'), (2, 'b')`);
        tables.view('inner_view', 'select k, upper(name) as n from t', { k: types.integer, n: types.varchar });
        tables.view('outer_view', "select n from inner_view where n <> 'A'", { n: types.varchar });
        expect(await rows('select * from outer_view')).toEqual([['B']]);
    });
    it('are stale where their query has other columns than were stored', () => {
        tables.view('v', 'select * from t', { k: types.integer });
        const read = parseStatement('select * from v');
        if (read.kind !== 'query')
            throw new Error(read.kind);
        expect(() => translateQuery(read, tables.context)).toThrow(/is stale or in invalid state/);
    });
    it('keep their text and the names of their columns', () => {
        const text = 'create or replace view v as select k as a, name as b from t';
        const statement = parseStatement(text);
        if (statement.kind !== 'create-view')
            throw new Error(statement.kind);
        const { sql, columns } = translateView(statement, text, tables.context);
        expect(columns.map(column => column.name)).toEqual(['a', 'b']);
        expect(sql).toBe('select k as a, name as b from t');
    });
});
describe('scans', () => {
    const sqlOf = (text) => {
        const statement = parseStatement(text);
        if (statement.kind !== 'query')
            throw new Error(statement.kind);
        return translateQuery(statement, tables.context).sql;
    };
    it('keep comparisons plain, so that files and partitions can be pruned', () => {
        expect(sqlOf("select k from t where name = 'a' and k > 5 and k between 1 and 10")).toContain(`WHERE ((r1."name" = 'a') AND (r1."k" > 5) AND (r1."k" BETWEEN 1 AND 10))`);
        expect(sqlOf("select k from t where seen >= timestamp '2024-01-01 00:00:00 UTC'")).toContain(`(r1."seen" >= TIMESTAMPTZ '2024-01-01 00:00:00+00')`);
        expect(sqlOf('select k from t where price > 1.5')).not.toContain('CASE');
    });
});
