/** Findings in words, each once for all regions and accounts in which it is the same. */
import type { ProblemCode } from '../catalogue/index.ts';
import type { Gravity } from '../kind.ts';
import type { Problem } from '../model.ts';
import { anyRegion } from './count.ts';
import type { Covered, Place } from './count.ts';
import type { Finding } from './finding.ts';
import type { EventClass } from './recording.ts';
import type { Trail } from './trails.ts';

type Code = Extract<
  ProblemCode,
  | 'region-not-recorded'
  | 'half-recorded'
  | 'global-events-not-recorded'
  | 'global-events-twice'
  | 'management-recorded-twice'
  | 'events-recorded-twice'
>;

/** Something wrong in one place. */
export interface Found {
  readonly code: Code;
  readonly gravity: Gravity;
  readonly place: Place;
  /** Of two copies: the trail to keep, then the one to change. Else: those that would record it and do not. */
  readonly trails: readonly Trail[];
  /** What is recorded twice, or not at all. */
  readonly classes: readonly EventClass[];
  /** Whether global service events are lost with it. */
  readonly leads?: boolean;
}

interface InAccount extends Omit<Found, 'place'> {
  readonly account: Covered;
  readonly regions: string[];
  leads: boolean;
}

interface Alike {
  readonly first: InAccount;
  readonly accounts: Set<Covered>;
}

/** One finding for all that is alike: first the regions of an account, then the accounts. */
export function told(found: readonly Found[]): readonly Finding[] {
  const inAccounts = new Map<string, InAccount>();
  for (const { place, leads = false, ...one } of found) {
    const names = one.trails.map(({ name }) => name);
    const key = JSON.stringify([one.code, place.account.id, names, one.classes]);
    const known = inAccounts.get(key);
    if (!known) inAccounts.set(key, { ...one, leads, account: place.account, regions: [...place.regions] });
    else {
      known.regions.push(...place.regions);
      known.leads ||= leads;
    }
  }
  const alike = new Map<string, Alike>();
  for (const one of inAccounts.values()) {
    const key = JSON.stringify([one.code, one.trails.map(blockOf), one.classes, one.regions, one.leads]);
    const known = alike.get(key);
    if (known) known.accounts.add(one.account);
    else alike.set(key, { first: one, accounts: new Set([one.account]) });
  }
  return [...alike.values()].map(one => ({ gravity: one.first.gravity, problem: problemOf(one) }));
}

/** The same trail of the spec in another account, or a trail of the same name there. */
function blockOf({ name, arn }: Trail): string {
  return name === arn ? arn.replace(/:\d*:/u, '::') : name.replace(/@.*/u, '');
}

function problemOf({ first, accounts }: Alike): Problem {
  const { code, trails } = first;
  const { message, hint } = texts[code](first);
  const more = accounts.size > 1 ? ` (and so in ${many(accounts.size - 1, 'more account')})` : '';
  const at = trails.at(-1)?.address;
  return { code, severity: 'warning', message: message + more, hint, ...(at === undefined ? {} : { at }) };
}

interface Text {
  readonly message: string;
  readonly hint: string;
}

const texts: Readonly<Record<Code, (found: InAccount) => Text>> = {
  'region-not-recorded': ({ trails, leads, ...where }) => ({
    message: `Nobody records management events in ${placeWords('any region', where)}${leads ? ', nor IAM, STS and CloudFront events' : ''}${stopped(trails)}`,
    hint:
      trails.length > 0
        ? 'Let it log and record management events, or let another trail do so.'
        : 'Make a trail of the account multi-region, declare one there, or let the trail of an organization record it.',
  }),
  'half-recorded': ({ classes, ...where }) => ({
    message: `Management events that ${classes[0] === 'management write' ? 'write' : 'read'} are recorded by nobody in ${placeWords('any region', where)}`,
    hint: 'Let a trail there record both: readWrite: All.',
  }),
  'global-events-not-recorded': ({ trails, account }) => ({
    message: `IAM, STS and CloudFront events of ${account.key} are recorded by nobody`,
    hint: `Switch on the flag for global service events of ${names(trails)}, or make a trail multi-region.`,
  }),
  'global-events-twice': ({ trails: [keep, change] }) => ({
    message: `${change?.name} keeps IAM, STS and CloudFront events, and so does ${keep?.name}`,
    hint: 'Switch off its flag for global service events; apply does so where the spec declares it.',
  }),
  'management-recorded-twice': ({ trails: [keep, change], classes, ...where }) => ({
    message: `${change?.name} records ${managementWords(classes)} that ${keep?.name} records already, in ${regionWords('every region', where)}`,
    hint: 'The first copy is free, every other one is billed. Leave them out of it (events: { management: none }), or delete it if it records nothing else.',
  }),
  'events-recorded-twice': ({ trails: [keep, change], classes, ...where }) => ({
    message: `${change?.name} records ${classes.map(classWords).join(' and ')} that ${keep?.name} records already, in ${regionWords('every region', where)}`,
    hint: 'Every copy is billed. Leave them out of one of the two.',
  }),
};

function names(trails: readonly Trail[]): string {
  const [first, ...more] = trails.map(({ name }) => name);
  return more.length === 0 ? `${first}` : `${first} and ${more.length} more`;
}

function stopped(trails: readonly Trail[]): string {
  if (trails.length === 0) return '';
  return `: ${names(trails)} ${trails.length === 1 ? 'does' : 'do'} not record`;
}

function managementWords(classes: readonly EventClass[]): string {
  const [only, ...more] = classes;
  if (more.length > 0) return 'management events';
  return only === 'management read' ? 'management events that read' : 'management events that write';
}

/** `data events of AWS::S3::Object`. */
function classWords(of: EventClass): string {
  return of
    .replace('data ', 'data events of ')
    .replace('network ', 'network activity events of ')
    .replace('insights ', 'Insights of ');
}

/** How many regions are named. */
const mostRegions = 3;

type Where = Pick<InAccount, 'account' | 'regions'>;

function placeWords(all: string, where: Where): string {
  return `${regionWords(all, where)} of ${where.account.key}`;
}

/** @param all says it where these are all regions of the account */
function regionWords(all: string, { account, regions: any }: Where): string {
  const regions = any.filter(region => region !== anyRegion);
  if (regions.length > 1 && regions.length === account.regions?.length && !account.partly) return all;
  const more = regions.length - mostRegions;
  if (more > 0) return `${regions.slice(0, mostRegions).join(', ')} and ${many(more, 'more region')}`;
  return regions.join(', ').replace(/, (?=[^,]*$)/u, ' and ');
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
