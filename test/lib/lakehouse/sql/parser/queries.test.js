import { describe, expect, it } from 'vitest';
import { parseExpression, parseStatement } from '../../../../../src/lib/lakehouse/sql/parser/parse.js';
import { bare, selectOf } from './support.js';
/** An expression in prefix form, to see what binds to what. */
function shape(e) {
    switch (e.kind) {
        case 'identifier':
            return e.name;
        case 'long':
            return String(e.value);
        case 'string':
            return `'${e.value}'`;
        case 'boolean':
            return String(e.value);
        case 'unary':
            return `(${e.operator} ${shape(e.operand)})`;
        case 'binary-operator':
        case 'comparison':
            return `(${e.operator} ${shape(e.left)} ${shape(e.right)})`;
        case 'logical':
            return `(${e.operator} ${e.terms.map(shape).join(' ')})`;
        case 'not':
            return `(not ${shape(e.operand)})`;
        case 'between':
            return `(${e.negated ? 'not-' : ''}between ${shape(e.value)} ${shape(e.low)} ${shape(e.high)})`;
        case 'at-time-zone':
            return `(at ${shape(e.value)} ${shape(e.zone)})`;
        case 'dereference':
            return `(. ${shape(e.base)} ${e.field.name})`;
        case 'subscript':
            return `([] ${shape(e.base)} ${shape(e.index)})`;
        case 'lambda':
            return `(-> (${e.params.map(param => param.name).join(' ')}) ${shape(e.body)})`;
        case 'call':
            return `(${e.name.parts.map(part => part.name).join('.')}${e.args.map(arg => ` ${shape(arg)}`).join('')})`;
        case 'row':
            return `(row ${e.items.map(shape).join(' ')})`;
        case 'typed-literal':
            return `(${e.type.name} '${e.value}')`;
        default:
            return `<${e.kind}>`;
    }
}
describe('precedence', () => {
    const cases = [
        ['a or b and not c = d', '(or a (and b (not (= c d))))'],
        ['a and b and c', '(and a b c)'],
        ['1 + 2 * 3 - 4', '(- (+ 1 (* 2 3)) 4)'],
        ["'a' || 1 + 2", "(|| 'a' (+ 1 2))"],
        ['a || b || c', '(|| (|| a b) c)'],
        ['2 - 1', '(- 2 1)'],
        ['2 * -1', '(* 2 -1)'],
        ['-x * 2', '(* (- x) 2)'],
        ["-x at time zone 'UTC'", "(- (at x 'UTC'))"],
        ['-a.b[1]', '(- ([] (. a b) 1))'],
        ['not a between 1 and 2 and b', '(and (not (between a 1 2)) b)'],
        ['a not between 1 and 2 + 3', '(not-between a 1 (+ 2 3))'],
        ['f(x -> x + 1, (a, b) -> a or b)', '(f (-> (x) (+ x 1)) (-> (a b) (or a b)))'],
        ['(a, b).x', '(. (row a b) x)'],
        ["date '2024-01-01'", "(date '2024-01-01')"],
        ['a.b.c(1)', '(a.b.c 1)'],
        ["position('a' in 'b')", "(strpos 'b' 'a')"],
        ["substring('abc' from 2 for 1)", "(substr 'abc' 2 1)"],
    ];
    for (const [sql, tree] of cases)
        it(sql, () => expect(shape(parseExpression(sql))).toBe(tree));
});
describe('positions', () => {
    it('puts operators and comparisons at their sign, predicates at their word, the rest at its beginning', () => {
        const at = (sql) => {
            const { line, column, start, end } = parseExpression(sql).loc;
            return [line, column, sql.slice(start, end)];
        };
        expect(at('a + b')).toEqual([1, 3, 'a + b']);
        expect(at('a\n  = b')).toEqual([2, 3, 'a\n  = b']);
        expect(at('a || b')).toEqual([1, 3, 'a || b']);
        expect(at('a and b')).toEqual([1, 1, 'a and b']);
        expect(at('a is not null')).toEqual([1, 3, 'a is not null']);
        expect(at('a not in (1)')).toEqual([1, 3, 'a not in (1)']);
        expect(at('a not like b')).toEqual([1, 3, 'a not like b']);
        expect(at('f(x).y')).toEqual([1, 1, 'f(x).y']);
        expect(at(' cast(a as bigint)')).toEqual([1, 2, 'cast(a as bigint)']);
    });
    it('counts lines over comments and strings', () => {
        const select = selectOf("/* dbt\n comment */ select 'a\nb' x,\n  y -- c\n , z");
        expect(select.loc).toMatchObject({ line: 2, column: 13 });
        expect(select.items.map(({ loc }) => [loc.line, loc.column])).toEqual([
            [2, 20],
            [4, 3],
            [5, 4],
        ]);
    });
});
describe('queries', () => {
    it('binds INTERSECT tighter than UNION and EXCEPT', () => {
        const { body } = parseStatement('select 1 union all select 2 intersect select 3 except select 4');
        expect(bare(body)).toMatchObject({
            operator: 'except',
            left: { operator: 'union', all: true, right: { operator: 'intersect', all: false } },
        });
    });
    it('keeps words that begin a clause as aliases where no clause follows', () => {
        expect(selectOf('select 1 limit, 2 offset from t').items).toMatchObject([
            { alias: { name: 'limit' } },
            { alias: { name: 'offset' } },
        ]);
        expect(parseStatement('select * from t limit 5')).toMatchObject({
            limit: { value: 5n },
            body: { from: { kind: 'table' } },
        });
        expect(selectOf('select count(*) over from t').items).toMatchObject([{ alias: { name: 'over' } }]);
    });
    it('tells subqueries from parenthesised expressions and relations', () => {
        expect(parseExpression('((select 1))').kind).toBe('subquery');
        expect(parseExpression('((select 1) + 1)').kind).toBe('binary-operator');
        expect(parseExpression('a in ((select 1))').kind).toBe('in-list');
        expect(parseExpression('a in (select 1)').kind).toBe('in-subquery');
        expect(parseExpression('a in ((select 1) union (select 2))').kind).toBe('in-subquery');
        expect(selectOf('select * from ((select 1) t cross join u)').from?.kind).toBe('join');
        expect(selectOf('select * from ((select 1) union (select 2)) t').from?.kind).toBe('aliased');
    });
    it('reads grouping sets', () => {
        const sql = 'select 1 from t group by distinct a, (b, c), (d) + 1, rollup (a, (b, c)), grouping sets ((a, b), (), c)';
        expect(bare(selectOf(sql).groupBy)).toMatchObject({
            distinct: true,
            elements: [
                { kind: 'simple', expressions: [{ name: 'a' }] },
                { kind: 'simple', expressions: [{ name: 'b' }, { name: 'c' }] },
                { kind: 'simple', expressions: [{ kind: 'binary-operator' }] },
                { kind: 'rollup', expressions: [{ name: 'a' }, { kind: 'row' }] },
                { kind: 'sets', sets: [[{ name: 'a' }, { name: 'b' }], [], [{ name: 'c' }]] },
            ],
        });
    });
    it('reads what may follow a function call', () => {
        expect(bare(parseExpression('array_agg(distinct x order by y desc nulls first) filter (where x > 1) over (w partition by a rows between 1 preceding and current row)'))).toMatchObject({
            kind: 'call',
            distinct: true,
            orderBy: [{ value: { name: 'y' }, descending: true, nulls: 'first' }],
            filter: { kind: 'comparison' },
            over: {
                base: { name: 'w' },
                partitionBy: [{ name: 'a' }],
                frame: { unit: 'rows', start: { kind: 'preceding', value: { value: 1n } }, end: { kind: 'current-row' } },
            },
        });
        expect(bare(parseExpression('lag(x) ignore nulls over w'))).toMatchObject({
            nullTreatment: 'ignore',
            over: { name: 'w' },
        });
    });
    it('reads types', () => {
        const type = (sql) => {
            const e = parseExpression(`cast(null as ${sql})`);
            return e.kind === 'cast' ? bare(e.type) : undefined;
        };
        expect(type('decimal(10, 2)')).toEqual({ name: 'decimal', args: [10, 2] });
        expect(type('timestamp(6) with time zone')).toEqual({ name: 'timestamp with time zone', args: [6] });
        expect(type('bigint array')).toEqual({ name: 'array', args: [{ name: 'bigint', args: [] }] });
        expect(type('row(a bigint, double precision, "X y" varchar(3))')).toEqual({
            name: 'row',
            args: [
                { name: 'a', type: { name: 'bigint', args: [] } },
                { type: { name: 'double', args: [] } },
                { name: 'X y', type: { name: 'varchar', args: [3] } },
            ],
        });
        expect(type('interval day to second')).toEqual({ name: 'interval day to second', args: [] });
    });
    it('reads time travel in both spellings', () => {
        expect(bare(selectOf("select * from t for system_time as of timestamp '2024-01-01' x").from)).toMatchObject({
            kind: 'aliased',
            relation: { asOf: { kind: 'timestamp', value: { kind: 'typed-literal' } } },
        });
        expect(bare(selectOf('select * from t for version as of 1').from)).toMatchObject({ asOf: { kind: 'version' } });
    });
    it('numbers parameters and resolves literals', () => {
        expect(selectOf('select ?, (? + ?)').items).toMatchObject([
            { value: { index: 0 } },
            { value: { left: { index: 1 }, right: { index: 2 } } },
        ]);
        expect(bare(parseExpression("U&'\\0041!' "))).toEqual({ kind: 'string', value: 'A!' });
        expect(bare(parseExpression("x'0f Aa'"))).toEqual({ kind: 'binary', hex: '0FAA' });
        expect(bare(parseExpression('-9223372036854775808'))).toEqual({ kind: 'long', value: -(2n ** 63n) });
        expect(bare(parseExpression('1_000.50'))).toEqual({ kind: 'decimal', text: '1000.50' });
    });
});
