/** The name of a plan by what it would do, so that people can approve it without handing a file on. */
import type { DigestOf } from './basis.ts';
import { canonical } from './diff.ts';
import type { Plan, PlannedChange } from './plan.ts';

/**
 * 64 hexadecimal digits. Plans have the same that change the same resources in the same fields by the same calls, made from
 * the same live state: times, paths, words and the version of the program do not count, nor in which order a spec or a
 * file names things, nor what is only shown and not sent.
 */
export function planDigest({ changes }: Pick<Plan, 'changes'>, digest: DigestOf): string {
  const sent = changes.filter(({ calls }) => calls.length > 0);
  return digest(canonical(sent.map(contentOf).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** Null stands for what JSON leaves away, so that a plan that was read from a file has the digest it was written with. */
function contentOf(change: PlannedChange): readonly [address: string, ...unknown[]] {
  const { address, action, resource, fields, calls, after, basis } = change;
  const values = fields.map(({ field, before, after: to, withheld }): readonly [string, ...unknown[]] => [
    field,
    before ?? null,
    to ?? null,
    withheld?.by ?? null,
  ]);
  return [
    address,
    action,
    resource,
    values.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    calls.map(({ call, input, regardless, whole }) => [call, input, regardless ?? false, whole ?? false]),
    after.toSorted(),
    basis,
  ];
}
