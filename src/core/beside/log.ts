/** Log groups that trails write to, and the roles it is done with: whether they are there, and let CloudTrail write. */
import { parseArn } from '../arn.ts';
import type { Arn, Problem, Reading } from '../model.ts';
import type { Verdict } from '../policy/evaluate/evaluator.ts';
import { answers } from '../policy/evaluate/judge.ts';
import type { Answered } from '../policy/evaluate/judge.ts';
import { asOnePolicy, asResourcePolicy, trustRequests, writingRequests } from '../policy/log-role.ts';
import type { PolicyDocument } from '../policy/statement.ts';
import type { Flaw, Judged } from './flaw.ts';
import type { LogUsed } from './use.ts';

/** What a role may do. */
export interface RolePermissions {
  /** Every policy that was read: its own, and those that are attached to it. */
  readonly documents: readonly PolicyDocument[];
  /** The policy that limits what these allow; absent: there is none, or it was not read. */
  readonly limit?: PolicyDocument;
  /** ARNs of policies that are attached to it and were not read. */
  readonly unread: readonly string[];
}

/** One role as it was seen. */
export interface RoleSeen {
  /** Null: AWS says that there is no such role. */
  readonly role: Reading<RoleFacts | null>;
  readonly permissions: Reading<RolePermissions>;
}

/** What AWS says of a role. */
export interface RoleFacts {
  /** Who may assume it. */
  readonly trust: PolicyDocument;
  /** ARN of the policy that limits what it may do; null: none. */
  readonly boundary: Arn | null;
}

/** What was seen of what trails write with, by ARN: log groups as they are used, with `:*` at the end. */
export interface LogsSeen {
  /** Whether each is there. */
  readonly groups: ReadonlyMap<string, Reading<boolean>>;
  readonly roles: ReadonlyMap<string, RoleSeen>;
}

/** Judges every use of log groups that were looked at. What is not known is told once, however many trails it is about. */
export function judgeLogs(uses: readonly LogUsed[], { groups, roles }: LogsSeen): Judged {
  const judged = uses.flatMap(use => {
    const [group, role] = [groups.get(use.logGroup), roles.get(use.role)];
    return group === undefined || role === undefined ? [] : [judgeGroup(use, group), judgeRole(use, role)];
  });
  const findings = judged.flatMap(one => one.findings);
  return {
    flaws: judged.flatMap(({ flaws }) => flaws),
    findings: [...new Map(findings.map(one => [one.message, one])).values()],
  };
}

const nothing: Judged = { flaws: [], findings: [] };

function judgeGroup(use: LogUsed, group: Reading<boolean>): Judged {
  const name = plain(use);
  if ('unread' in group) return told(notRead(use, `Whether the log group ${name} exists`, group.unread));
  if (group.value) return nothing;
  return flawed(use, ['logGroup', 'missing', 'exists'], {
    code: 'log-group-missing',
    message: `The log group ${name} does not exist`,
    hint: `aws logs create-log-group --log-group-name ${name.replace(/^.*:log-group:/u, '')} --region ${parseArn(name).region}`,
  });
}

/** The ARN without `:*`. */
const plain = ({ logGroup }: LogUsed): string => logGroup.replace(/:\*$/u, '');

function judgeRole(use: LogUsed, { role, permissions }: RoleSeen): Judged {
  const whether = `Whether CloudTrail may write to a log group as ${use.role}`;
  if ('unread' in role) return told(notRead(use, whether, role.unread));
  if (role.value === null)
    return flawed(use, ['role', 'missing', 'exists'], {
      code: 'log-role-missing',
      message: `The role ${use.role} does not exist`,
      hint: `Create it. ${bothPolicies}`,
    });
  const { trust, boundary } = role.value;
  const trusting = answers(asResourcePolicy(trust))(trustRequests(use.trail));
  const trusted = judge(use, trusting, { what: 'trust', policy: 'its trust policy' });
  if ('unread' in permissions) return both(trusted, told(notRead(use, whether, permissions.unread)));
  return both(trusted, judgePermissions(use, permissions.value, boundary));
}

/** What its policies allow, as far as what limits them allows it too. */
function judgePermissions(use: LogUsed, { documents, limit, unread }: RolePermissions, boundary: Arn | null): Judged {
  const unlimited = boundary === null || limit !== undefined ? [] : [boundary];
  const requests = writingRequests(use.trail, use);
  const writing = answers(asOnePolicy(documents))(requests).map(one => withUnread(one, { unread, unlimited }));
  const allowed = judge(use, writing, { what: 'permissions', policy: 'its policies' });
  if (limit === undefined) return allowed;
  const limited = answers(asOnePolicy([limit]))(requests);
  return both(allowed, judge(use, limited, { what: 'boundary', policy: 'its permissions boundary' }));
}

const bothPolicies = 'What it needs: trailwarden policy cloudwatch-logs SPEC.';

const both = (one: Judged, other: Judged): Judged => ({
  flaws: [...one.flaws, ...other.flaws],
  findings: [...one.findings, ...other.findings],
});

interface Unread {
  /** What was not read of what may allow, and may deny. */
  readonly unread: readonly string[];
  /** What was not read of what limits the rest, and allows nothing. */
  readonly unlimited: readonly string[];
}

function withUnread(answered: Answered, { unread, unlimited }: Unread): Answered {
  const { verdict, by } = answered;
  const open = (doubts: readonly string[]): Answered =>
    doubts.length === 0 ? answered : { ...answered, verdict: 'unknown', by: null, doubts };
  if (verdict === 'denied') return by === null ? open(unread) : answered;
  return verdict === 'allowed' ? open([...unread, ...unlimited]) : answered;
}

interface Judging {
  /** What of the role is judged. */
  readonly what: 'trust' | 'permissions' | 'boundary';
  /** Where it says so. */
  readonly policy: string;
}

function judge(use: LogUsed, answered: readonly Answered[], { what, policy }: Judging): Judged {
  const first = (verdict: Verdict): Answered | undefined => answered.find(one => one.verdict === verdict);
  const [denied, undecided] = [first('denied'), first('unknown')];
  if (denied !== undefined) {
    const { action } = denied.request;
    const why = `${statementIn(denied)} of ${policy} ${denied.by === null ? 'allows' : 'denies'} it`;
    return flawed(use, [`role.${what}`, `denies ${action}`, `allows ${action}`], {
      code: 'log-role-denies',
      message: `CloudTrail may not ${doing(use, denied)}: ${why}`,
      hint: bothPolicies,
    });
  }
  if (undecided === undefined) return nothing;
  const depends = undecided.by === null ? 'it' : `${statementIn(undecided)} of ${policy}`;
  return told({
    code: 'policy-undecided',
    severity: 'warning',
    message: `Whether CloudTrail may ${doing(use, undecided)} is not known: ${depends} depends on ${undecided.doubts.join(', ')}`,
    hint: bothPolicies,
    at: use.by.desired.address,
  });
}

function doing(use: LogUsed, { request: { action } }: Answered): string {
  return action === 'sts:AssumeRole'
    ? `take the role ${use.role} for ${use.trail}`
    : `use ${action} of ${plain(use)} as ${use.role}`;
}

function statementIn({ by }: Answered): string {
  if (by === null) return 'no statement';
  return by.sid === null ? 'a statement' : `statement ${by.sid}`;
}

const told = (problem: Problem): Judged => ({ flaws: [], findings: [problem] });

function notRead({ by }: LogUsed, whether: string, problem: Problem): Problem {
  const message = `${whether} is not known: ${problem.message}`;
  return { ...problem, code: 'logs-unread', severity: 'warning', message, at: by.desired.address };
}

type Found = readonly [what: string, live: string, wanted: string];

function flawed(use: LogUsed, [what, live, wanted]: Found, problem: Problem): Judged {
  const { by, field } = use;
  const flaw: Flaw = {
    at: by.desired.address,
    field,
    what,
    live,
    wanted,
    uses: what.startsWith('role') ? use.role : use.logGroup,
    gravity: 'medium',
    meaning: `Events do not reach ${plain(use)}, nor the alarms on it.`,
    problem,
  };
  return { flaws: [flaw], findings: [] };
}
