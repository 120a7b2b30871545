/** What a run looked at, as its report has it. */
import type { Wish } from '../core/desire.ts';
import type { Address } from '../core/model.ts';
import type { Declared } from '../core/report.ts';

/** The resources that were looked at, by address. */
export function declared(wishes: readonly Wish[], selected: ReadonlySet<Address>): readonly Declared[] {
  return wishes
    .filter(({ desired }) => selected.has(desired.address))
    .map(({ desired: { address, written, managed } }) => ({ address, written, managed }))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
}
