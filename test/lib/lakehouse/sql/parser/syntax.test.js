import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStatement } from '../../../../../src/lib/lakehouse/sql/parser/parse.js';
import { refusal } from './support.js';
/** Texts that a real Trino 476 parsed, or refused with `message`. */
const cases = readFileSync(new URL('syntax.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
/** The grammar's own list of what could follow differs in a few places; position and token must not. */
function withoutExpectations(message) {
    return message.replace(/ Expecting: .*/s, '');
}
describe("Trino's grammar", () => {
    for (const { sql, message } of cases) {
        if (message === undefined) {
            it(`parses ${sql}`, () => expect(() => parseStatement(sql)).not.toThrow());
        }
        else {
            it(`refuses ${sql}`, () => {
                expect(withoutExpectations(refusal(sql))).toBe(withoutExpectations(`SYNTAX_ERROR: ${message}`));
            });
        }
    }
    it('lists what it expected', () => {
        expect(refusal('select form x y')).toBe("SYNTAX_ERROR: line 1:15: mismatched input 'y'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', " +
            "'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>");
        expect(refusal('select')).toBe("SYNTAX_ERROR: line 1:7: mismatched input '<EOF>'. Expecting: '*', 'ALL', 'DISTINCT', <expression>");
    });
});
describe('Athena', () => {
    it('takes semicolons at the end, and one statement only', () => {
        expect(() => parseStatement('select 1;\n ; -- end')).not.toThrow();
        expect(refusal('select 1 from;')).toContain("line 1:14: mismatched input '<EOF>'");
        expect(refusal('select 1; select 2')).toBe('SYNTAX_ERROR: Only one sql statement is allowed. Got: select 1; select 2');
    });
    it('refuses by name what it has not', () => {
        expect(refusal('select * from t match_recognize (pattern (a) define a as true)')).toBe('NOT_SUPPORTED: line 1:17: MATCH_RECOGNIZE is not supported');
        for (const sql of ['grant select on t to u', 'use x', 'truncate table t', 'call a.b()', 'set session x = 1']) {
            expect(refusal(sql)).toContain(`line 1:1: mismatched input '${sql.split(' ')[0]}'`);
        }
    });
    it('parses a long query fast', () => {
        const cte = (n) => `c${n} as (
      select x, sum(case when y > 1 and z in ('a', 'b') then cast(v as decimal(10,2)) * 2 end) over (
        partition by x order by y rows between unbounded preceding and current row) s
      from "db"."t" t left join u on t.id = u.id and u.d between date '2024-01-01' and current_date
      where t.x is not null and (t.a + 1) * 3 > 4)`;
        const sql = `with ${Array.from({ length: 80 }, (_, n) => cte(n)).join(', ')}\nselect * from c0`;
        expect(sql.split('\n').length).toBeGreaterThan(300);
        const times = Array.from({ length: 40 }, () => {
            const start = performance.now();
            parseStatement(sql);
            return performance.now() - start;
        });
        // The fastest run: the machine may be busy with other things.
        expect(Math.min(...times)).toBeLessThan(10);
    });
});
