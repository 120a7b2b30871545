/** What must hold of every policy, and the evaluator held against the one that the sandbox has for itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { announcement as announcementForm } from '../../../../src/core/policy/announcement.ts';
import { delivery as deliveryForm } from '../../../../src/core/policy/delivery.ts';
import { evaluator } from '../../../../src/core/policy/evaluate/evaluator.ts';
import type { Verdict } from '../../../../src/core/policy/evaluate/evaluator.ts';
import { mendOf } from '../../../../src/core/policy/evaluate/mend.ts';
import type { Mend } from '../../../../src/core/policy/evaluate/mend.ts';
import type { Request } from '../../../../src/core/policy/evaluate/request.ts';
import { onRung } from '../../../../src/core/policy/grants.ts';
import type { Form, Grant, Rung } from '../../../../src/core/policy/grants.ts';
import { policyText } from '../../../../src/core/policy/statement.ts';
import type { Statement } from '../../../../src/core/policy/statement.ts';
import { parsePolicy } from '../../../../src/sandbox/policy/document.ts';
import { evaluate } from '../../../../src/sandbox/policy/evaluate.ts';
import { announcement, bucket, cloudTrail, delivery, organization, topic, trail, verdict } from './asking.ts';

const header = { version: '2012-10-17', id: null };

const condition = fc.oneof(
  fc.record({
    operator: fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIfExists',
      'ArnLike',
      'ArnNotLike',
      'ArnNotEquals',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringNotEquals',
      'ForAnyValue:StringLike',
    ),
    key: fc.constantFrom('aws:SourceArn', 'aws:SourceAccount', 'AWS:SourceOrgID', 'aws:PrincipalOrgID', 's3:x-amz-acl'),
    values: fc.subarray([
      trail,
      'arn:aws:cloudtrail:*:111111111111:trail/*',
      'arn:aws:*',
      '111111111111',
      '${aws:SourceAccount}',
      '1111*',
      organization,
      'o-other',
      'bucket-owner-full-control',
      'private',
    ]),
  }),
  fc.record({
    operator: fc.constantFrom('Bool', 'BoolIfExists', 'Null'),
    key: fc.constantFrom('aws:SecureTransport', 'aws:PrincipalIsAWSService', 'aws:SourceVpce', 'aws:SourceIp'),
    values: fc.constantFrom(['true'], ['false'], ['true', 'false']),
  }),
  fc.record({
    operator: fc.constantFrom('NumericLessThan', 'NumericGreaterThanEquals', 'NumericNotEquals'),
    key: fc.constantFrom('s3:TlsVersion', 'acme:Number'),
    values: fc.constantFrom(['1.2'], ['1.3'], ['1']),
  }),
  fc.record({
    operator: fc.constantFrom('IpAddress', 'NotIpAddress'),
    key: fc.constant('aws:SourceIp'),
    values: fc.constantFrom(['10.0.0.0/8'], ['0.0.0.0/0']),
  }),
);

const conditions = fc
  .array(condition, { maxLength: 2 })
  .map(some => Object.fromEntries(some.map(({ operator, key, values }) => [operator, { [key]: values }])));

const who = fc.oneof(
  fc.constantFrom<Pick<Statement, 'Principal' | 'NotPrincipal'>>(
    { Principal: cloudTrail },
    { Principal: '*' },
    { Principal: { AWS: '*' } },
    { Principal: { AWS: '111122223333', Service: ['config.amazonaws.com'] } },
    { NotPrincipal: { AWS: '111122223333' } },
    { NotPrincipal: cloudTrail },
  ),
);
const what = fc.oneof(
  fc.constantFrom<Pick<Statement, 'Action' | 'NotAction'>>(
    { Action: 's3:PutObject' },
    { Action: ['s3:Get*', 'S3:PUT*'] },
    { Action: '*' },
    { Action: 's3:GetBucketAcl' },
    { NotAction: 's3:Get*' },
    { NotAction: ['s3:PutObject'] },
  ),
);
const where = fc.oneof(
  fc.constantFrom<Pick<Statement, 'Resource' | 'NotResource'>>(
    { Resource: '*' },
    { Resource: bucket },
    { Resource: [bucket, `${bucket}/*`] },
    { Resource: `${bucket}/AWSLogs/111111111111/*` },
    { Resource: `${bucket}/AWSLogs/\${aws:SourceAccount}/CloudTrail/*` },
    { Resource: `${bucket}/*/us-east-1/*` },
    { Resource: `${bucket}/*/????/11/??/*` },
    { NotResource: `${bucket}/AWSLogs/*` },
    { NotResource: `${bucket}/*/CloudTrail-Digest/*` },
  ),
);
const statement = (Effect: Statement['Effect']) =>
  fc
    .tuple(who, what, where, conditions)
    .map(([...parts]): Statement => Object.assign({ Effect }, parts[0], parts[1], parts[2], { Condition: parts[3] }));
const allow = statement('Allow');
const deny = statement('Deny');
const policy = fc.array(fc.oneof(allow, deny), { maxLength: 5 });

const asked = [
  ...delivery({
    folders: ['CloudTrail', 'CloudTrail-Digest', 'CloudTrail-Insight'],
    organization,
    memberOf: organization,
  }),
  ...delivery(),
].map(({ request }) => request);
const request = fc.constantFrom(...asked);

const answer = (statements: readonly Statement[], one: Request): Verdict =>
  evaluator({ header, statements })(one).verdict;

describe('every policy', () => {
  it('lets in at least as much with one Allow more', () => {
    fc.assert(
      fc.property(policy, allow, request, (statements, more, one) => {
        const [before, after] = [answer(statements, one), answer([...statements, more], one)];
        expect(before === 'allowed' && after !== 'allowed').toBe(false);
        expect(before === 'unknown' && after === 'denied').toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets in at most as much with one Deny more', () => {
    fc.assert(
      fc.property(policy, deny, request, (statements, more, one) => {
        const [before, after] = [answer(statements, one), answer([more, ...statements], one)];
        expect(before !== 'allowed' && after === 'allowed').toBe(false);
        expect(before === 'denied' && after !== 'denied').toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('says the same in any order', () => {
    fc.assert(
      fc.property(policy, request, (statements, one) => {
        expect(answer(statements.toReversed(), one)).toBe(answer(statements, one));
      }),
    );
  });

  it('allows once it is mended, step by step', () => {
    fc.assert(
      fc.property(policy, request, (statements, one) => {
        let current: readonly Statement[] = statements;
        for (let step = 0; step <= statements.length; step += 1) current = mended(current, one);
        expect(answer(current, one)).toBe('allowed');
        expect(mendOf(one, evaluator({ header, statements: current })(one), current)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

function mended(statements: readonly Statement[], one: Request): readonly Statement[] {
  const mend: Mend | null = mendOf(one, evaluator({ header, statements })(one), statements);
  if (mend === null) return statements;
  if (mend.do === 'add') return [...statements, mend.statement];
  return statements.map((each, index) => (index === mend.index ? { ...each, Condition: mend.condition } : each));
}

describe('the evaluator of the sandbox', () => {
  /** One of the requests that are meant: what is open is anything. */
  const concrete = (one: Request) =>
    fc
      .record({
        resource: fc
          .array(fc.constantFrom('us-east-1', 'eu-west-1', '222222222222', '111111111111', 'x', '2026'), {
            minLength: 8,
            maxLength: 8,
          })
          .map(parts => {
            const left = [...parts];
            return one.resource
              .replace('*-*-?', () => (left.pop() === 'us-east-1' ? 'us-east-1' : 'eu-west-3'))
              .replaceAll('*', () => left.pop() ?? '')
              .replaceAll('?', '1');
          }),
        chosen: fc.tuple(
          ...[...one.keys].map(([key, possible]) => fc.constantFrom(...possible).map(sent => [key, sent] as const)),
        ),
        open: fc.record({
          'aws:sourceip': fc.constantFrom(null, ['10.1.2.3'], ['192.0.2.1']),
          'aws:sourceorgid': fc.constantFrom(null, [organization], ['o-other']),
          'acme:number': fc.constantFrom(null, ['1'], ['2']),
        }),
      })
      .map(({ resource, chosen, open }) => {
        const all = new Map([...Object.entries(open), ...chosen]);
        const keys = new Map([...all].flatMap(([key, sent]) => (sent === null ? [] : [[key, sent] as const])));
        return { asker: { service: one.service }, action: one.action, resource, keys };
      });

  it('agrees wherever the answer is certain', () => {
    const seen = new Map<Verdict, number>();
    fc.assert(
      fc.property(
        policy.filter(statements => statements.length > 0),
        request.chain(one => concrete(one).map(theirs => ({ one, theirs }))),
        (statements, { one, theirs }) => {
          const ours = answer(statements, one);
          seen.set(ours, (seen.get(ours) ?? 0) + 1);
          if (ours === 'unknown') return;
          const document = parsePolicy(policyText({ header, statements }));
          expect(evaluate(document, theirs) === 'allow').toBe(ours === 'allowed');
        },
      ),
      { numRuns: 5_000 },
    );
    expect(Math.min(...(['allowed', 'denied', 'unknown'] as const).map(one => seen.get(one) ?? 0))).toBeGreaterThan(50);
  });
});

describe('our own statements', () => {
  const account = fc.constantFrom('111111111111', '222222222222', '333333333333');
  const grant = fc
    .record({
      account,
      region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'mx-central-1'),
      name: fc.constantFrom('main', 'a.b_c-d'),
      prefix: fc.constantFrom('', 'org', 'a/b'),
      organization: fc.constantFrom(null, organization),
    })
    .map(({ region, name, ...rest }) => ({
      by: 'trail' as const,
      trail: `arn:aws:cloudtrail:${region}:${rest.account}:trail/${name}` as const,
      ...rest,
    }));
  const rung = fc.constantFrom<Rung>('trails', 'accounts', 'organization');

  it.each<readonly [string, Form]>([
    ['deliver', deliveryForm],
    ['announce', announcementForm],
  ])('let every trail that they are for %s, on every rung', (name, form) => {
    fc.assert(
      fc.property(fc.array(grant, { minLength: 1, maxLength: 5 }), rung, (grants, on) => {
        const made: readonly Grant[] = grants.map(one => onRung(one, on, organization));
        const statements = form.statements(made, name === 'deliver' ? bucket : topic, 'acme');
        for (const { by: _by, ...one } of grants) {
          const asks = { ...one, memberOf: organization };
          expect(verdict(statements, name === 'deliver' ? delivery(asks) : announcement(asks))).toBe('allowed');
        }
      }),
    );
  });
});
