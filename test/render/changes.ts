/** Changes written by hand, for tables. */
import type { Address, Arn } from '../../src/core/model.ts';
import type { FieldChange, Plan, PlannedChange, Withheld } from '../../src/core/plan.ts';

export function field(name: string, before: unknown, after: unknown, more: Partial<FieldChange> = {}): FieldChange {
  const usual = { effect: 'strengthens', gravity: 'critical', meaning: 'Nothing is recorded by this trail.' } as const;
  return { field: name, before, after, ...usual, ...more };
}

export const stoppedTrail = field('logging', false, true);

/** An update of `trail/main@111111111111/eu-west-1`, unless said otherwise. */
export function change(fields: readonly FieldChange[], more: Partial<PlannedChange> = {}): PlannedChange {
  const address = more.address ?? 'trail/main@111111111111/eu-west-1';
  const [, kind = '', key = '', region = ''] = /^(.*?)\/(.*)@.*\/(.*)$/u.exec(address) ?? [];
  const target = { partition: 'aws', account: '111111111111', region };
  return {
    address,
    action: 'update',
    fields,
    resource: { kind, name: key, arn: `arn:aws:x:${region}:111111111111:${kind}/${key}` as Arn, target },
    calls: [],
    after: [],
    basis: { [address]: { is: 'present', fields: { logging: 'digest' } } },
    ...more,
  };
}

export function at(address: Address): Pick<PlannedChange, 'address'> {
  return { address };
}

export function withheld(by: Withheld['by'], hint?: string): Withheld {
  return { by, problem: { code: 'cannot-change', message: 'It is so', ...(hint === undefined ? {} : { hint }) } };
}

export function planOf(changes: readonly PlannedChange[], more: Partial<Plan> = {}): Plan {
  return { owner: 'acme', changes, rests: {}, unknown: [], findings: [], ...more };
}

export const unread = (address: Address, message = 'It was refused'): Plan['unknown'][number] => ({
  address,
  problem: { code: 'access-denied', message },
});
