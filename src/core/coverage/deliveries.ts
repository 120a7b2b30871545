/** Data events of the log files themselves: every delivery is recorded, delivered, and paid for. */
import { targetKey } from '../arn.ts';
import type { Arn, Target } from '../model.ts';
import type { Delivery } from './recording.ts';
import type { Finding, FindingsInput } from './finding.ts';
import type { Trail } from './trails.ts';

interface DeliveryFinding extends Finding {
  /** Who records what is delivered. */
  readonly by: Trail;
}

type Input = Pick<FindingsInput, 'trails' | 'buckets'>;

/** Each trail that records how log files are written to a bucket, with every bucket of which it does. */
export function deliveryFindings({ trails, buckets }: Input): readonly DeliveryFinding[] {
  const recording = trails.filter(({ recording: { takes } }) => takes.length > 0);
  const deliveries = deliveriesOf(recording);
  return recording.flatMap(by => {
    if (!by.recording.takes.some(({ of }) => of.startsWith('data '))) return [];
    const seen = deliveries.filter(
      ({ to }) => reaches(by, buckets.get(to.bucket)) && by.kind.recordsDelivery?.(by.state, to),
    );
    return [...Map.groupBy(seen, ({ to }) => to.bucket)].map(([bucket, found]) => asFinding(by, bucket, found));
  });
}

interface Delivered {
  readonly to: Delivery;
  readonly from: readonly Trail[];
}

/** Each place that is delivered to, once. */
function deliveriesOf(trails: readonly Trail[]): readonly Delivered[] {
  const found = new Map<string, { readonly to: Delivery; readonly from: Trail[] }>();
  for (const trail of trails) {
    const to = trail.recording.delivers;
    if (to === null) continue;
    const key = `${to.bucket}/${to.prefix}`;
    const known = found.get(key);
    if (known) known.from.push(trail);
    else found.set(key, { to, from: [trail] });
  }
  return [...found.values()];
}

/** Whether what happens at a place may be recorded by a trail. Of a bucket that nobody placed it may. */
function reaches({ recording: { everyAccount, everyRegion }, target }: Trail, at: Target | undefined): boolean {
  if (at === undefined) return true;
  if (everyAccount) return everyRegion || at.region === target.region;
  return everyRegion ? at.account === target.account : targetKey(at) === targetKey(target);
}

function asFinding(by: Trail, bucket: Arn, found: readonly Delivered[]): DeliveryFinding {
  const from = found.flatMap(one => one.from);
  const name = bucket.replace(/^.*:/u, '');
  const own = from.includes(by);
  const others = from.length - Number(own);
  const writers = [...(own ? ['itself'] : []), ...(others > 0 ? [`${others} other trail${others === 1 ? '' : 's'}`] : [])];
  const loop = own ? ': each delivery makes an event, which is delivered in turn' : ', and each of these events is billed';
  return {
    by,
    gravity: 'medium',
    problem: {
      code: 'own-deliveries-recorded',
      severity: 'warning',
      message: `${by.name} records the writing of log files to ${name} as data events, by ${writers.join(' and ')}${loop}`,
      hint: `Except the bucket (notArnPrefixes: [${bucket}/], or NotStartsWith of resources.ARN), or say recursiveLogging: false.`,
      ...(by.address === undefined ? {} : { at: by.address }),
    },
  };
}
