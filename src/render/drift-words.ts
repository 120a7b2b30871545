/** What a drift is called, what stands there, and who did it: words alone. */
import type { Attribution } from '../core/drift/attribution.ts';
import type { Sighting } from '../core/drift/drift.ts';
import type { PlannedChange } from '../core/plan.ts';
import { labelOf, leavesOf } from './leaves.ts';
import { statementDiff } from './statements.ts';
import type { StatementDiff } from './statements.ts';
import { accountKey, predicate } from './titles.ts';
import { counted, valueText } from './words.ts';

/** Where in the page it is told. */
export const anchorOf = ({ fingerprint }: Pick<Sighting, 'fingerprint'>): string => fingerprint;

/** The account as the spec calls it. */
export const accountOf = ({ address }: Pick<Sighting, 'address'>): string => accountKey(address);

/** The last part of an address. */
export const regionOf = ({ address }: Pick<Sighting, 'address'>): string => address.slice(address.lastIndexOf('/') + 1);

/** `trail main is stopped`. */
export function titleOf(drift: Sighting): string {
  return `${subjectOf(drift)} ${predicateOf(drift)}`;
}

/** `payments: trail main is stopped`. */
export const fullTitleOf = (drift: Sighting): string => `${accountOf(drift)}: ${titleOf(drift)}`;

function subjectOf({ address, resource }: Sighting): string {
  if (resource) return `${resource.kind} ${resource.name}`;
  return address.replace(/@.*$/u, '').replace('/', ' ');
}

function predicateOf(drift: Sighting): string {
  if (drift.kind === 'missing') return 'does not exist';
  if (drift.kind === 'stray') return 'has left the spec';
  if (drift.kind === 'undelivered') return 'logs, and what it logs does not arrive';
  if (drift.kind === 'unproven') return 'has log files that are not as CloudTrail wrote them';
  if (drift.kind === 'unread') return 'could not be read';
  return drift.resource === null ? 'differs from the spec' : predicate(changeOf(drift, drift.resource));
}

/** The change that would mend it, as far as its words need it. */
function changeOf(drift: Sighting, resource: NonNullable<Sighting['resource']>): PlannedChange {
  const { address, field, wanted, found, effect, gravity, meaning } = drift;
  const change = { field: field ?? '', before: found, after: wanted, effect, gravity, meaning };
  const fields = field === null ? [] : [change];
  return { address, action: 'update', fields, resource, calls: [], after: [], basis: {} };
}

/** One setting: what it is called, what it should be, what it is. */
export interface SettingTold {
  readonly name: string;
  readonly wanted: string;
  readonly found: string;
}

/** How a drift differs, setting by setting; empty for policies, and where nothing can be set otherwise. */
export function settingsOf({ address, resource, field, found, wanted, kind }: Sighting): readonly SettingTold[] {
  const name = resource?.kind ?? address.replace(/\/.*$/u, '');
  if (kind === 'missing') return [{ name, wanted: 'present', found: 'absent' }];
  if (kind === 'stray') return [{ name, wanted: 'absent', found: 'present' }];
  if (kind !== 'changed' || field === null || policyOf({ field, found, wanted })) return [];
  const leaves = leavesOf({ kind: resource?.kind ?? '', field, live: found, desired: wanted });
  return leaves.map(leaf => ({
    name: labelOf(leaf) || field,
    wanted: onOff(leaf.desired),
    found: onOff(leaf.live),
  }));
}

/** How a policy differs: `added` is missing at AWS, `removed` stands there and should not. */
export function policyOf({
  field,
  found,
  wanted,
}: Pick<Sighting, 'field' | 'found' | 'wanted'>): StatementDiff | undefined {
  return field === null ? undefined : statementDiff({ field, live: found, desired: wanted });
}

/** A value of a setting, in a few words. */
export function onOff(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return valueText(value);
}

const userTypes: Readonly<Record<string, string>> = {
  AssumedRole: 'assumed role',
  IAMUser: 'IAM user',
  Root: 'root of the account',
  AWSService: 'AWS service',
  AWSAccount: 'another account',
  FederatedUser: 'federated user',
  WebIdentityUser: 'web identity',
  SAMLUser: 'SAML user',
  IdentityCenterUser: 'Identity Center user',
};

/** `assumed role`, `IAM user`. */
export const userType = (type: string): string => userTypes[type] ?? type;

const certainty = { certain: '', likely: 'probably ', possible: 'possibly ' } as const;

/** `probably `, or nothing where it is certain. */
export function certaintyOf(attribution: Attribution): string {
  return attribution.answer === 'found' ? certainty[attribution.confidence] : '';
}

/** The product of a user agent: `aws-cli/2.31.0`. What follows it fills lines. */
export const productOf = (userAgent: string): string => userAgent.trim().replace(/[\s,].*$/su, '');

/** Why nobody is named. */
export function nobodyWords(attribution: Attribution | null): string {
  if (attribution === null) return 'Not looked for yet.';
  if (attribution.answer === 'found') return '';
  const again = attribution.again ? ' The next run asks again.' : '';
  return `${sentence(attribution.why)}${again}`;
}

/** With a capital letter, but for code and addresses, which are copied as they are, and a full stop. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const begun = isCode(trimmed) ? trimmed : `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}`;
  return `${begun}${/[.?!]$/u.test(trimmed) ? '' : '.'}`;
}

/** Whether a text begins with a setting (`multiRegion`, `region:`), an address, a name (`audit-logs`), an action of AWS or a command. */
function isCode(text: string): boolean {
  const [word = ''] = text.split(/\s/u, 1);
  return /^[a-z][A-Za-z\d]*[A-Z]|^[^\s:]+:$|[/@.:_=[-]\S|^(?:trailwarden|aws|git|mkdir|npm|npx|kubectl|helm)$/u.test(
    word,
  );
}

/** Attempts at the same that AWS refused. */
export function attemptWords({ attempts }: Attribution): string {
  return attempts.length === 0 ? '' : `${counted(attempts.length, 'more attempt')} refused by AWS.`;
}
