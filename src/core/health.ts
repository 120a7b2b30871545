/** What AWS itself says went wrong with a delivery. It changes by itself, so it is told and never a difference. */
import type { Known } from './derive.ts';
import type { Problem } from './model.ts';

/** What could not be done, by the names that live health has. */
const failures: Readonly<Record<string, string>> = {
  deliveryError: 'deliver its log files',
  digestError: 'deliver its digests',
  notificationError: 'announce its log files',
  logGroupError: 'write to its log group',
};

/** One warning for each kind of delivery that AWS reports as failing, and of subscriptions of the spec that nobody confirmed, for the resources of the spec. */
export function healthFindings(known: readonly Known[]): readonly Problem[] {
  return [...failing(known), ...pending(known)];
}

function pending(known: readonly Known[]): readonly Problem[] {
  return known.flatMap(({ desired, live }) => {
    const told = live.is === 'present' ? String(live.health['pendingSubscriptions'] ?? '').split(', ') : [];
    const asked = Object.keys(Object(desired.state['subscriptions'])).filter(endpoint => told.includes(endpoint));
    if (asked.length === 0) return [];
    const message = `Nobody has confirmed yet: ${asked.join(', ')}`;
    return [{ code: 'subscription-pending', severity: 'warning', at: desired.address, message, hint: confirmHint }];
  });
}

const confirmHint = 'Confirm it where the messages arrive. Until then nobody can end it, and SNS forgets it by itself.';

function failing(known: readonly Known[]): readonly Problem[] {
  return known.flatMap(({ desired, live }) =>
    live.is !== 'present'
      ? []
      : Object.entries(failures).flatMap(([name, what]): Problem[] => {
          const error = live.health[name];
          if (error === undefined) return [];
          const message = `AWS says that CloudTrail could not ${what} when it last tried: ${error}`;
          return [{ code: 'delivery-failing', severity: 'warning', at: desired.address, message, hint }];
        }),
  );
}

const hint =
  'See what stands in its way: trailwarden policy test. AWS says so until the next try works, which takes an event or some minutes.';
