/** Finds out, account by account, whether a run would get at what it needs. Changes nothing. */
import { readsFor } from '../core/apart.ts';
import { parseArn } from '../core/arn.ts';
import {
  administratorCheck,
  attributionCheck,
  clockCheck,
  entryChecks,
  featuresCheck,
  keyCheck,
  permissionCheck,
  trustCheck,
} from '../core/doctor.ts';
import type { Check, Examination, Examined } from '../core/doctor.ts';
import { ApiFailure } from '../core/failure.ts';
import { permissionsFor, policyOf } from '../core/iam.ts';
import type { AroundAction } from '../core/iam.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { AnyKind, Api, Ask, IamAction } from '../core/kind.ts';
import type { Problem, Target } from '../core/model.ts';
import { cloudTrail } from '../core/readiness.ts';
import type { SourceFile } from '../core/spec/source.ts';
import type { LocatedAccount, Spec } from '../core/spec/spec.ts';
import { standIns, unknownAccount } from '../core/spec/stand-ins.ts';
import { aThird, locate } from './accounts.ts';
import { enterWithin } from './deadline.ts';
import { besideChecks } from './doctor-beside.ts';
import { withKeys } from './doctor-keys.ts';
import { orFailure } from './or-failure.ts';
import { administratorsIn, describe, featureSetOf, trustedIn } from './organization.ts';
import { workIn, workOf } from './permissions.ts';
import type { AccountWork } from './permissions.ts';
import type { Cloud, Memory, Period, Ports } from './ports.ts';
import { validate } from './validate.ts';

export interface DoctorPorts extends Pick<Ports, 'load' | 'kinds' | 'progress' | 'stage'> {
  readonly cloud: Pick<Cloud, 'identity' | 'enter' | 'memory'>;
  /** How far AWS's clock is ahead of ours by the last answer, in seconds; null: no answer told the time. */
  readonly skew: () => number | null;
}

export type Examining =
  | { readonly examination: Examination; readonly sources: readonly SourceFile[] }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/** Examines every account of a spec. What an account refuses is found in it alone. */
export async function examine(paths: readonly string[], ports: DoctorPorts): Promise<Examining> {
  const { load, kinds, progress } = ports;
  const loaded = await load(paths);
  const { spec, problems } = validate(loaded.files, kinds, loaded.problems);
  if (spec === null) return { invalid: problems, sources: loaded.files };
  progress.step('getting into the accounts');
  const memory = ports.cloud.memory();
  const accounts = await accountsOf(spec, memory, ports);
  const works = workIn(accounts, spec, kinds);
  const entering = ports.stage?.(aThird);
  const meant = workOf(spec, kinds, accounts[0]?.id);
  const examined = await Promise.all(
    works.map(async work => {
      const one = await examineAccount(work, memory, { ...ports, entering });
      progress.step(`examined ${one.key}`);
      const refused = refusedActions(work, one.checks);
      const wanted = meant.find(({ account }) => account.id === work.account.id) ?? work;
      const lacking = permissionsFor(wanted, 'plan').filter(({ action }) => refused.has(action));
      return { ...one, missing: policyOf(lacking) };
    }),
  );
  const judged = await withKeys(examined, { spec, accounts, works, kinds, memory });
  return { examination: { daemon: null, owner: spec.owner, paths, accounts: judged }, sources: loaded.files };
}

/** Those that are written down or discovered; the account of the credentials in force where the spec names none. */
async function accountsOf(spec: Spec, memory: Memory, ports: DoctorPorts): Promise<readonly LocatedAccount[]> {
  if (spec.accounts === null) {
    const id = await ports.cloud.identity().then(
      ({ account }) => account,
      () => unknownAccount, // told when it is examined
    );
    return standIns(spec, { key: id, id });
  }
  const discovers = (spec.organization?.discover ?? null) !== null;
  return discovers ? (await locate(spec, { ...ports, memory })).accounts : standIns(spec);
}

async function examineAccount(
  work: AccountWork,
  memory: Memory,
  { cloud, skew, entering }: DoctorPorts & { readonly entering: Period | undefined },
): Promise<Omit<Examined, 'missing'>> {
  const { account } = work;
  const entered = await orFailure(enterWithin(cloud, account, entering));
  const entry = entryChecks(entered ?? null, account.id);
  const sound = entry.every(({ status }) => status === 'ok');
  const clock = clockCheck(skew());
  return {
    key: account.key,
    id: account.id === unknownAccount ? null : account.id,
    checks: [...entry, clock, ...(sound ? await ask(work, memory) : [])],
  };
}

/** Every question of a run once: an operation asked of one resource says whether it may be asked of its like. */
async function ask(work: AccountWork, memory: Memory): Promise<readonly Check[]> {
  const { keys, beside = [], around, organization, account } = work;
  const region = leadingRegion(account.partition) ?? work.wishes[0]?.desired.target.region ?? '';
  const home = { partition: account.partition, account: account.id, region };
  const checks = await Promise.all([
    ...probesOf(work).map(async ({ call, input, target, actions }) => [
      await permissionOf(memory.at(target), { call, input, actions }),
    ]),
    ...around.map(async action => [
      await permissionOf(memory.at(home), { call: action, input: aroundInput(action, account.id), actions: [action] }),
    ]),
    ...keys.map(async ({ reference, at }) => keyChecks(reference, memory.at(at), account.id)),
    besideChecks(beside, memory.at(home)),
    organization ? organizationChecks(memory.at(home), account.id) : [],
    attributionChecks(work, memory),
  ]);
  return checks.flat();
}

/** Of what is declared: elsewhere nobody asks who did it. */
async function attributionChecks({ wishes: [first] }: AccountWork, memory: Memory): Promise<readonly Check[]> {
  if (first === undefined) return [];
  const answer = await orFailure(memory.at(first.desired.target).ask('cloudtrail:LookupEvents', { MaxResults: 1 }));
  return [attributionCheck(answer instanceof ApiFailure ? answer : null)];
}

/** Roots and units are asked about by an id that none has. */
function aroundInput(action: AroundAction, account: string): object {
  if (action === 'ec2:DescribeRegions') return { AllRegions: false };
  if (action === 'organizations:ListTagsForResource') return { ResourceId: account };
  return action.endsWith('ForParent') ? { ParentId: 'r-0000' } : {};
}

interface Probe {
  readonly call: string;
  readonly input: object;
  readonly actions: readonly IamAction[];
}

function probesOf({ wishes }: AccountWork): readonly (Probe & { readonly target: Target })[] {
  const first = new Map(wishes.toReversed().map(wish => [wish.kind, wish.desired]));
  const asked = new Set(wishes.flatMap(({ kind, desired }) => readsFor(kind, desired.state)));
  return [...first].toReversed().flatMap(([kind, { arn, target }]: [AnyKind, (typeof wishes)[number]['desired']]) =>
    Object.entries(kind.probes(arn))
      .filter(([call]) => asked.has(call))
      .map(([call, input]) => ({
        call,
        input,
        target,
        actions: kind.reads[call] ?? [],
      })),
  );
}

async function permissionOf(aws: Ask<Api>, { call, input, actions }: Probe): Promise<Check> {
  const answer = await orFailure(aws.ask(call, input));
  return permissionCheck(call, actions, answer instanceof ApiFailure ? answer : null);
}

/** A key of another account is looked at, and its policy is not. */
async function keyChecks(reference: string, aws: Ask<Api>, account: string): Promise<readonly Check[]> {
  const call = 'kms:DescribeKey';
  const region = reference.startsWith('arn:') ? reference.split(':')[3] : undefined;
  const answer: Described | ApiFailure = await orFailure(aws.ask(call, { KeyId: reference }, region));
  const failure = answer instanceof ApiFailure ? answer : null;
  const permission = permissionCheck(call, [call], failure);
  if (permission.status === 'failed') return [permission];
  const resource = answer instanceof ApiFailure ? undefined : answer.KeyMetadata?.Arn;
  const isOwn = resource !== undefined && parseArn(resource).account === account;
  const policy = isOwn ? await besideChecks([{ action: 'kms:GetKeyPolicy', resource }], aws) : [];
  return [permission, keyCheck(reference, failure), ...policy];
}

interface Described {
  readonly KeyMetadata?: { readonly Arn?: string };
}

async function organizationChecks(aws: Ask<Api>, account: string): Promise<readonly Check[]> {
  const of = (call: IamAction, answer: unknown): Check =>
    permissionCheck(call, [call], answer instanceof ApiFailure ? answer : null);
  const [described, featureSet, trusted, administrators] = await Promise.all([
    orFailure(describe(aws)),
    orFailure(featureSetOf(aws)),
    orFailure(trustedIn(aws)),
    orFailure(administratorsIn(aws, cloudTrail)),
  ]);
  const known = described instanceof ApiFailure ? null : described;
  const manages = known?.managementAccount === account;
  return [
    of('organizations:DescribeOrganization', described),
    of('organizations:ListAWSServiceAccessForOrganization', trusted),
    ...(manages ? [] : [of('organizations:ListDelegatedAdministrators', administrators)]),
    ...(typeof featureSet === 'string' ? [featuresCheck(featureSet)] : []),
    trustCheck(trusted),
    ...(known ? [administratorCheck(account, known.managementAccount, administrators)] : []),
  ];
}

function refusedActions({ wishes }: AccountWork, checks: readonly Check[]): ReadonlySet<string> {
  const refused = checks.flatMap(({ check, status, about }) =>
    check === 'permission' && (status === 'failed' || status === 'warning') && about !== null ? [about] : [],
  );
  const actionsOf = new Map<string, readonly string[]>(wishes.flatMap(({ kind }) => Object.entries(kind.reads)));
  return new Set(refused.flatMap(call => actionsOf.get(call) ?? [call]));
}
