/** The facts of one drift: where, which resource, what changed, who. */
import type { Around, Notice } from '../../core/alerts/notice.ts';
import type { Attribution, CausingEvent } from '../../core/drift/attribution.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { labelOf, leavesOf } from '../leaves.ts';
import { statementDiff } from '../statements.ts';
import { counted, valueText } from '../words.ts';
import { eventLink } from './links.ts';
import type { Fact, Piece, Pieces } from './letter.ts';
import { accountOf, clockText, cut, named, sureness } from './names.ts';

/** Values of settings are cut here. */
const longestValue = 120;
/** So many settings of one drift are shown. */
const mostSettings = 4;

export function factsOf(drift: Drift, { at, around }: Pick<Notice, 'at' | 'around'>): readonly Fact[] {
  return [
    accountFact(drift, around),
    { name: capitalKind(drift), lines: [[{ code: cut(drift.address, 200) }]] },
    ...changedFact(drift),
    whoFact(drift, at),
  ];
}

function accountFact(drift: Drift, around: Around): Fact {
  const { name, id } = accountOf(drift, around);
  return { name: 'Account', lines: [id === null || id === name ? [{ code: name }] : [`${name} `, { code: id }]] };
}

function capitalKind({ address }: Drift): string {
  const kind = named(address.replace(/\/.*$/su, ''));
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

function changedFact(drift: Drift): readonly Fact[] {
  const lines = changes(drift);
  return lines.length === 0 ? [] : [{ name: nameOfChange(drift), lines }];
}

const nameOfChange = ({ kind }: Drift): string =>
  ({
    changed: 'Changed',
    missing: 'Changed',
    stray: 'Changed',
    undelivered: 'Not delivered',
    unproven: 'Found',
    unread: 'Why',
  })[kind];

/** What differs, a line each: `logging: true -> false`. */
export function changes(drift: Drift): readonly Pieces[] {
  const { kind, field, wanted, found, problem, resource } = drift;
  if (kind === 'unread') return problem === undefined ? [] : [[cut(problem.message, 300)]];
  if (kind === 'undelivered' || kind === 'unproven') return deliveries(found);
  if (kind === 'missing') return [[{ code: 'present -> absent' }]];
  if (kind === 'stray') return [[{ code: 'absent from the spec -> still there' }]];
  if (field === null) return [];
  const policy = statementDiff({ field, live: found, desired: wanted });
  if (policy) return [[policyText(policy.removed.length, policy.added.length)]];
  const leaves = leavesOf({ kind: resource?.kind ?? '', field, live: found, desired: wanted });
  const more = leaves.length - mostSettings;
  return [
    ...leaves.slice(0, mostSettings).map((leaf): Pieces => {
      const [from, to] = [cut(valueText(leaf.desired), longestValue), cut(valueText(leaf.live), longestValue)];
      return [{ code: `${cut(labelOf(leaf), longestValue) || named(field)}: ${from} -> ${to}` }];
    }),
    ...(more > 0 ? [[`and ${counted(more, 'more setting')}`]] : []),
  ];
}

function deliveries(found: unknown): readonly Pieces[] {
  const lines = Array.isArray(found) ? found.filter(line => typeof line === 'string') : [];
  const more = lines.length - mostSettings;
  return [
    ...lines.slice(0, mostSettings).map((line): Pieces => [cut(line, 200)]),
    ...(more > 0 ? [[`and ${more} more`]] : []),
  ];
}

/** Removed from what stands there is what somebody added, and the other way round. */
function policyText(added: number, missing: number): string {
  const parts = [
    ...(added > 0 ? [`${counted(added, 'statement')} added`] : []),
    ...(missing > 0 ? [`${counted(missing, 'statement')} missing`] : []),
  ];
  return `policy: ${parts.length === 0 ? 'written otherwise' : parts.join(', ')}`;
}

function whoFact(drift: Drift, at: string): Fact {
  const { attribution } = drift;
  if (drift.kind === 'unread') return { name: 'Who', lines: [['not known: nothing could be read']] };
  if (attribution === null) return { name: 'Who', lines: [['not looked for yet']] };
  const attempts = attribution.attempts.length;
  const refused: readonly Pieces[] =
    attempts > 0 ? [[`${counted(attempts, 'more attempt')} at the same refused by AWS`]] : [];
  return { name: 'Who', lines: [...whoLines(attribution, drift, at), ...refused] };
}

function whoLines(attribution: Attribution, { resource }: Drift, at: string): readonly Pieces[] {
  if (attribution.answer !== 'found') {
    const again = attribution.again ? '; the next run asks again' : '';
    return [[`not known: ${cut(attribution.why, 200)}${again}`]];
  }
  const { event, confidence, byOurPrincipal } = attribution;
  return [
    [`${sureness[confidence]}${named(event.principal.name)} (${userType(event.principal.type)})`],
    ...from(event),
    [linked(event, resource?.target.partition ?? 'aws', at)],
    ...(byOurPrincipal ? [["with trailwarden's own role, and not by trailwarden"]] : []),
  ];
}

function from({ sourceIp, userAgent }: CausingEvent): readonly Pieces[] {
  const agent = userAgent === null ? '' : named(userAgent.trim().replace(/[\s,].*$/su, ''));
  const parts = [...(sourceIp === null ? [] : [`from ${named(sourceIp)}`]), ...(agent === '' ? [] : [agent])];
  return parts.length === 0 ? [] : [[parts.join(', ')]];
}

function linked(event: CausingEvent, partition: string, at: string): Piece {
  const text = `${named(event.name)} ${clockText(event.at, at, true)}`;
  const to = eventLink(event, partition);
  return to === null ? text : { link: text, to };
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

const userType = (type: string): string => userTypes[type] ?? named(type);
