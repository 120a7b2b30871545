/** Whether a run would get at what it needs: what was asked, judged. Nothing here asks. */
import type { Judged } from './beside/flaw.ts';
import { ApiFailure, unreadBecause } from './failure.ts';
import type { IamPolicy } from './iam.ts';
import type { IamAction } from './kind.ts';
import type { Problem } from './model.ts';
import { cloudTrail, featuresMissing, notAdministrator, trustMissing } from './readiness.ts';

/**
 * - `reachable`: AWS answers
 * - `credentials`: they are there and work; where the account has a role, it can be assumed
 * - `identity`: they are of the declared account
 * - `clock`: the clock of this machine agrees with AWS's
 * - `permission`: one operation may be called
 * - `key`: one key can be used, or at least its alias names one
 * - `features`: the organization has all features
 * - `trusted-access`: the organization lets CloudTrail work in its accounts
 * - `administrator`: the account may make trails of the organization
 * - `source`, `events`, `reports`: a daemon gets at its specs, its queue of events, the bucket of its reports
 */
type CheckName =
  | 'reachable'
  | 'credentials'
  | 'identity'
  | 'clock'
  | 'permission'
  | 'key'
  | 'features'
  | 'trusted-access'
  | 'administrator'
  | 'source'
  | 'events'
  | 'reports';

/** `warning`: it works, and somebody should look. `unknown`: it could not be told; never to be taken for `ok`. */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'unknown';

export interface Check {
  readonly check: CheckName;
  /** Which of several: an operation, an alias. */
  readonly about: string | null;
  readonly status: CheckStatus;
  /** What was found, as a sentence fragment. */
  readonly found: string;
  /** What to do, unless it is `ok`. */
  readonly problem?: Problem;
}

export interface Examined {
  /** Key of the account in the spec; its id where it has none. */
  readonly key: string;
  /** Twelve digits; null: not known. */
  readonly id: string | null;
  readonly checks: readonly Check[];
  /** Allows what was refused; without statements where nothing was. */
  readonly missing: IamPolicy;
}

/** What a daemon needs beside the accounts. */
export interface ExaminedDaemon {
  /** As its config names it. */
  readonly name: string;
  readonly checks: readonly Check[];
}

export interface Examination {
  /** Null: no config of a daemon was given. */
  readonly daemon: ExaminedDaemon | null;
  /** Null: there is no spec, because the source of the daemon cannot be read. */
  readonly owner: string | null;
  /** As typed. */
  readonly paths: readonly string[];
  readonly accounts: readonly Examined[];
}

/**
 * What an attempt to get into an account came to.
 *
 * @param failure null: it was got into
 * @param wanted the id that was declared
 */
export function entryChecks(failure: ApiFailure | null, wanted: string): readonly Check[] {
  const entered = [okay('reachable', 'AWS answers'), okay('credentials', 'they work')];
  if (failure === null) return [...entered, okay('identity', wanted)];
  if (failure.name !== 'AccountMismatch') return refusedEntry(failure);
  const problem: Problem = {
    code: 'wrong-account',
    message: failure.message,
    hint: 'Correct the id or the role of the account, or take other credentials.',
  };
  return [...entered, { check: 'identity', about: null, status: 'failed', found: failure.message, problem }];
}

const okay = (check: CheckName, found: string): Check => ({ check, about: null, status: 'ok', found });

/** Trouble on the way says nothing about credentials; everything else does. */
function refusedEntry(failure: ApiFailure): readonly Check[] {
  const problem = {
    ...unreadBecause(failure),
    hint: failure.mend ?? entryHints[failure.category] ?? 'See what AWS says.',
  };
  const trouble = (check: CheckName, status: CheckStatus): Check => ({
    check,
    about: null,
    status,
    found: problem.message,
    problem,
  });
  if (['unreachable', 'throttled', 'transient', 'deadline'].includes(failure.category))
    return [trouble('reachable', 'failed')];
  const asked = failure.category === 'credentials' && failure.site.requestId === undefined;
  return [
    asked ? { ...okay('reachable', 'nobody was asked'), status: 'unknown' } : okay('reachable', 'AWS answers'),
    trouble('credentials', 'failed'),
  ];
}

const entryHints: Readonly<Partial<Record<ApiFailure['category'], string>>> = {
  unreachable: 'Check the network, --endpoint-url and --region.',
  throttled: 'Try again later.',
  transient: 'Try again later.',
  credentials: 'Log in, or name credentials: --profile, AWS_PROFILE, AWS_ACCESS_KEY_ID.',
  permission:
    'Let these credentials assume the role, and let the role trust them: trailwarden policy iam --for plan --format json --trust ARN prints it.',
};

/** Clocks that are further apart are worth looking at; AWS refuses requests from five minutes on. In seconds. */
const farApart = 60;

/** @param seconds how far AWS's clock is ahead of ours; null: no answer told the time */
export function clockCheck(seconds: number | null): Check {
  if (seconds === null) return { check: 'clock', about: null, status: 'unknown', found: 'no answer told the time' };
  const apart = `${Math.abs(Math.round(seconds))} s ${seconds > 0 ? 'behind' : 'ahead of'} AWS`;
  if (Math.abs(seconds) <= farApart) return okay('clock', 'agrees with AWS');
  const message = `The clock of this machine is ${apart}`;
  return {
    check: 'clock',
    about: null,
    status: 'warning',
    found: apart,
    problem: {
      code: 'clock-skewed',
      severity: 'warning',
      message,
      hint: 'Set it by NTP; AWS refuses requests that are five minutes apart.',
    },
  };
}

/**
 * Whether an operation may be called, from what became of one harmless call. AWS judges permissions first, so that any
 * complaint about the input, or about what does not exist, says that the call was allowed; but not so where a bucket is
 * missing: then there is nobody to refuse.
 *
 * @param failure null: it was answered
 */
export function permissionCheck(call: string, actions: readonly IamAction[], failure: ApiFailure | null): Check {
  const check = { check: 'permission', about: call } as const;
  const ok: Check = { ...check, status: 'ok', found: actions.join(', ') };
  if (failure === null) return ok;
  const problem = unreadBecause(failure);
  if (noBucket.has(failure.name))
    return { ...check, status: 'unknown', found: 'cannot be told until the bucket exists', problem };
  if (allowing.has(failure.category)) return ok;
  if (failure.category !== 'permission') return { ...check, status: 'unknown', found: problem.message, problem };
  const hint = `Allow ${actions.join(', ')}.`;
  return { ...check, status: 'failed', found: `not allowed: ${actions.join(', ')}`, problem: { ...problem, hint } };
}

/** The same for who caused a drift: nothing that is needed to find or to mend one. */
export function attributionCheck(failure: ApiFailure | null): Check {
  const check = permissionCheck(lookup, [lookup], failure);
  if (check.status !== 'failed' || !check.problem) return check;
  const hint = `Allow ${lookup}: without it nobody can say who caused a drift.`;
  return { ...check, status: 'warning', problem: { ...check.problem, severity: 'warning', hint } };
}

const lookup = 'cloudtrail:LookupEvents';

const allowing: ReadonlySet<ApiFailure['category']> = new Set(['absent', 'invalid', 'dependency']);

/** S3's names for a bucket that is missing. SNS says `NotFoundException`. */
const noBucket: ReadonlySet<string> = new Set(['NoSuchBucket', 'NotFound']);

/** Whether an alias names a key. */
export function keyCheck(alias: string, failure: ApiFailure | null): Check {
  const check = { check: 'key', about: alias } as const;
  if (failure === null) return { ...check, status: 'ok', found: 'names a key' };
  const problem = unreadBecause(failure);
  const missing = failure.category === 'absent';
  return {
    ...check,
    status: missing ? 'failed' : 'unknown',
    found: missing ? 'there is no such alias' : problem.message,
    problem: missing
      ? { code: 'key-unknown', message: `There is no ${alias}`, hint: 'Create it, or write the ARN of the key.' }
      : problem,
  };
}

/** Whether a key works and lets CloudTrail in for all that uses it. @param about as the spec names it, or its id */
export function keyUseCheck(about: string, { flaws, findings }: Judged): Check {
  const check = { check: 'key', about } as const;
  const [[flaw], [finding]] = [flaws, findings];
  if (flaw) {
    const found = flaw.what === 'policy' ? 'does not let CloudTrail in' : `${flaw.what}: ${flaw.live}`;
    return { ...check, status: 'failed', found, problem: flaw.problem };
  }
  if (!finding) return { ...check, status: 'ok', found: 'works, and lets CloudTrail in' };
  return finding.code === 'key-denies'
    ? { ...check, status: 'warning', found: 'may not let CloudTrail in', problem: finding }
    : { ...check, status: 'unknown', found: 'whether it lets CloudTrail in', problem: finding };
}

/** @param services principals that the organization trusts, or why that is not known */
export function trustCheck(services: readonly string[] | ApiFailure): Check {
  const check = { check: 'trusted-access', about: null } as const;
  if (services instanceof ApiFailure) {
    const problem = unreadBecause(services);
    return { ...check, status: 'unknown', found: problem.message, problem };
  }
  if (services.includes(cloudTrail)) return { ...check, status: 'ok', found: `${cloudTrail} is trusted` };
  return {
    ...check,
    status: 'failed',
    found: `${cloudTrail} is not trusted`,
    problem: trustMissing,
  };
}

/** @param featureSet as Organizations names it */
export function featuresCheck(featureSet: string): Check {
  const check = { check: 'features', about: null } as const;
  if (featureSet === 'ALL') return { ...check, status: 'ok', found: 'all' };
  return { ...check, status: 'failed', found: 'consolidated billing only', problem: featuresMissing };
}

/** @param administrators ids of the delegated administrators of CloudTrail, or why that is not known */
export function administratorCheck(
  account: string,
  managementAccount: string,
  administrators: readonly string[] | ApiFailure,
): Check {
  const check = { check: 'administrator', about: null } as const;
  if (account === managementAccount) return { ...check, status: 'ok', found: 'it is the management account' };
  if (administrators instanceof ApiFailure) {
    const problem = unreadBecause(administrators);
    return { ...check, status: 'unknown', found: problem.message, problem };
  }
  if (administrators.includes(account)) return { ...check, status: 'ok', found: `delegated for ${cloudTrail}` };
  const problem = notAdministrator(account);
  return { ...check, status: 'failed', found: `not delegated for ${cloudTrail}`, problem };
}

/** `unreached`: there was no account that could be got into. */
export function outcomeOf({ accounts, daemon }: Examination): 'ok' | 'check-failed' | 'unreached' {
  const failed = accounts.map(({ checks }) => checks.filter(({ status }) => status === 'failed'));
  const isShut = (checks: readonly Check[]): boolean =>
    checks.some(({ check }) => check === 'reachable' || check === 'credentials');
  if (failed.length > 0 && failed.every(isShut)) return 'unreached';
  const all = [...failed.flat(), ...(daemon?.checks.filter(({ status }) => status === 'failed') ?? [])];
  return all.length > 0 ? 'check-failed' : 'ok';
}
