import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { placesOf } from '../../../src/core/coverage/count.ts';
import type { Estate } from '../../../src/core/coverage/count.ts';
import { coverageFindings, planFindings } from '../../../src/core/coverage/findings.ts';
import type { FindingsInput } from '../../../src/core/coverage/finding.ts';
import type { Trail } from '../../../src/core/coverage/trails.ts';
import type { AnyKind } from '../../../src/core/kind.ts';
import type { Arn, Target } from '../../../src/core/model.ts';
import { account, broken, estate, flagged, off, one, organization, regions, single, three, trail, two } from './estate.ts';

const usEast = { region: 'us-east-1' };

const basic = (over: object) => ({
  eventSelectors: {
    basic: [{ readWriteType: 'All', managementEvents: true, dataResources: [], excludedSources: [], ...over }],
  },
});
const objects = (conditions: object, more: object = {}) => ({
  eventSelectors: {
    advanced: [
      {
        name: null,
        fields: {
          eventCategory: { Equals: ['Data'] },
          'resources.type': { Equals: ['AWS::S3::Object'] },
          ...(Object.keys(conditions).length > 0 ? { 'resources.ARN': conditions } : {}),
          ...more,
        },
      },
    ],
  },
});
const network = {
  eventSelectors: {
    advanced: [
      {
        name: null,
        fields: { eventCategory: { Equals: ['NetworkActivity'] }, eventSource: { Equals: ['s3.amazonaws.com'] } },
      },
    ],
  },
};
const elsewhere = { destination: { bucket: 'other-logs', prefix: null } };

function inputOf(trails: readonly Trail[], over: Partial<Estate> = {}, buckets: FindingsInput['buckets'] = new Map()) {
  return { trails, places: placesOf(estate(trails, over)), buckets };
}

const told = (input: FindingsInput) =>
  coverageFindings(input).map(({ gravity, problem: { code, message } }) => `${gravity} ${code}: ${message}`);

const everywhere: readonly Trail[] = [trail('main')];

describe('gaps', () => {
  it.each<[string, readonly Trail[], Partial<Estate>, readonly string[]]>([
    ['recorded once everywhere', everywhere, {}, []],
    [
      'nobody',
      [],
      {},
      ['critical region-not-recorded: Nobody records management events in any region of 111111111111, nor IAM, STS and CloudFront events'],
    ],
    [
      'regions that may not be all are named',
      [],
      { accounts: [account(one, { regions: ['eu-west-1', 'us-east-1'], partly: true })] },
      [
        'critical region-not-recorded: Nobody records management events in eu-west-1 and us-east-1 of 111111111111, nor IAM, STS and CloudFront events',
      ],
    ],
    [
      'what cannot be delivered is no copy',
      [trail('main', {}, broken)],
      {},
      [
        'critical recorded-not-delivered: trail/main@111111111111/eu-west-1 records, and nothing of it is delivered: The bucket acme-logs does not exist',
      ],
    ],
    [
      'nor one that makes another a second one',
      [trail('main', {}, { ...broken, declared: false }), trail('more')],
      {},
      [
        'high recorded-not-delivered: arn:aws:cloudtrail:eu-west-1:111111111111:trail/main records, and nothing of it is delivered: The bucket acme-logs does not exist',
      ],
    ],
    [
      'a stopped trail is named',
      [trail('main', off)],
      {},
      [
        'critical region-not-recorded: Nobody records management events in any region of 111111111111, nor IAM, STS and CloudFront events: trail/main@111111111111/eu-west-1 does not record',
      ],
    ],
    [
      'so are several',
      [trail('main', off), trail('more', off)],
      {},
      [
        'critical region-not-recorded: Nobody records management events in any region of 111111111111, nor IAM, STS and CloudFront events: trail/main@111111111111/eu-west-1 and 1 more do not record',
      ],
    ],
    [
      'some regions',
      [trail('us', flagged, usEast)],
      {},
      [
        'critical region-not-recorded: Nobody records management events in eu-central-1, eu-west-1 and us-west-2 of 111111111111',
      ],
    ],
    [
      'many regions',
      [trail('us', flagged, usEast)],
      { accounts: [account(one, { regions: ['af-south-1', 'ap-east-1', ...regions] })] },
      [
        'critical region-not-recorded: Nobody records management events in af-south-1, ap-east-1, eu-central-1 and 2 more regions of 111111111111',
      ],
    ],
    [
      'one region',
      [trail('us', flagged, usEast)],
      { accounts: [account(one, { regions: ['us-east-1', 'us-west-2'] })] },
      ['critical region-not-recorded: Nobody records management events in us-west-2 of 111111111111'],
    ],
    [
      'alike in several accounts',
      [],
      { accounts: [account(one), account(two), account(three)] },
      [
        'critical region-not-recorded: Nobody records management events in any region of 111111111111, nor IAM, STS and CloudFront events (and so in 2 more accounts)',
      ],
    ],
    [
      'not known is no finding',
      [],
      { isKnown: () => false, accounts: [account(one), account(two, { regions: null })] },
      [],
    ],
    [
      'reads only',
      [trail('main', basic({ readWriteType: 'ReadOnly' }))],
      {},
      ['critical half-recorded: Management events that write are recorded by nobody in any region of 111111111111'],
    ],
    [
      'writes only',
      [trail('main', basic({ readWriteType: 'WriteOnly' }))],
      {},
      ['medium half-recorded: Management events that read are recorded by nobody in any region of 111111111111'],
    ],
    [
      'the leading region without the flag',
      [trail('us', single, usEast)],
      { accounts: [account(one, { regions: ['us-east-1'] })] },
      ['critical global-events-not-recorded: IAM, STS and CloudFront events of 111111111111 are recorded by nobody'],
    ],
  ])('%s', (_, trails, over, expected) => {
    expect(told(inputOf(trails, over))).toEqual(expected);
  });
});

describe('paid twice', () => {
  const address = (name: string, region = 'eu-west-1', id = one) => `trail/${name}@${id}/${region}`;
  it.each<[string, readonly Trail[], Partial<Estate>, readonly string[]]>([
    [
      'a single-region trail beside a multi-region one: it is the one to change',
      [trail('a', single, usEast), trail('main')],
      {},
      [
        `medium management-recorded-twice: ${address('a', 'us-east-1')} records management events that ${address('main')} records already, in us-east-1`,
      ],
    ],
    [
      'with the flag',
      [trail('a', flagged, usEast), trail('main')],
      {},
      [
        `medium management-recorded-twice: ${address('a', 'us-east-1')} records management events that ${address('main')} records already, in us-east-1`,
        `medium global-events-twice: ${address('a', 'us-east-1')} keeps IAM, STS and CloudFront events, and so does ${address('main')}`,
      ],
    ],
    [
      'one half of it',
      [trail('main'), trail('z', { ...single, ...basic({ readWriteType: 'WriteOnly' }) })],
      {},
      [
        `medium management-recorded-twice: ${address('z')} records management events that write that ${address('main')} records already, in eu-west-1`,
      ],
    ],
    [
      'the other half, by what nobody declared',
      [trail('main'), trail('a', { ...single, ...basic({ readWriteType: 'ReadOnly' }) }, { declared: false })],
      {},
      [
        `medium management-recorded-twice: arn:aws:cloudtrail:eu-west-1:111111111111:trail/a records management events that read that ${address('main')} records already, in eu-west-1`,
      ],
    ],
    [
      'two multi-region trails, by name',
      [trail('b'), trail('a')],
      {},
      [
        `medium management-recorded-twice: ${address('b')} records management events that ${address('a')} records already, in every region`,
      ],
    ],
    [
      'the organization first',
      [trail('main'), trail('all', organization, { account: two })],
      {},
      [
        `medium management-recorded-twice: ${address('main')} records management events that ${address('all', 'eu-west-1', two)} records already, in every region`,
      ],
    ],
    [
      'in several accounts',
      [one, two].flatMap(id => [trail('main', {}, { account: id }), trail('us', single, { account: id, ...usEast })]),
      { accounts: [account(one), account(two)] },
      [
        `medium management-recorded-twice: ${address('us', 'us-east-1')} records management events that ${address('main')} records already, in us-east-1 (and so in 1 more account)`,
      ],
    ],
    [
      'what nobody declared, in several accounts',
      [one, two].flatMap(id => [trail('main', {}, { account: id }), trail('x', single, { account: id, declared: false })]),
      { accounts: [account(one), account(two)] },
      [
        `medium management-recorded-twice: arn:aws:cloudtrail:eu-west-1:111111111111:trail/x records management events that ${address('main')} records already, in eu-west-1 (and so in 1 more account)`,
      ],
    ],
    ['halves that are apart', [trail('r', basic({ readWriteType: 'ReadOnly' })), trail('w', basic({ readWriteType: 'WriteOnly' }))], {}, []],
    [
      'where the regions are not known',
      [trail('a'), trail('b')],
      { accounts: [account(one, { regions: null })] },
      [
        `medium management-recorded-twice: ${address('b')} records management events that ${address('a')} records already, in us-east-1`,
      ],
    ],
    [
      'network activity',
      [trail('main'), trail('n', network), trail('o', network)],
      {},
      [
        `medium events-recorded-twice: ${address('o')} records network activity events of s3.amazonaws.com that ${address('n')} records already, in every region`,
      ],
    ],
    [
      'data events of one bucket and of all',
      [
        trail('main'),
        trail('n', { ...objects({ NotStartsWith: ['arn:aws:s3:::acme-logs/'] }), ...elsewhere }),
        trail('o', { ...objects({ StartsWith: ['arn:aws:s3:::data/'] }), ...elsewhere }),
      ],
      {},
      [
        `medium events-recorded-twice: ${address('o')} records data events of AWS::S3::Object that ${address('n')} records already, in every region`,
      ],
    ],
    [
      'Insights',
      ['main', 'more'].map(name => trail(name, { insights: [{ type: 'ApiCallRateInsight', categories: ['Management'] }] })),
      {},
      [
        `medium management-recorded-twice: ${address('more')} records management events that ${address('main')} records already, in every region`,
        `medium events-recorded-twice: ${address('more')} records Insights of ApiCallRateInsight that ${address('main')} records already, in every region`,
      ],
    ],
  ])('%s', (_, trails, over, expected) => {
    const found = told(inputOf(trails, over)).filter(text => !text.includes('own-deliveries'));
    expect(found).toEqual(expected);
  });

  it('is not asked of trails of two kinds, nor of a kind that cannot say', () => {
    const other = trail('o', network);
    const strange = { ...other, kind: { ...other.kind } satisfies AnyKind };
    expect(told(inputOf([trail('main'), trail('n', network), strange]))).toEqual([]);
    const { recordsToo: _not, ...silent } = other.kind;
    const alike = ['n', 'o'].map(name => ({ ...trail(name, network), kind: silent }));
    expect(told(inputOf([trail('main'), ...alike]))).toEqual([]);
  });
});

describe('own deliveries', () => {
  const allBuckets = basic({ dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }] });
  const bucket: Arn = 'arn:aws:s3:::acme-logs';
  const at = (region: string, id = one): ReadonlyMap<Arn, Target> =>
    new Map([[bucket, { partition: 'aws', account: id, region }]]);
  it.each<[string, readonly Trail[], ReadonlyMap<Arn, Target>, readonly string[]]>([
    ['all buckets, and so its own', [trail('main', allBuckets)], at('eu-west-1'), ['main by itself']],
    ['a bucket that nobody placed', [trail('main', allBuckets)], new Map(), ['main by itself']],
    ['a bucket of another account', [trail('main', allBuckets)], at('eu-west-1', two), []],
    ['and a trail of the organization', [trail('main', { ...allBuckets, ...organization })], at('eu-west-1', two), ['main by itself']],
    [
      'a single-region trail of the organization, elsewhere',
      [trail('main', { ...allBuckets, ...organization, ...single })],
      at('us-west-2', two),
      [],
    ],
    ['a single-region trail elsewhere', [trail('main', { ...allBuckets, ...single })], at('us-west-2'), []],
    ['a single-region trail there', [trail('main', { ...allBuckets, ...single })], at('eu-west-1'), ['main by itself']],
    ['recursive logging off', [trail('main', { ...allBuckets, recursiveLogging: false })], at('eu-west-1'), []],
    ['a trail that does not log', [trail('main', { ...allBuckets, ...off })], at('eu-west-1'), []],
    [
      'of other trails',
      [
        trail('main'),
        trail('more', { ...single, destination: { bucket: 'acme-logs', prefix: 'more' } }),
        trail('s3', { ...objects({ StartsWith: [`${bucket}/`] }), ...elsewhere }),
      ],
      at('eu-west-1'),
      ['s3 by 2 other trails'],
    ],
    [
      'its own and another',
      [trail('main'), trail('s3', objects({}))],
      at('eu-west-1'),
      ['s3 by itself and 1 other trail'],
    ],
    [
      'other trails of the same place, once',
      [trail('main'), trail('two'), trail('s3', { ...objects({}), ...elsewhere })],
      new Map([...at('eu-west-1'), ['arn:aws:s3:::other-logs', { partition: 'aws', account: two, region: 'eu-west-1' }]]),
      ['s3 by 2 other trails'],
    ],
  ])('%s', (_, trails, buckets, expected) => {
    const found = coverageFindings(inputOf(trails, {}, buckets)).filter(
      ({ problem }) => problem.code === 'own-deliveries-recorded',
    );
    expect(found.map(({ problem }) => problem.message.replace(/trail\/(\w+).* (by .*?)[:,].*/u, '$1 $2'))).toEqual(
      expected,
    );
  });

  it('of a trail that nobody declared have no address', () => {
    const [found] = coverageFindings(inputOf([trail('main', allBuckets, { declared: false })]));
    expect(found?.problem.at).toBeUndefined();
    expect(planFindings(inputOf([trail('main', allBuckets, { declared: false })]))).toEqual([]);
    expect(planFindings(inputOf([trail('main', allBuckets)])).map(({ code }) => code)).toEqual([
      'own-deliveries-recorded',
    ]);
  });

  it('are not looked for where nobody knows where log files go', () => {
    const reader = trail('s3', objects({}));
    const unknown = { ...reader, recording: { ...reader.recording, delivers: null } };
    expect(told(inputOf([trail('main', elsewhere), unknown], {}, at('eu-west-1', two)))).toEqual([
      expect.stringContaining('by 1 other trail'),
    ]);
  });
});

describe('what a plan tells', () => {
  const codes = (trails: readonly Trail[], over: Partial<Estate> = {}) =>
    planFindings(inputOf(trails, over)).map(({ code }) => code);
  it.each<[string, readonly Trail[], readonly string[]]>([
    ['a duplicate of the spec', [trail('main'), trail('us', flagged, usEast)], ['management-recorded-twice']],
    ['not two of all regions, which is told already', [trail('main'), trail('more')], []],
    ['two of all regions of two accounts', [trail('main'), trail('all', organization, { account: two })], ['management-recorded-twice']],
    ['not what nobody declared, which is told already', [trail('main'), trail('x', single, { declared: false })], []],
    ['regions that nobody records', [], ['region-not-recorded']],
    ['that what nobody declared cannot deliver', [trail('main', {}, { ...broken, declared: false })], ['recorded-not-delivered']],
    ['not that what is declared cannot, which is told already', [trail('main', {}, broken)], []],
    [
      'not who keeps global service events, which is told already',
      [trail('us', single, usEast), ...regions.filter(region => region !== 'us-east-1').map(region => trail('r', single, { region }))],
      [],
    ],
  ])('%s', (_, trails, expected) => {
    expect(codes(trails)).toEqual(expected);
  });
});

describe('findings', () => {
  const some = fc.subarray([
    trail('a'),
    trail('b', single),
    trail('c', flagged, usEast),
    trail('d', network),
    trail('e', off),
    trail('f', objects({})),
    trail('g', organization, { account: two }),
  ]);

  it('do not depend on the order of trails', () => {
    fc.assert(
      fc.property(some, trails => {
        const found = told(inputOf(trails)).map(text => text.replace(/: .* (?:do|does) not record/u, ''));
        const other = told(inputOf(trails.toReversed())).map(text => text.replace(/: .* (?:do|does) not record/u, ''));
        expect(other.toSorted()).toEqual(found.toSorted());
      }),
    );
  });

  it('of what nobody records are no more when a trail is added', () => {
    const gaps = (trails: readonly Trail[]) =>
      told(inputOf(trails)).filter(text => /region-not-recorded/u.test(text)).length;
    fc.assert(fc.property(some, trails => {
        expect(gaps([...trails, trail('z')])).toBeLessThanOrEqual(gaps(trails));
      }));
  });
});
