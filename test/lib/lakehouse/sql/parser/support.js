import { parseStatement } from '../../../../../src/lib/lakehouse/sql/parser/parse.js';
import { TrinoError } from '../../../../../src/lib/lakehouse/sql/trino-error.js';
/** A tree without positions, so that a test can spell it out. */
export function bare(node) {
    if (Array.isArray(node))
        return node.map(bare);
    if (node === null || typeof node !== 'object')
        return node;
    const entries = Object.entries(node).filter(([key, value]) => key !== 'loc' && value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [key, bare(value)]));
}
export function statement(sql) {
    return bare(parseStatement(sql));
}
export function selectOf(sql) {
    return parseStatement(sql).body;
}
/** The refusal of a text: `line 1:8: mismatched input …`. */
export function refusal(sql) {
    try {
        parseStatement(sql);
    }
    catch (error) {
        if (error instanceof TrinoError)
            return error.reason;
        throw error;
    }
    throw new Error(`parsed: ${sql}`);
}
