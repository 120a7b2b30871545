/** Plans and reports that nobody would think of. */
import fc from 'fast-check';

import { catalogue } from '../../src/core/catalogue/index.ts';
import type { Basis, Move } from '../../src/core/basis.ts';
import type { ProblemCode } from '../../src/core/catalogue/index.ts';
import type { Effect, Gravity } from '../../src/core/kind.ts';
import type { Address, Arn, Problem } from '../../src/core/model.ts';
import { gravities } from '../../src/core/plan.ts';
import type { Difference, FieldChange, Origin, Plan, PlannedChange, Unknown, Withheld } from '../../src/core/plan.ts';
import type { Outcome, Report } from '../../src/core/report.ts';

/** With spaces, escapes, wide letters and words longer than a window. */
const words = fc.oneof(
  { weight: 4, arbitrary: fc.lorem({ maxCount: 12 }) },
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom('', '\u001b[31mred\u001b[0m', 'two\nlines', 'x'.repeat(130), '日本語のテキスト', '-> none'),
);

const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/u);
const accountId = fc.stringMatching(/^[1-9]\d{11}$/u);
const region = fc.constantFrom('eu-west-1', 'us-east-1', 'ap-southeast-7');
const kind = fc.constantFrom('trail', 'bucket', 'topic');

const address = fc
  .record({ kind, key, account: fc.oneof(accountId, key), region })
  .map(one => `${one.kind}/${one.key}@${one.account}/${one.region}` as Address);

export const problem: fc.Arbitrary<Problem> = fc.record(
  {
    code: fc.constantFrom(...(Object.keys(catalogue) as ProblemCode[])),
    severity: fc.constant('warning' as const),
    message: words,
    label: words,
    why: words,
    hint: words,
    at: fc.oneof(
      address,
      fc.record(
        {
          file: key,
          line: fc.integer({ min: 1, max: 999 }),
          column: fc.integer({ min: 1, max: 99 }),
          length: fc.nat(20),
        },
        { requiredKeys: ['file', 'line', 'column'] },
      ),
    ),
  },
  { requiredKeys: ['code', 'message'] },
);

const withheld: fc.Arbitrary<Withheld> = fc.record({
  by: fc.constantFrom('refused', 'waived', 'ignored', 'waits', 'held', 'fixed'),
  problem,
});

const strings = fc.oneof(words, fc.array(words, { maxLength: 6 }));
const scalar = fc.oneof(words, fc.boolean(), fc.integer());

const statement = fc.record(
  {
    Sid: words,
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.oneof(words, fc.dictionary(fc.constantFrom('AWS', 'Service', 'Federated'), strings)),
    NotPrincipal: fc.oneof(words, fc.dictionary(fc.constantFrom('AWS', 'Service'), strings)),
    Action: strings,
    NotAction: strings,
    Resource: strings,
    NotResource: strings,
    Condition: fc.dictionary(
      fc.constantFrom('constructor', 'StringEquals', 'ArnLike', 'Bool', 'IpAddress', 'StringNotLike'),
      fc.dictionary(
        fc.constantFrom('aws:SourceArn', 's3:x-amz-acl', 'aws:SecureTransport'),
        fc.oneof(scalar, fc.array(scalar)),
      ),
    ),
  },
  { requiredKeys: ['Effect'] },
);

/** What JSON has and reads back as. */
const json = fc.jsonValue({ maxDepth: 3 }).map(value => JSON.parse(JSON.stringify(value)) as unknown);

const value = fc.oneof(
  json,
  words,
  fc.constant('keep'),
  statement,
  fc.array(statement, { maxLength: 3 }),
  fc.record({ pin: fc.constant(null), statements: fc.array(statement, { maxLength: 3 }) }),
);

const field: fc.Arbitrary<FieldChange> = fc.record(
  {
    field: fc.constantFrom(
      'logging',
      'scope',
      'destination',
      'tags',
      'owner',
      'grants',
      'statements',
      'otherStatements',
      'tlsOnly',
      'versioning',
      'encryption',
      'eventSelectors',
      'policyHeader',
      'constructor',
    ),
    before: value,
    after: value,
    effect: fc.constantFrom<Effect>('strengthens', 'weakens', 'neutral'),
    gravity: fc.constantFrom<Gravity>(...gravities),
    meaning: words,
    origin: fc.constantFrom<Origin>('spec', 'outside', 'new'),
    withheld,
  },
  { requiredKeys: ['field', 'before', 'after', 'effect', 'gravity', 'meaning'] },
);

const call = fc.record(
  {
    call: fc.constantFrom('cloudtrail:StartLogging', 's3:PutBucketPolicy'),
    input: fc.dictionary(key, json),
    regardless: fc.constant(true as const),
    whole: fc.constant(true as const),
  },
  { requiredKeys: ['call', 'input'] },
);

const standing = fc.constantFrom('present', 'absent', 'elsewhere', 'unread', 'unknown');
const hash = fc.option(fc.stringMatching(/^[0-9a-f]{32}$/u));

const basis: fc.Arbitrary<Basis> = fc.record({ is: standing, fields: fc.dictionary(key, hash) });

const moved: fc.Arbitrary<Move> = fc.record({
  was: standing,
  is: standing,
  fields: fc.array(
    fc.record({ field: fc.constantFrom('logging', 'grants', 'tags'), then: hash, digest: hash, now: value }),
    { maxLength: 3 },
  ),
});

const change: fc.Arbitrary<PlannedChange> = fc
  .record(
    {
      address,
      action: fc.constantFrom<Difference['action']>('create', 'update', 'adopt', 'delete'),
      fields: fc.uniqueArray(field, { maxLength: 5, selector: one => one.field }),
      withheld,
      name: key,
      accountId,
      calls: fc.array(call, { maxLength: 3 }),
      after: fc.array(address, { maxLength: 2 }),
      digest: basis,
    },
    { requiredKeys: ['address', 'action', 'fields', 'name', 'accountId', 'calls', 'after', 'digest'] },
  )
  .map(({ name, accountId: account, digest, ...rest }) => ({
    ...rest,
    resource: {
      kind: rest.address.replace(/\/.*/u, ''),
      arn: `arn:aws:x:eu-west-1:${account}:${name}` as Arn,
      name,
      target: { partition: 'aws', account, region: 'eu-west-1' },
    },
    basis: { [rest.address]: digest },
  }));

const unknown: fc.Arbitrary<Unknown> = fc.record(
  { address, field: key, problem },
  { requiredKeys: ['address', 'problem'] },
);

export const plan: fc.Arbitrary<Plan> = fc
  .record({
    owner: key,
    accounts: fc.array(
      fc.record({
        id: key,
        partition: fc.constantFrom('aws', 'aws-cn'),
        access: fc.record({
          role: fc.option(key.map((name): Arn => `arn:aws:iam::111111111111:role/${name}`)),
          externalId: fc.option(words),
          sessionName: words,
          profile: fc.option(key),
        }),
      }),
      { maxLength: 3 },
    ),
    changes: fc.uniqueArray(change, { maxLength: 6, selector: one => one.address }),
    unknown: fc.array(unknown, { maxLength: 4 }),
    findings: fc.array(problem, { maxLength: 3 }),
  })
  .map(one => ({
    ...one,
    rests: Object.fromEntries(one.changes.slice(0, 2).map(({ address: at, resource }) => [at, resource])),
  }));

const outcome = ({ address: at, action }: PlannedChange): fc.Arbitrary<Outcome> =>
  fc.record(
    {
      address: fc.constant(at),
      action: fc.constant(action),
      status: fc.constantFrom('done', 'unconfirmed', 'failed', 'skipped', 'moved', 'left'),
      sent: fc.array(
        fc.record(
          { call: fc.constant('s3:PutBucketPolicy'), requestId: words, attempts: fc.integer({ min: 1, max: 5 }) },
          { requiredKeys: ['call', 'attempts'] },
        ),
        { maxLength: 2 },
      ),
      problem,
      seconds: fc.integer({ min: 0, max: 100_000 }).map(tenths => tenths / 10),
    },
    { requiredKeys: ['address', 'action', 'status', 'sent', 'seconds'] },
  );

export const report: fc.Arbitrary<Report> = plan.chain(one =>
  fc.record({
    command: fc.constantFrom('plan', 'apply', 'drift'),
    owner: fc.constant(one.owner),
    startedAt: fc.constant('2026-11-19T03:34:05.000Z'),
    finishedAt: fc.constant('2026-11-19T03:34:07.100Z'),
    spec: fc.option(
      fc.record({
        paths: fc.array(key, { minLength: 1, maxLength: 2 }),
        files: fc.nat(9),
        resources: fc.integer({ min: 20, max: 2000 }),
        selected: fc.integer({ min: 10, max: 20 }),
        accounts: fc.array(accountId, { minLength: 1, maxLength: 3 }),
      }),
    ),
    plan: fc.constant(one),
    outcomes: fc.option(fc.tuple(...one.changes.map(outcome))),
    remaining: fc.option(plan),
    refused: fc.array(problem, { maxLength: 2 }),
    moved: fc.array(fc.tuple(address, moved).map(([at, one]) => ({ ...one, address: at }))),
    interrupted: fc.boolean(),
    calls: fc.dictionary(fc.constantFrom('sts:GetCallerIdentity', 's3:PutBucketPolicy'), fc.nat(99)),
  }),
);
