import { describe, expect, it } from 'vitest';

import { switchesOf } from '../../../src/app/logs/switches.ts';
import type { Memory } from '../../../src/app/ports.ts';

const trail = {
  arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main',
  name: 'main',
  homeRegion: 'eu-west-1',
  account: '111122223333',
  validation: true,
  logging: true,
  topic: null,
};
const range = { from: '2026-01-10T00:00:00Z', until: '2026-01-11T00:00:00Z' };
const now = new Date('2026-01-11T00:00:00Z');

const event = (eventName: string, eventTime: string, more: Readonly<Record<string, unknown>> = {}) => ({
  CloudTrailEvent: JSON.stringify({
    eventID: `${eventName}${eventTime}`,
    eventName,
    eventSource: 'cloudtrail.amazonaws.com',
    eventTime,
    awsRegion: 'eu-west-1',
    userIdentity: { type: 'IAMUser', userName: 'ada' },
    requestParameters: { name: 'main' },
    ...more,
  }),
});

interface Asked {
  readonly LookupAttributes: readonly [{ readonly AttributeValue: string }];
  readonly NextToken?: string;
}

/** Answers each name with a page of events, the first of which goes on in a second page. */
function memoryWith(events: Readonly<Record<string, readonly object[]>>, asked: string[] = []): Memory {
  return {
    at: () => ({
      ask: async (_call: string, input: unknown) => {
        const { LookupAttributes, NextToken } = input as Asked;
        const name = LookupAttributes[0].AttributeValue;
        asked.push(name);
        const [first, ...others] = events[name] ?? [];
        const page = NextToken === undefined ? (first ? [first] : []) : others;
        return Promise.resolve({
          Events: page,
          ...(NextToken === undefined && others.length > 0 ? { NextToken: 'x' } : {}),
        });
      },
    }),
  };
}

describe('who switched a trail', () => {
  it('is told by its events, and by no others', async () => {
    const other = { requestParameters: { name: 'other' } };
    const events = {
      StopLogging: [
        event('StopLogging', '2026-01-10T01:00:00Z'),
        event('StopLogging', '2026-01-10T02:00:00Z', other),
        event('StopLogging', '2026-01-10T03:00:00Z', { errorCode: 'AccessDenied' }),
        event('StopLogging', '2026-01-10T04:00:00Z', { awsRegion: 'us-east-1' }),
      ],
      StartLogging: [event('StartLogging', '2026-01-10T05:00:00Z', { requestParameters: { name: trail.arn } })],
      UpdateTrail: [
        event('UpdateTrail', '2026-01-10T06:00:00Z', {
          requestParameters: { name: 'main', enableLogFileValidation: false },
        }),
        event('UpdateTrail', '2026-01-10T07:00:00Z', {
          requestParameters: { name: 'main', enableLogFileValidation: true },
        }),
        event('UpdateTrail', '2026-01-10T08:00:00Z'),
      ],
    };
    const found = await switchesOf(trail, range, { memory: memoryWith(events), now });
    expect(
      found.map(({ event: name, at, turned, by }) => `${at.slice(11, 13)} ${name} ${turned} ${by}`).toSorted(),
    ).toEqual(['01 StopLogging off ada', '05 StartLogging on ada', '06 UpdateTrail off ada', '07 UpdateTrail on ada']);
  });

  it('is asked of the last ninety days alone', async () => {
    const asked: string[] = [];
    const old = { from: '2025-01-01T00:00:00Z', until: '2025-01-02T00:00:00Z' };
    expect(await switchesOf(trail, old, { memory: memoryWith({}, asked), now })).toEqual([]);
    expect(asked).toEqual([]);
  });
});
