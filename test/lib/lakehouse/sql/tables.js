import { parseStatement } from '../../../../src/lib/lakehouse/sql/parser/parse.js';
import { trinoErrorFromDuckDB } from '../../../../src/lib/lakehouse/sql/runtime-errors.js';
import { translateCreateTableAs, translateDelete, translateInsert, translateMerge, translateUpdate, } from '../../../../src/lib/lakehouse/sql/translate.js';
import { quoteIdentifier, storedDuckdbType } from '../../../../src/lib/lakehouse/sql/types/duckdb-type.js';
import { DialectEngine, session } from '../../../dialect/engine.js';
export const types = {
    varchar: { kind: 'varchar' },
    integer: { kind: 'integer' },
    bigint: { kind: 'bigint' },
    double: { kind: 'double' },
    date: { kind: 'date' },
    decimal: { kind: 'decimal', precision: 10, scale: 2 },
    timestamp: { kind: 'timestamp', precision: 6, withTimeZone: false },
    zoned: { kind: 'timestamp', precision: 6, withTimeZone: true },
};
/** Tables and views in DuckDB's memory behind a resolver: what the catalog is to the analyzer. */
export class Tables {
    engine;
    relations;
    context;
    constructor(engine, relations, resolver) {
        this.engine = engine;
        this.relations = relations;
        this.context = { session: session(), resolver };
    }
    static async start() {
        const relations = new Map();
        const resolver = {
            hasCatalog: catalog => catalog === 'awsdatacatalog',
            hasSchema: (_, schema) => schema === 'default',
            relation: ({ name }) => relations.get(name),
        };
        return new Tables(await DialectEngine.start(resolver), relations, resolver);
    }
    async table(name, columns) {
        const list = Object.entries(columns);
        const definitions = list.map(([column, type]) => `${quoteIdentifier(column)} ${storedDuckdbType(type)}`);
        await this.engine.run(`CREATE OR REPLACE TABLE ${quoteIdentifier(name)} (${definitions.join(', ')})`);
        this.relations.set(name, {
            kind: 'table',
            name: { catalog: 'awsdatacatalog', schema: 'default', name },
            format: 'iceberg',
            columns: list.map(([column, type]) => ({ name: column, type })),
            from: quoteIdentifier(name),
            target: quoteIdentifier(name),
        });
    }
    view(name, sql, columns) {
        this.relations.set(name, {
            kind: 'view',
            name: { catalog: 'awsdatacatalog', schema: 'default', name },
            sql,
            catalog: 'awsdatacatalog',
            schema: 'default',
            columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
        });
    }
    /** Runs a statement that changes a table. A MERGE is only translated: it needs an Iceberg table's file and row columns. */
    async change(text) {
        const statement = parseStatement(text);
        try {
            switch (statement.kind) {
                case 'insert': {
                    const { target, sql } = translateInsert(statement, this.context);
                    await this.engine.run(`INSERT INTO ${target.target} ${sql}`);
                    return;
                }
                case 'delete':
                    return await this.run(translateDelete(statement, this.context));
                case 'update':
                    return await this.run(translateUpdate(statement, this.context));
                case 'merge':
                    translateMerge(statement, this.context);
                    return;
                case 'create-table-as': {
                    const { sql, columns } = translateCreateTableAs(statement, this.context);
                    await this.table(statement.name.parts.at(-1).name, Object.fromEntries(columns.map(c => [c.name, c.type])));
                    await this.engine.run(`INSERT INTO ${quoteIdentifier(statement.name.parts.at(-1).name)} ${sql}`);
                    return;
                }
                default:
                    throw new Error(`not a change: ${statement.kind}`);
            }
        }
        catch (error) {
            throw trinoErrorFromDuckDB(error);
        }
    }
    async run({ statements }) {
        for (const statement of statements)
            await this.engine.run(statement);
    }
}
