/** What a schema cannot say of how long a bucket keeps what it holds. */
import type { Entry, Problem } from '../../core/model.ts';
import { settingAt } from '../../core/written.ts';
import { normalRule } from './lifecycle-rule.ts';
import type { GivenRule } from './lifecycle-rule.ts';
import { deletionText, deletionsBy, leastDays, tooEarly } from './retention.ts';
import type { Deletion } from './retention.ts';
import type { BucketSpec } from './spec.ts';

type BucketEntry = Entry<BucketSpec>;

export function lifeProblems(entry: BucketEntry): readonly Problem[] {
  const { lifecycle = [] } = entry.spec;
  return [
    ...lifecycle.flatMap((rule, i) => ruleProblems(entry, rule, i)),
    ...retentionProblems(entry),
    ...lockProblems(entry),
    ...loggingProblems(entry),
  ];
}

function ruleProblems(entry: BucketEntry, rule: GivenRule, i: number): readonly Problem[] {
  const { lifecycle = [] } = entry.spec;
  const { ID = '' } = rule;
  const repeated = lifecycle.findIndex(other => other.ID === ID) < i;
  const messages = [
    ...(repeated ? [[`The ID ${ID} is used twice`, 'ID', 'Give each rule an ID of its own.'] as const] : []),
    ...(acts(rule)
      ? []
      : [
          [
            `Rule ${ID} does nothing`,
            '',
            'Say what it does, such as Expiration: { Days: 400 }, or remove it.',
          ] as const,
        ]),
    ...oneOf(rule),
  ];
  return messages.map(([message, where, hint]) => ({
    code: 'invalid-lifecycle',
    message,
    hint,
    at: settingAt(entry, `/lifecycle/${i}${where === '' ? '' : `/${where}`}`),
  }));
}

function acts({ Transitions = [], NoncurrentVersionTransitions = [], ...rule }: GivenRule): boolean {
  const { Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload } = rule;
  return (
    Transitions.length + NoncurrentVersionTransitions.length > 0 ||
    [Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload].some(Boolean)
  );
}

/** Of settings that say the same thing, S3 takes one. */
function oneOf({
  ID = '',
  Expiration,
  Transitions = [],
}: GivenRule): readonly (readonly [message: string, where: string, hint: string])[] {
  const { Days, Date: date, ExpiredObjectDeleteMarker: marker } = Expiration ?? {};
  const ways = [Days, date, marker].filter(way => way !== undefined).length;
  const moves = Transitions.findIndex(one => (one.Days === undefined) === (one.Date === undefined));
  return [
    ...(Expiration !== undefined && ways !== 1
      ? [
          [
            `Rule ${ID} expires by one of Days, Date and ExpiredObjectDeleteMarker`,
            'Expiration',
            'Keep one of them.',
          ] as const,
        ]
      : []),
    ...(moves < 0
      ? []
      : [[`Rule ${ID} moves objects by one of Days and Date`, `Transitions/${moves}`, 'Keep one of them.'] as const]),
  ];
}

/** Where logs are is not known here, so only rules are judged that would meet them anywhere. */
function retentionProblems(entry: BucketEntry): readonly Problem[] {
  const { retention, lifecycle = [] } = entry.spec;
  return lifecycle.flatMap((rule, i) =>
    tooEarly(deletionsBy([normalRule(rule)], ['AWSLogs/']), retention?.minDays ?? leastDays).map(deletion => ({
      ...(retention === undefined ? unsaid(deletion) : broken(deletion, retention.minDays)),
      at: settingAt(entry, `/lifecycle/${i}/${placeOf(deletion, rule)}`),
    })),
  );
}

function placeOf({ of }: Deletion, { Expiration }: GivenRule): string {
  if (of === 'versions') return 'NoncurrentVersionExpiration/NoncurrentDays';
  return Expiration?.Date === undefined ? 'Expiration/Days' : 'Expiration/Date';
}

/** A rule of the spec against the retention of the spec. */
export function broken(deletion: Deletion, minDays: number | null): Problem {
  return {
    code: 'retention-broken',
    message: `Rule ${deletion.rule} ${deletionText(deletion)}, and retention.minDays is ${minDays}`,
    hint: 'Let the rule wait, give it a Prefix that holds no logs, or lower retention.minDays.',
  };
}

function unsaid(deletion: Deletion): Problem {
  return {
    code: 'retention-unset',
    severity: 'warning',
    message: `Rule ${deletion.rule} ${deletionText(deletion)}, which is before ${leastDays} days`,
    hint: `If that is meant, write retention: { minDays: ${Math.max(1, deletion.days)} }.`,
  };
}

function lockProblems(entry: BucketEntry): readonly Problem[] {
  const { objectLock, versioning = true } = entry.spec;
  if (objectLock === undefined) return [];
  const { mode, days, years } = objectLock;
  const times = [days, years].filter(time => time !== undefined).length;
  const whole = mode === undefined ? times === 0 : times === 1;
  return [
    ...(whole
      ? []
      : [
          [
            'A default retention is a mode and either days or years',
            'Write objectLock: { mode: GOVERNANCE, days: 400 }, or {} for none.',
          ],
        ]),
    ...(versioning ? [] : [['Object Lock needs versioning', 'Leave versioning on, or take objectLock away.']]),
  ].map(([message = '', hint = '']) => ({
    code: 'invalid-object-lock',
    message,
    hint,
    at: settingAt(entry, '/objectLock'),
  }));
}

function loggingProblems(entry: BucketEntry): readonly Problem[] {
  const { accessLogging } = entry.spec;
  const key = /^bucket\/(?<key>[^@]*)@/u.exec(entry.address)?.groups?.['key'];
  if (!accessLogging || ![entry.name, key].includes(accessLogging.bucket)) return [];
  return [
    {
      code: 'invalid-access-logging',
      message: 'A bucket that logs to itself logs its own logging, without end',
      hint: 'Name another bucket of the same account and region.',
      at: settingAt(entry, '/accessLogging/bucket'),
    },
  ];
}
