/** The shapes of what is given as a name or an ARN: the KMS key, the log group and its role. */
import { parseArn } from '../../core/arn.ts';
import type { Entry, Problem } from '../../core/model.ts';
import { settingAt } from '../../core/written.ts';
import type { TrailSpec } from './spec.ts';

/** The account of a spec that is judged without AWS: nobody knows yet which one it will be. */
const anyAccount = '000000000000';

const keyId = '(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
const alias = 'alias/[A-Za-z0-9/_-]{1,250}';
const keyShape = new RegExp(`^(?:${keyId}|${alias}|arn:[^:]+:kms:[^:]+:\\d{12}:(?:key/${keyId}|${alias}))$`, 'u');

/** Whether the key could be one. Its region must be the bucket's, which the trail does not know: AWS is asked for that. */
export function checkKey(entry: Entry<TrailSpec>): readonly Problem[] {
  const { kmsKey } = entry.spec;
  if (kmsKey === undefined) return [];
  const at = settingAt(entry, '/kmsKey');
  const hint = 'Write alias/NAME, a key id, or the ARN of either, in the region of the bucket.';
  if (!keyShape.test(kmsKey))
    return [{ code: 'invalid-key', at, message: `"${kmsKey}" is no alias, id or ARN of a KMS key`, hint }];
  const { partition } = parseArn(kmsKey);
  if (partition === '' || partition === entry.target.partition) return [];
  const message = `the key stands in the partition ${partition}, the trail in ${entry.target.partition}`;
  return [{ code: 'invalid-key', at, message, hint }];
}

interface Destination {
  readonly code: 'invalid-log-group' | 'invalid-log-role';
  readonly setting: 'logGroup' | 'role';
  readonly what: string;
  readonly service: 'logs' | 'iam';
  /** What stands before the name in the resource part of an ARN. */
  readonly before: string;
  readonly name: RegExp;
  readonly hint: string;
}

const destinations: readonly Destination[] = [
  {
    code: 'invalid-log-group',
    setting: 'logGroup',
    what: 'log group',
    service: 'logs',
    before: 'log-group:',
    name: /^[A-Za-z0-9._/#-]{1,512}$/u,
    hint: "Write the name, or the ARN, of a log group in the trail's own account and region.",
  },
  {
    code: 'invalid-log-role',
    setting: 'role',
    what: 'role',
    service: 'iam',
    before: 'role/',
    name: /^(?:[!-.0-~]+\/)*[A-Za-z0-9_+=,.@-]{1,64}$/u,
    hint: "Write the name, or the ARN, of an IAM role of the trail's own account.",
  },
];

/** The log group and the role that CloudTrail writes to it with: shape, and where an ARN says it stands. */
export function checkCloudWatchLogs(entry: Entry<TrailSpec>): readonly Problem[] {
  const { cloudWatchLogs } = entry.spec;
  if (cloudWatchLogs === undefined) return [];
  return destinations.flatMap(destination => {
    const message = fault(destination, cloudWatchLogs[destination.setting], entry);
    const at = settingAt(entry, `/cloudWatchLogs/${destination.setting}`);
    return message === undefined ? [] : [{ code: destination.code, at, message, hint: destination.hint }];
  });
}

function fault(
  { what, service, before, name }: Destination,
  text: string,
  { target }: Entry<TrailSpec>,
): string | undefined {
  if (!text.startsWith('arn:')) return name.test(text) ? undefined : `"${text}" is no name of a ${what}`;
  const arn = parseArn(text);
  const plain = arn.resource.replace(/:\*$/u, '');
  const global = service === 'iam';
  const isOne = arn.service === service && (arn.region === '') === global && plain.startsWith(before);
  if (!isOne || !name.test(plain.slice(before.length))) return `"${text}" is no ARN of a ${what}`;
  if (arn.partition !== target.partition)
    return `the ${what} stands in the partition ${arn.partition}, the trail in ${target.partition}`;
  if (!global && arn.region !== target.region)
    return `the ${what} stands in ${arn.region}, the trail in ${target.region}`;
  if (target.account === anyAccount || arn.account === target.account) return undefined;
  return `the ${what} belongs to account ${arn.account}, the trail to ${target.account}`;
}
