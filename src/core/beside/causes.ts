/** Which calls keep from serving what no spec declares: keys, log groups, and the roles that write to them. */
import { parseArn } from '../arn.ts';
import { bearingOfWhole, textsAt } from '../drift/cause.ts';
import type { Bearing, Cause, Parameters } from '../drift/cause.ts';
import type { Subject } from '../drift/match.ts';
import { leadingRegion } from '../keeper.ts';
import type { Arn } from '../model.ts';

/** Something that is used, and what can have brought it to what it is. */
export interface BesideCauses {
  readonly subject: Subject;
  readonly causes: readonly Cause<unknown>[];
}

/**
 * Those of what is wrong with it.
 *
 * @param field `kmsKey.state`: the field that names it, and what of it is wrong
 * @returns undefined where nobody knows which calls bring such a thing to what it is
 */
export function besideCauses(arn: string, field: string): BesideCauses | undefined {
  if (!isArn(arn)) return undefined;
  const { partition, service, region, account, resource } = parseArn(arn);
  const what = field.replace(/^[^.]*\./u, '');
  const known = { kms: keyCauses(what), logs: logGroupCauses, iam: roleCauses }[service];
  if (known === undefined || known.length === 0) return undefined;
  const home = service === 'iam' ? (leadingRegion(partition) ?? null) : region;
  return { subject: { arn, name: nameOf(resource), account, region: home }, causes: known };
}

function isArn(text: string): text is Arn {
  return text.startsWith('arn:');
}

/** What stands behind `key/`, `log-group:` and the path of a role. */
function nameOf(resource: string): string {
  const group = /^log-group:(.*?)(?::\*)?$/su.exec(resource)?.[1];
  return group ?? resource.slice(resource.lastIndexOf('/') + 1);
}

const ofKey = {
  source: 'kms.amazonaws.com',
  subjects: (parameters: Parameters) => textsAt(parameters, 'keyId'),
};

function keyCauses(what: string): readonly Cause<unknown>[] {
  if (what.startsWith('policy')) return [{ ...ofKey, events: ['PutKeyPolicy'], bearing: () => 'touches' }];
  return what === 'state' ? stateCauses : [];
}

/** The state that a key has after a call. A deletion that is called off leaves it disabled. */
const leaves: Readonly<Record<string, string>> = {
  DisableKey: 'Disabled',
  CancelKeyDeletion: 'Disabled',
  ScheduleKeyDeletion: 'PendingDeletion',
  EnableKey: 'Enabled',
  DeleteImportedKeyMaterial: 'PendingImport',
};

const stateCauses: readonly Cause<unknown>[] = [
  {
    ...ofKey,
    events: Object.keys(leaves),
    bearing: ({ event }, { found }) =>
      bearingOfWhole(found === leaves[event] || (found === 'missing' && event === 'ScheduleKeyDeletion')),
  },
];

const ofLogGroup = {
  source: 'logs.amazonaws.com',
  subjects: (parameters: Parameters) => textsAt(parameters, 'logGroupName'),
};

const logGroupCauses: readonly Cause<unknown>[] = [
  {
    ...ofLogGroup,
    events: ['DeleteLogGroup', 'CreateLogGroup'],
    bearing: ({ event }) => bearingOfWhole(event === 'DeleteLogGroup'),
  },
];

/** What the policies of a role say is not told by one of them alone. */
const roleCauses: readonly Cause<unknown>[] = [
  {
    source: 'iam.amazonaws.com',
    subjects: parameters => textsAt(parameters, 'roleName'),
    events: [
      'DeleteRole',
      'PutRolePolicy',
      'DeleteRolePolicy',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'UpdateAssumeRolePolicy',
      'PutRolePermissionsBoundary',
      'DeleteRolePermissionsBoundary',
    ],
    bearing: (): Bearing => 'touches',
  },
];
