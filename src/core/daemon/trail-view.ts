/** When a trail last delivered what, in AWS's own words. */
import type { Known } from '../derive.ts';
import type { TrailView } from './snapshot.ts';

/** What is delivered, by the names that live health has for what went wrong. */
const errors: Readonly<Record<string, string>> = {
  log: 'deliveryError',
  digest: 'digestError',
  notification: 'notificationError',
  'log group': 'logGroupError',
};

/** Null wherever AWS says nothing, or could not be asked. Of other regions nothing is known by one look at its home. */
export function trailView({ desired: { address, arn, target }, live }: Known): TrailView {
  const there = live.is === 'present' ? live : null;
  const health = there?.health ?? {};
  const told = (name: string): string | null => (health[name] === undefined ? null : `${health[name]}`);
  const logging = there?.fields['logging'];
  const failed = Object.entries(errors).flatMap(([what, name]) => {
    const error = told(name);
    return error === null ? [] : [[what, error] as const];
  });
  return {
    address,
    arn: there?.arn ?? arn,
    account: target.account,
    region: target.region,
    logging: logging && 'value' in logging && typeof logging.value === 'boolean' ? logging.value : null,
    lastLog: told('lastDelivery'),
    lastDigest: told('lastDigest'),
    lastNotification: told('lastNotification'),
    errors: Object.fromEntries(failed),
    elsewhere: {},
  };
}
