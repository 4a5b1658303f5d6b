import { beforeAll, describe, expect, it } from 'vitest';
import { functionRegistry } from '../../../../../src/lib/lakehouse/sql/functions/groups.js';
import { unsupportedFunctions } from '../../../../../src/lib/lakehouse/sql/functions/unsupported.js';
import { DialectEngine } from '../../../../dialect/engine.js';
describe('functions that are missing', () => {
    let engine;
    beforeAll(async () => {
        engine = await DialectEngine.start();
    });
    it('are refused by name and reason', async () => {
        await expect(engine.query('select st_area(st_point(1, 2))')).rejects.toMatchObject({
            errorName: 'NOT_SUPPORTED',
            message: expect.stringMatching(/^Function 'st_(area|point)' is not supported: geometry/),
        });
        await expect(engine.query('select approx_set(1)')).rejects.toMatchObject({ errorName: 'NOT_SUPPORTED' });
    });
    it("are told from what Athena has not either: DuckDB's own", async () => {
        for (const sql of [
            "select getenv('HOME')",
            'select list_sort(array[1])',
            "select t_fail('A', 'b')",
            'select t_upper(1)',
        ]) {
            await expect(engine.query(sql)).rejects.toMatchObject({ errorName: 'FUNCTION_NOT_FOUND' });
        }
    });
    it('are not listed once they exist', () => {
        const names = new Set(functionRegistry.names());
        expect([...unsupportedFunctions.keys()].filter(name => names.has(name))).toEqual([]);
    });
});
