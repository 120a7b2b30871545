/** Statements that let in somebody who is none of the spec's parties, judged and told. */
import { gravities } from '../plan.ts';
import type { Gravity } from '../kind.ts';
import type { Arn } from '../model.ts';
import type { Need } from '../needs.ts';
import { accountsOfOldTimes } from './evaluate/legacy.ts';
import { doorsOf, isPublic, opensToEveryone } from './parties.ts';
import type { Door, Party } from './parties.ts';
import { blinds, reachOf } from './reach.ts';
import type { Reaching } from './reach.ts';
import { distinct, listed } from './statement.ts';
import type { Statement } from './statement.ts';

/** Who is no stranger, and what is at stake. */
export interface Parties {
  /** Ids of the accounts of the spec and, where they are known, of the organization; null: nobody asked which they are. */
  readonly accounts: ReadonlySet<string> | null;
  readonly organization: string | null;
  /** The bucket or the topic, and what trails need of it. */
  readonly resource: Arn;
  readonly needs: readonly Need[];
  /** ARNs of all resources of the spec; absent: none but this one is known. */
  readonly declared?: Pick<ReadonlySet<Arn>, 'has'> | undefined;
}

/** What one statement does that nobody declared. */
export type Told = {
  /** Null: it has none. */
  readonly sid: string | null;
  readonly gravity: Gravity;
  /** The rest of a sentence that begins with the statement: `lets in everybody`. */
  readonly does: string;
  /** What to do about it, as such a rest: `take it away`. */
  readonly hint: string;
  /** Whether it reaches no further than CloudTrail did in old times: it goes once ours serve all who need it. */
  readonly old?: true;
  /** Whether it lets in nobody, and keeps people from what they need. */
  readonly denies?: true;
};

/** What they do in sentences, one for all that do the same, in the order given. */
export function sentencesOf(told: readonly Told[]): readonly string[] {
  const alike = Map.groupBy(told, ({ does }) => does);
  return [...alike].map(([does, all]) => `${namesOf(all)} ${does}.`);
}

/** What to do about them: whom it is about is said where it is not the same for all. */
export function hintsOf(told: readonly Told[]): readonly string[] {
  const alike = [...Map.groupBy(told, ({ hint }) => hint)];
  const [first, ...more] = alike;
  if (first !== undefined && more.length === 0) return [`${first[0].charAt(0).toUpperCase()}${first[0].slice(1)}.`];
  return alike.map(([hint, all]) => `${namesOf(all)}: ${hint}.`);
}

function namesOf(told: readonly Pick<Told, 'sid'>[]): string {
  const names = distinct(told.map(({ sid }) => sid ?? nameless));
  if (names.length > 1) return `Each of the statements ${some(names)}`;
  return names.includes(nameless) ? 'A statement without a Sid' : `Statement ${names.join()}`;
}

const nameless = 'one without a Sid';

/** What statements do that nobody declared, the gravest first. */
export function strangersIn(statements: readonly Statement[], parties: Parties): readonly Told[] {
  const told = statements.flatMap(statement => toldOf(statement, parties));
  return told.toSorted((a, b) => gravities.indexOf(a.gravity) - gravities.indexOf(b.gravity));
}

type Say = Omit<Told, 'sid'>;

function toldOf(statement: Statement, parties: Parties): readonly Told[] {
  if (statement.Effect === 'Deny') return blindness(statement, parties);
  const doors = doorsOf(statement).filter(door => !isConfined(door, parties));
  if (doors.length === 0) return [];
  const { Sid = '' } = statement;
  const reaching = reachOf(statement, parties.resource, parties.needs);
  const judge = { reaching, statement, parties };
  const said = [
    ...everybody(doors),
    ...oldAccounts(doors, judge),
    ...services(doors, judge),
    ...strangers(doors, judge),
  ];
  return said.map(one => ({ sid: Sid === '' ? null : Sid, ...one }));
}

/** Logs that nobody can read prove nothing. Under a condition, or but for some, somebody can. */
function blindness(statement: Statement, { resource, needs }: Parties): readonly Told[] {
  const { Sid = '', Condition = {}, NotPrincipal } = statement;
  const isForAll = Object.keys(Condition).length === 0 && NotPrincipal === undefined;
  if (!isForAll || !opensToEveryone({ ...statement, Effect: 'Allow' }) || !blinds(statement, resource, needs))
    return [];
  return [
    {
      sid: Sid === '' ? null : Sid,
      gravity: 'medium',
      does: 'denies everybody to read log files: nobody can search or verify them',
      hint: 'except from it those who read them, or take it away',
      denies: true,
    },
  ];
}

/** Whether one condition leaves none but known parties. */
function isConfined({ confinedTo }: Door, parties: Parties): boolean {
  return confinedTo.some(named => named.every(party => isKnown(party, parties)));
}

function isKnown({ is, name }: Party, parties: Parties): boolean {
  const { accounts, organization } = parties;
  if (is === 'account') return accounts === null || accounts.has(name);
  if (is === 'organization') return name === organization;
  if (accounts === null) return is === 'resource' || is === 'access-points';
  return is === 'resource' && isDeclared(name, parties);
}

/** The region and the account of a bucket's ARN are empty, so that a wildcard there says nothing. */
function isDeclared(name: string, { resource, declared }: Parties): boolean {
  const arn = name.replace(/^arn:(?<partition>[^:]*):s3:\*?:\*?:/u, 'arn:$<partition>:s3:::') as Arn;
  return arn === resource || declared?.has(arn) === true;
}

interface Judging {
  readonly reaching: Reaching;
  readonly statement: Statement;
  readonly parties: Parties;
}

const declare = 'write it into policy.statements if it is meant, or take it away';

function everybody(doors: readonly Door[]): readonly Say[] {
  if (!doors.some(isPublic)) return [];
  return [{ gravity: 'critical', does: `lets in everybody`, hint: 'take it away' }];
}

const oldIds: ReadonlySet<string> = new Set(accountsOfOldTimes.values());

/** Whether a door is for one of the accounts as which CloudTrail asked until services had principals. */
const isOldAccount = ({ who }: Door): boolean => who.is === 'account' && oldIds.has(who.name);

const isCloudTrail = ({ who }: Door): boolean => who.is === 'service' && who.name === 'cloudtrail.amazonaws.com';

/** Whether a statement lets CloudTrail in without saying for which trails: in the forms of 2013 to 2021. */
export function isOldForm(statement: Statement): boolean {
  return doorsOf(statement).some(door => (isOldAccount(door) || isCloudTrail(door)) && door.confinedTo.length === 0);
}

const oldHint = 'take it away once no trail outside of the spec delivers through it';

function oldAccounts(doors: readonly Door[], { reaching, statement, parties }: Judging): readonly Say[] {
  const accounts = doors.filter(isOldAccount).length;
  if (accounts === 0) return [];
  const regions = `${accounts} ${accounts === 1 ? 'region' : 'regions'}`;
  const does = `lets CloudTrail in as until 2015, by accounts of its own for ${regions}: no other region is let in, and no trail is named`;
  return [{ gravity: unnamed(statement, reaching, parties), does, hint: oldHint, old: true }];
}

/** CloudTrail writes into the folder of a trail's account alone: where only known ones are open, strangers have none. */
function unnamed(statement: Statement, { reach, gravity }: Reaching, parties: Parties): Gravity {
  const further = reach === 'write' && !inKnownFolders(statement, parties) ? gravity : 'medium';
  return reach === 'change' ? gravity : further;
}

/** Whether all that it is about are folders of accounts that are known, or of the organization. */
function inKnownFolders({ Resource }: Statement, { accounts, organization }: Parties): boolean {
  const folders = listed(Resource).map(folderOwner);
  const isKnownOwner = (id: string): boolean => accounts === null || accounts.has(id) || id === organization;
  return folders.length > 0 && folders.every(id => id !== undefined && isKnownOwner(id));
}

/** Whose folder of log files: `AWSLogs/111111111111/`. */
export function folderOwner(resource: string): string | undefined {
  return /\/AWSLogs\/(?<id>\d{12}|o-[a-z0-9]+)\/[^?]*$/u.exec(resource)?.groups?.['id'];
}

/** Services act for whoever sets them up, unless a condition says for whom (AWS calls it the confused deputy). */
function services(doors: readonly Door[], judging: Judging): readonly Say[] {
  const { reaching, statement, parties } = judging;
  const harmless = reaching.reach === 'look' || reaching.reach === 'list';
  return doors.flatMap((door): readonly Say[] => {
    if (door.who.is !== 'service' || harmless) return [];
    const { name: service } = door.who;
    const [sources] = door.confinedTo;
    if (sources !== undefined) {
      const whom = sources.filter(one => !isKnown(one, parties));
      const does = `lets ${service} ${reaching.words} for ${some(whom.map(whoIs))}`;
      return [{ gravity: reaching.gravity, does, hint: hintFor(whom) }];
    }
    if (isCloudTrail(door)) {
      const does = `lets CloudTrail ${reaching.words} without naming trails (aws:SourceArn), as until 2021: whoever has a trail can use it`;
      return [{ gravity: unnamed(statement, reaching, parties), does, hint: oldHint, old: true }];
    }
    if (reaching.reach === 'write' && inKnownFolders(statement, parties)) return [];
    const does = `lets ${service} ${reaching.words} for whoever asks it to: neither aws:SourceArn nor aws:SourceAccount says for whom`;
    return [{ gravity: reaching.gravity, does, hint: declare }];
  });
}

/** Those let in by name, and everybody as far as conditions name them. */
function strangers(doors: readonly Door[], judging: Judging): readonly Say[] {
  const { reaching, parties } = judging;
  const found = doors.flatMap((door): readonly Party[] => {
    const { who, confinedTo } = door;
    if (who.is === 'service' || isOldAccount(door)) return [];
    return who.is === 'everybody' ? (confinedTo[0] ?? []) : [who];
  });
  const all = found.filter(party => !isKnown(party, parties));
  const ours = all.filter(party => isOurAccessPoint(party, parties));
  const [gone, alive] = [
    all.filter(({ is }) => is === 'deleted'),
    all.filter(party => party.is !== 'deleted' && !ours.includes(party)),
  ];
  return [
    ...(alive.length > 0
      ? [
          {
            gravity: reaching.gravity,
            does: `lets ${some(alive.map(whoIs))} ${reaching.words}`,
            hint: hintFor(alive),
          },
        ]
      : []),
    ...delegations(ours, judging),
    ...(gone.length > 0
      ? [
          {
            gravity: 'low' as const,
            does: `names ${some(gone.map(whoIs))}, whom somebody deleted: it lets nobody in by that name`,
            hint: 'take the name out of it',
          },
        ]
      : []),
  ];
}

const isOurAccessPoint = ({ is, name }: Party, { accounts }: Parties): boolean =>
  is === 'access-points' && accounts?.has(name) === true;

/** AWS's guide gives such a statement for whoever likes access points; for evidence it hides who is let in. */
function delegations(ours: readonly Party[], { reaching }: Judging): readonly Say[] {
  if (ours.length === 0) return [];
  const gravity = reaching.gravity === 'critical' ? 'high' : reaching.gravity;
  const whom = `whoever the ${some(ours.map(whoIs))} let in`;
  return [{ gravity, does: `lets ${whom} ${reaching.words}: who may make one there decides`, hint: declare }];
}

/** Names of buckets say nothing of their owners. */
function hintFor(parties: readonly Party[]): string {
  if (!parties.some(({ is }) => is === 'resource')) return declare;
  return `say with aws:SourceAccount whose it must be, ${declare}`;
}

function whoIs({ is, name }: Party): string {
  if (is === 'access-points') return `access points of account ${name}`;
  return is === 'account' || is === 'organization' ? `${is} ${name}` : name;
}

/** The first three, and how many more. */
function some(names: readonly string[]): string {
  const once = distinct(names);
  const more = once.length - 3;
  return more > 0 ? `${once.slice(0, 3).join(', ')} and ${more} more` : once.join(', ');
}
