/** JSON Schemas of the documents that trailwarden writes. */
import { athenaTables } from './athena-tables.ts';
import { attributions } from './attribution.ts';
import { blind } from './blind.ts';
import { coverage } from './coverage.ts';
import { eventRules } from './event-rules.ts';
import { notice, notifyTest } from './notice.ts';
import { moved, outcomes, place, resourceChange, resourceDrift, unreadable, waivers } from './change.ts';
import { getSchema } from './get.ts';
import { prove } from './prove.ts';
import { history, journal } from './history.ts';
import { logQuery } from './log-query.ts';
import { logsVerify } from './logs-verify.ts';
import { logsLs } from './logs-ls.ts';
import { recordSchema } from './record.ts';
import {
  address,
  anything,
  count,
  documentOf,
  flag,
  list,
  map,
  number,
  object,
  oneOf,
  orNull,
  position,
  problem,
  text,
  version,
} from './shapes.ts';
import type { Schema } from './shapes.ts';

const counts = object({
  add: count(),
  change: count(),
  destroy: count(),
  weaken: count('Changes that leave less evidence than there is now.'),
  refused: count('Resources of which a rule refused something.'),
  withheld: count('Resources that differ and of which nothing can be done, although nothing was refused.'),
  waived: count('Resources of which a waiver accepts something. They do not differ by that.'),
  ignored: count('Resources of which the spec leaves something alone that differs. They do not differ by that.'),
  waiting: count('Resources of which something waits. They do not differ by that.'),
  unreadable: count('Resources of which something could not be read.'),
  origins: orNull(
    object(
      { spec: count(), outside: count(), new: count() },
      'Resources that differ in a field of that origin. Null: none has any.',
    ),
  ),
  gravity: object({ critical: count(), high: count(), medium: count(), low: count(), info: count() }),
});

const reason = orNull(
  oneOf(['error', 'differs', 'invalid', 'partly-applied', 'refused', 'stale-plan', 'incomplete', 'check-failed', 'interrupted']),
);

const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$' };

const findings = list(problem, 'What no change mends.');

const report = documentOf('report', 'trailwarden report', {
  trailwarden_version: version,
  owner: text(),
  command: oneOf(['plan', 'apply', 'drift']),
  offline: orNull(
    object(
      { base: orNull(text('What played the live state, as typed; null: nothing.')) },
      'Set where AWS was not asked.',
    ),
  ),
  base: orNull(text('The earlier state of the spec that differences were held against, as typed.')),
  undoes: orNull(text('The report whose changes are put back, as typed. Null: what the spec says is wanted.')),
  revision: orNull(text('Of the source of the spec, such as main@4f2a91c. Null: files as they stood there.')),
  digest: orNull(text('Of the plan, for apply --plan-digest. Null where AWS was not asked.')),
  started_at: text('RFC 3339, UTC.'),
  finished_at: text('RFC 3339, UTC.'),
  duration_seconds: number(),
  spec: orNull(
    object({
      paths: list(text(), 'As typed.'),
      files: count(),
      resources: count('Of the whole spec.'),
      selected: count('How many of them the run looked at.'),
      accounts: list(text()),
    }),
  ),
  verdict: object({ exit_code: count(), reason, complete: flag('Whether everything could be read.') }),
  counts,
  resource_changes: list(resourceChange, 'What apply would do, or was to do.'),
  resource_drift: list(resourceDrift, 'What differs, of a `drift`.'),
  unreadable,
  waivers: { ...waivers, description: 'All waivers of the spec.' },
  findings,
  refused: list(problem, 'Why an apply sent nothing.'),
  moved,
  outcomes,
  interrupted: flag(),
  attributions,
  remaining: orNull(object({ counts, resource_changes: list(resourceChange), unreadable })),
  calls: map(count(), 'Attempts by service:Operation.'),
});

const plan = documentOf('plan', 'trailwarden plan', {
  trailwarden_version: version,
  owner: text(),
  saved_at: text('RFC 3339, UTC.'),
  expires_at: { ...time, description: 'RFC 3339, UTC. From then on it is not carried out.' },
  digest: text('Of the plan, for apply --plan-digest. Not read: it is made anew of what stands here.'),
  skip_refused: flag('Whether what a rule refused holds nothing else up.'),
  counts,
  accounts: list(
    object({
      account: text('Twelve digits.'),
      partition: text(),
      role: orNull(text('ARN of the role that is assumed.')),
      external_id: orNull(text()),
      session_name: text(),
      profile: orNull(text('Of the AWS config; null: the credentials in force come first.')),
    }),
    'How the accounts of the plan are got into.',
  ),
  resource_changes: list(resourceChange),
  rests: list(object({ address, ...place }), 'Resources that a change rests on and that do not change themselves.'),
  unreadable,
  findings,
  secrets: map(text(), 'What stands for a secret in the inputs of calls, and the secret. In no other document.'),
});

const validation = documentOf('validation', 'trailwarden validation', {
  valid: flag('Whether there is no error. Warnings do not count.'),
  reason,
  error_count: count(),
  warning_count: count(),
  diagnostics: list(problem),
});

const show = documentOf('show', 'trailwarden expanded spec', {
  owner: text(),
  resources: list(
    object({
      address,
      ...place,
      managed: flag('False: only referred to, never changed.'),
      settings: list(
        object({
          setting: text('As the spec spells it.'),
          value: anything('Every default and reference resolved.'),
          origin: oneOf(['written', 'default', 'derived']),
          position: orNull(position),
        }),
      ),
    }),
  ),
});

const iam = documentOf('iam', 'trailwarden IAM role', {
  for: oneOf(['plan', 'apply', 'logs'], 'What the policy suffices for.'),
  role_name: text(),
  role_path: text('`/` unless the role stands in a path.'),
  trust_policy: anything('Who may assume the role: an IAM policy document.'),
  policy_name: text(),
  policy: anything('What the role may do: an IAM policy document. Where it is for any account, `*` stands for it.'),
});

const examinedChecks = list(
  object({
    check: oneOf([
      'reachable',
      'credentials',
      'identity',
      'clock',
      'permission',
      'key',
      'features',
      'trusted-access',
      'administrator',
      'source',
      'events',
      'reports',
    ]),
    about: orNull(text('Which of several: an operation, an alias.')),
    status: oneOf(['ok', 'warning', 'failed', 'unknown'], '`unknown` is never to be taken for `ok`.'),
    found: text(),
    problem: orNull(problem),
  }),
);

const doctor = documentOf('doctor', 'trailwarden doctor', {
  daemon: {
    ...orNull(object({ name: text(), checks: examinedChecks })),
    description: 'What a daemon needs beside the accounts. Null: no config of one was given.',
  },
  owner: { ...orNull(text()), description: 'Null: there is no spec, because the source of the daemon cannot be read.' },
  spec: object({ paths: list(text(), 'As typed.') }),
  verdict: object({ exit_code: count(), reason }),
  accounts: list(
    object({
      key: text('In the spec; the id where it has none.'),
      id: orNull(text('Twelve digits; null: not known.')),
      checks: examinedChecks,
      missing_statements: list(anything('A statement of an IAM policy.'), 'They allow what was refused.'),
    }),
  ),
});

const verdicts = oneOf(['allowed', 'denied', 'unknown'], '`unknown` is never to be taken for `allowed`.');

const policyTest = documentOf('policy-test', 'trailwarden policy test', {
  verdict: object({ exit_code: count(), reason }),
  unreadable,
  tests: list(
    object({
      address: orNull({ ...address, description: 'Of the trail; null: it is of no spec.' }),
      trail: text('ARN.'),
      to: oneOf(['deliver-logs', 'announce-logs', 'encrypt-logs', 'encrypt-announcements']),
      resource: text('ARN of the bucket, topic or key whose policy was asked.'),
      verdict: verdicts,
      problem: orNull({ ...problem, description: 'Why there was no policy to ask; then there are no requests.' }),
      requests: list(
        object({
          request: text('What it is for, in a few words.'),
          action: text('As policies name it.'),
          resource: text('ARN. `*` stands for a part of a path that is open, `?` for a character.'),
          verdict: verdicts,
          statement: orNull(
            object(
              { number: count('Its place in the policy, from 1.'), sid: orNull(text()), effect: oneOf(['Allow', 'Deny']) },
              'The one that decides, or may. Null: none allows it.',
            ),
          ),
          open: list(text(), 'What decides and is not known: condition keys, or members of the statement.'),
          mend: orNull(
            object(
              {
                do: oneOf(['add', 'except']),
                text: text('For people.'),
                add: orNull({ type: 'object', description: 'A statement to add to the policy.' }),
                except: orNull(
                  object(
                    {
                      number: count('Place of the statement, from 1.'),
                      sid: orNull(text()),
                      condition: { type: 'object', description: 'In place of the condition that it has.' },
                    },
                    'How to except the trail from a statement that denies.',
                  ),
                ),
              },
              'The smallest change that lets it through.',
            ),
          ),
        }),
        'What CloudTrail asks, in this order.',
      ),
    }),
  ),
});

const policies = documentOf('policies', 'trailwarden policies', {
  policies: list(
    object({
      on: oneOf(['bucket', 'topic', 'key', 'role_trust', 'role_permissions'], 'What it is put on.'),
      resource: orNull(text('ARN of that; of a key that goes by an alias, of the alias. Null: nothing was named.')),
      trails: list(text(), 'ARNs of the trails that it is for.'),
      policy: anything('An IAM policy document.'),
    }),
  ),
});

/** By the name of the file that each stands in. */
export const schemas: Readonly<Record<string, Schema>> = {
  'athena-tables.schema.json': athenaTables,
  'report.schema.json': report,
  'plan.schema.json': plan,
  'validation.schema.json': validation,
  'show.schema.json': show,
  'iam.schema.json': iam,
  'doctor.schema.json': doctor,
  'get.schema.json': getSchema,
  'policy-test.schema.json': policyTest,
  'coverage.schema.json': coverage,
  'policies.schema.json': policies,
  'history.schema.json': history,
  'journal.schema.json': journal,
  'event-rules.schema.json': eventRules,
  'log-query.schema.json': logQuery,
  'prove.schema.json': prove,
  'blind.schema.json': blind,
  'notice.schema.json': notice,
  'notify-test.schema.json': notifyTest,
  'logs-verify.schema.json': logsVerify,
  'logs-ls.schema.json': logsLs,
  'record.schema.json': recordSchema,
};

export const planSchema: Schema = plan;
export const reportSchema: Schema = report;
