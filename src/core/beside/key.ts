/** KMS keys that resources use: whether they work, and let CloudTrail in. */
import { parseArn } from '../arn.ts';
import type { Gravity } from '../kind.ts';
import type { Arn, Problem, Reading, World } from '../model.ts';
import { under } from '../policy/evaluate/circumstances.ts';
import { encryptionRequests } from '../policy/evaluate/encryption.ts';
import type { Verdict } from '../policy/evaluate/evaluator.ts';
import { answers, worst } from '../policy/evaluate/judge.ts';
import type { Answered } from '../policy/evaluate/judge.ts';
import { mendText, statementName } from '../policy/evaluate/mend.ts';
import type { Denied } from '../policy/denied.ts';
import { opensToEveryone } from '../policy/parties.ts';
import type { PolicyDocument } from '../policy/statement.ts';
import type { Flaw, Judged } from './flaw.ts';
import type { KeyUsed, Using } from './use.ts';

/** What AWS says of a key. */
export interface KeyFacts {
  /** AWS's word: `Enabled`, `Disabled`, `PendingDeletion`, … */
  readonly state: string;
  /** ISO 8601, UTC: when it will be gone; null: nobody deletes it. */
  readonly deletion: string | null;
  /** AWS's words: `SYMMETRIC_DEFAULT`, `ENCRYPT_DECRYPT`. */
  readonly spec: string;
  readonly usage: string;
}

/** One key as it was seen. */
export interface KeySeen {
  /** Null: AWS says that there is none. */
  readonly facts: Reading<KeyFacts | null>;
  readonly policy: Reading<PolicyDocument>;
}

/** Judges every use of keys that were looked at. What is not known of a key is told once, however many use it. */
export function judgeKeys(
  uses: readonly KeyUsed[],
  seen: ReadonlyMap<Arn, KeySeen>,
  { organization, now }: Pick<World, 'organization' | 'now'>,
): Judged {
  const ready = new Map<PolicyDocument, ReturnType<typeof answers>>();
  const ask: Ask = (policy, key) => {
    const answer = ready.get(policy) ?? answers(policy);
    ready.set(policy, answer);
    const { account, region } = parseArn(key);
    const known = under({ now, account, region });
    return asked => answer(known(asked));
  };
  const judged = uses.flatMap(use => {
    const key = seen.get(use.key);
    return key === undefined ? [] : [judgeUse(use, key, { ask, account: organization?.managementAccount ?? null })];
  });
  const open = Map.groupBy(
    judged.flatMap(({ undecided }) => undecided),
    ({ use, actions }) => `${use.key} ${actions}`,
  );
  const findings = judged.flatMap(one => one.findings);
  return {
    flaws: judged.flatMap(({ flaws }) => flaws),
    findings: [
      ...new Map(findings.map(one => [one.message, one])).values(),
      ...[...open.values()].map(([first, ...more]) => undecidedProblem(first as Reached, more.length)),
    ],
  };
}

type Ask = (policy: PolicyDocument, key: Arn) => ReturnType<typeof answers>;

interface Asking {
  readonly ask: Ask;
  /** Id of the management account of the organization; null: there is none. */
  readonly account: string | null;
}

interface JudgedUse extends Judged {
  readonly undecided: readonly Reached[];
}

function judgeUse(use: KeyUsed, { facts, policy }: KeySeen, asking: Asking): JudgedUse {
  const unread = [facts, policy].flatMap(reading => ('unread' in reading ? [reading.unread] : []));
  const unfit = 'value' in facts ? unfitness(use, facts.value) : undefined;
  if (unfit !== undefined) return { flaws: [unfit], findings: [], undecided: [] };
  const judged =
    'value' in policy ? judgePolicy(use, policy.value, asking) : { flaws: [], findings: [], undecided: [] };
  const open = 'value' in policy ? openness(use, policy.value) : [];
  const flaws = [...judged.flaws, ...open];
  return {
    ...judged,
    flaws,
    findings: [...judged.findings, ...unread.slice(0, 1).map(problem => notRead(use, problem))],
  };
}

/** That anybody may use it, told beside and once: CloudTrail is served all the same. */
function openness(use: KeyUsed, { statements }: PolicyDocument): readonly Flaw[] {
  const flaws = statements.flatMap((statement, index): readonly Flaw[] => {
    if (!opensToEveryone(statement)) return [];
    const { Sid = '' } = statement;
    const name = statementName({ index, sid: Sid === '' ? null : Sid });
    return [
      {
        at: use.by.desired.address,
        field: use.field,
        what: 'policy.open',
        live: 'lets in everybody',
        wanted: 'lets in nobody else',
        gravity: 'critical',
        meaning: 'Anybody may use the key that log files or their announcements are encrypted with.',
        uses: use.key,
        problem: {
          code: 'stranger-let-in',
          message: `The policy of the key ${use.key} lets in everybody by ${name}`,
          hint: 'Take the statement away, or confine it to accounts (kms:CallerAccount): aws kms put-key-policy.',
        },
        apart: true,
      },
    ];
  });
  return flaws.slice(0, 1);
}

function notRead({ key, by }: KeyUsed, problem: Problem): Problem {
  return {
    ...problem,
    code: 'key-unread',
    severity: 'warning',
    message: `Whether the key ${key} serves is not known: ${problem.message}`,
    at: by.desired.address,
  };
}

/** What it means for people that a key does not serve. */
const consequences: Readonly<Record<KeyUsed['encrypts'], { readonly gravity: Gravity; readonly meaning: string }>> = {
  trail: { gravity: 'critical', meaning: 'CloudTrail cannot encrypt log files, and so delivers none.' },
  bucket: { gravity: 'high', meaning: 'Files that leave encryption to the bucket cannot be written, nor read.' },
  topic: { gravity: 'high', meaning: 'New log files are not announced.' },
};

/** Why the key cannot be used at all; undefined: it can. */
export function unfitness(use: KeyUsed, facts: KeyFacts | null): Flaw | undefined {
  const { key, region, encrypts } = use;
  const [own, about] = [parseArn(key).region, `The key ${key}`];
  if (facts === null)
    return unfit(use, ['state', 'missing', 'Enabled'], [`${about} does not exist`, 'Name a key that exists.']);
  const { state, deletion, spec, usage } = facts;
  if (state !== 'Enabled') {
    const until = deletion === null ? '' : `, and will be deleted on ${deletion.slice(0, 10)}`;
    return unfit(use, ['state', state, 'Enabled'], [`${about} is ${wordOf(state)}${until}`, stateHint(state, key)]);
  }
  if (spec !== symmetric || usage !== encryption) {
    const message = `${about} is ${spec} for ${usage}, and CloudTrail takes symmetric keys for encryption only`;
    const wanted = `${symmetric} for ${encryption}`;
    return unfit(use, ['spec', `${spec} for ${usage}`, wanted], [message, 'Name a symmetric key.']);
  }
  if (region === null || own === region) return undefined;
  const message = `${about} stands in ${own}, and the ${encrypts === 'topic' ? 'topic' : 'bucket'} in ${region}`;
  return unfit(use, ['region', own, region], [message, `Name a key in ${region}.`]);
}

const symmetric = 'SYMMETRIC_DEFAULT';
const encryption = 'ENCRYPT_DECRYPT';

type Found = readonly [what: string, live: string, wanted: string];

function unfit(use: KeyUsed, [what, live, wanted]: Found, [message, hint]: readonly [string, string]): Flaw {
  const moves = use.encrypts === 'trail' ? ['destination'] : [];
  return { ...placeOf(use), what, live, wanted, moves, problem: { code: 'key-unusable', message, hint } };
}

function placeOf({ by, field, key, encrypts }: KeyUsed): Pick<Flaw, 'at' | 'field' | 'gravity' | 'meaning' | 'uses'> {
  return { at: by.desired.address, field, uses: key, ...consequences[encrypts] };
}

/** `pending deletion` */
const wordOf = (state: string): string => state.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ').toLowerCase();

function stateHint(state: string, key: Arn): string {
  const { region } = parseArn(key);
  const at = `--key-id ${key} --region ${region}`;
  if (state === 'Disabled') return `aws kms enable-key ${at}`;
  if (state === 'PendingDeletion') return `aws kms cancel-key-deletion ${at}, then aws kms enable-key ${at}`;
  return 'Wait until it is enabled, or name another key.';
}

function judgePolicy(use: KeyUsed, policy: PolicyDocument, { ask, account }: Asking): JudgedUse {
  const { key, encrypts, bucketKey } = use;
  const judged = use.trails.map(using => {
    const answered = ask(policy, key)(encryptionRequests({ of: key, ...using, encrypts, bucketKey }));
    return { using, verdict: worst(answered), answered };
  });
  const of = (verdict: Verdict): readonly Reached[] =>
    judged.flatMap(one => (one.verdict === verdict ? [reached({ ...one, use })] : []));
  const [denied, undecided] = [of('denied'), of('unknown')];
  const [first] = denied;
  if (first === undefined) return { flaws: [], findings: [], undecided };
  const problem = deniedProblem(first, { more: denied.length - 1, account });
  // whether CloudTrail leaves encryption to the bucket is not established
  if (encrypts === 'bucket') return { flaws: [], findings: [{ ...problem, severity: 'warning' }], undecided };
  const flaw: Flaw = {
    ...placeOf(use),
    what: 'policy',
    live: `denies ${first.actions}`,
    wanted: `allows ${first.actions}`,
    problem,
    ...(encrypts === 'topic' ? { denied: denied.map(one => deniedNeed(one, problem)) } : {}),
  };
  return { flaws: [flaw], findings: [], undecided };
}

/** One trail, with the requests of it that have the gravest answer, and why the first of them has it. */
interface Reached extends Pick<Answered, 'by' | 'doubts'> {
  readonly use: KeyUsed;
  readonly using: Using;
  /** `kms:DescribeKey and kms:GenerateDataKey` */
  readonly actions: string;
  /** All that lets these through. */
  readonly mend: string;
}

interface Answering {
  readonly use: KeyUsed;
  readonly using: Using;
  readonly verdict: Verdict;
  readonly answered: readonly Answered[];
}

function reached({ use, using, verdict, answered }: Answering): Reached {
  const so = answered.filter(one => one.verdict === verdict) as [Answered, ...Answered[]];
  const [{ by, doubts }] = so;
  const mends = new Set(answered.flatMap(one => (one.verdict === verdict && one.mend ? [mendText(one.mend)] : [])));
  const actions = [...new Set(so.map(({ request }) => request.action))].join(' and ');
  return { use, using, actions, by, doubts, mend: [...mends].join(' ') };
}

function deniedProblem(
  { use, using, actions, by, mend }: Reached,
  { more, account }: { readonly more: number; readonly account: string | null },
): Problem {
  const why = `${statementIn(by)} of its policy ${by === null ? 'allows' : 'denies'} it`;
  return {
    code: 'key-denies',
    message: `CloudTrail may not use ${actions} of the key ${use.key} for ${trails(using, more)}: ${why}`,
    hint: `${mend} The whole policy: trailwarden policy kms SPEC --account ${account ?? parseArn(using.trail).account}`,
    at: use.by.desired.address,
  };
}

function undecidedProblem({ use, using, actions, by, doubts, mend }: Reached, more: number): Problem {
  const what = `Whether CloudTrail may use ${actions} of the key ${use.key} for ${trails(using, more)} is not known`;
  return {
    code: 'policy-undecided',
    severity: 'warning',
    message: `${what}: ${statementIn(by)} of its policy depends on ${doubts.join(', ')}`,
    hint: mend,
    at: use.by.desired.address,
  };
}

const statementIn = (by: Answered['by']): string => (by === null ? 'no statement' : statementName(by));

const trails = ({ trail }: Using, more: number): string => `${trail}${more > 0 ? ` and ${more} more` : ''}`;

function deniedNeed({ use, using }: Reached, problem: Problem): Denied {
  return { need: { to: 'announce-logs', of: use.by.desired.arn, ...using }, problem };
}
