import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { desire, toSpec } from '../../../src/resources/trail/desire.ts';
import { templates } from '../../../src/resources/trail/spec-aggregation.ts';
import { normaliseInsights } from '../../../src/resources/trail/insights.ts';
import { sameSelectors } from '../../../src/resources/trail/selectors.ts';
import type { TrailState } from '../../../src/resources/trail/state.ts';
import { eventSelectors } from '../../arbitraries/recorded.ts';
import { arn, entry, home, key, plain, world } from './estate.ts';

describe('desire', () => {
  it('fills in every default', () => {
    expect(desire(entry(), world)).toEqual({ arn: arn('main'), state: plain, unknown: {} });
  });

  it('does not know an organization that could not be read', () => {
    const { unknown } = desire(entry({ bucket: 'logs', organization: true }), { ...world, organization: null });
    expect(unknown?.organization?.code).toBe('organization-unknown');
  });

  it('resolves references, names and keys', () => {
    const spec = {
      bucket: 'logs-us',
      prefix: 'org',
      topic: 'log-files',
      multiRegion: false,
      logging: false,
      logFileValidation: false,
      kmsKey: 'alias/audit',
      cloudWatchLogs: { logGroup: 'cloudtrail/main', role: 'service/to-logs' },
      recursiveLogging: false,
      tags: { team: 'security' },
    };
    expect(desire(entry(spec), world).state).toEqual({
      ...plain,
      destination: { bucket: 'logs-us', prefix: 'org' },
      topic: 'arn:aws:sns:eu-west-1:111111111111:log-files',
      scope: { multiRegion: false, globalServiceEvents: false },
      logging: false,
      logFileValidation: false,
      kmsKey: key('audit', 'us-east-1'), // where the bucket stands
      cloudWatchLogs: {
        logGroup: 'arn:aws:logs:eu-west-1:111111111111:log-group:cloudtrail/main:*',
        role: 'arn:aws:iam::111111111111:role/service/to-logs',
      },
      recursiveLogging: false,
      tags: { team: 'security' },
    });
  });

  it.each([
    'arn:aws:logs:eu-west-1:111111111111:log-group:main',
    'arn:aws:logs:eu-west-1:111111111111:log-group:main:*',
  ])('takes %s as written, ending in :*', logGroup => {
    const role = 'arn:aws:iam::111111111111:role/to-logs';
    expect(desire(entry({ cloudWatchLogs: { logGroup, role } }), world).state.cloudWatchLogs).toEqual({
      logGroup: 'arn:aws:logs:eu-west-1:111111111111:log-group:main:*',
      role,
    });
  });

  it("gives an organization's trail the management account's ARN", () => {
    expect(desire(entry({ organization: true }), world).arn).toBe(arn('main', { account: '999999999999' }));
    expect(desire(entry({ organization: true }), { ...world, organization: null }).arn).toBe(arn('main'));
    expect(desire(entry({ organization: false }), world).arn).toBe(arn('main'));
  });

  it('does not know a key that nobody could resolve', () => {
    const problem = { code: 'access-denied', message: 'no' } as const;
    const { state, unknown } = desire(entry({ kmsKey: 'alias/x' }), { ...world, key: () => problem });
    expect({ kmsKey: state.kmsKey, unknown }).toEqual({ kmsKey: null, unknown: { kmsKey: problem } });
  });
});

const word = fc.stringMatching(/^[a-z]{1,8}$/u);
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const insights = fc
  .uniqueArray(
    fc.record({
      InsightType: fc.constantFrom('ApiCallRateInsight', 'ApiErrorRateInsight'),
      EventCategories: fc.subarray(['Management' as const, 'Data' as const], { minLength: 1 }),
    }),
    { selector: ({ InsightType }) => InsightType },
  )
  .map(normaliseInsights);
const state: fc.Arbitrary<TrailState> = fc
  .record({
    destination: fc.record({ bucket: word, prefix: orNull(word) }),
    topic: orNull(word.map(name => `arn:aws:sns:${home.region}:${home.account}:${name}` as const)),
    multiRegion: fc.boolean(),
    logFileValidation: fc.boolean(),
    kmsKey: orNull(word.map(id => key(id))),
    cloudWatchLogs: orNull(
      fc.record({
        logGroup: word.map(name => `arn:aws:logs:${home.region}:${home.account}:log-group:${name}:*`),
        role: word.map(name => `arn:aws:iam::${home.account}:role/${name}`),
      }),
    ),
    organization: fc.boolean(),
    recursiveLogging: fc.boolean(),
    logging: fc.boolean(),
    eventSelectors,
    insights,
    aggregation: fc.subarray([...templates]),
    tags: fc.dictionary(word, word),
  })
  .map(({ multiRegion, ...rest }) => ({ ...plain, ...rest, scope: { multiRegion, globalServiceEvents: multiRegion } }));

describe('toSpec', () => {
  it('writes nothing that is a default', () => {
    expect(toSpec(plain)).toEqual({ bucket: 'acme-logs' });
  });

  it('is undone by desire', () => {
    fc.assert(
      fc.property(state, given => {
        const { eventSelectors: selected, ...rest } = desire(entry(toSpec(given)), world).state;
        expect({ ...rest, eventSelectors: given.eventSelectors }).toEqual(given);
        expect(sameSelectors(selected, given.eventSelectors)).toBe(true);
      }),
    );
  });
});
