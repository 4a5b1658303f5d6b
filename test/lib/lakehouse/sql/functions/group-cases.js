import { answersAsTrino } from '../../../../dialect/answers.js';
/** A group's cases: `cases/<group>.jsonl`. */
export function groupCases(group) {
    answersAsTrino(`${group} functions answer as Trino`, new URL(`cases/${group}.jsonl`, import.meta.url));
}
