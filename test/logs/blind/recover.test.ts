import { describe, expect, it } from 'vitest';

import { readKey } from '../../../src/logs/layout.ts';
import { attributeFor, evidenceLine, evidenceName, isKept } from '../../../src/logs/blind/recover.ts';

const question = {
  account: '111122223333',
  region: 'eu-west-1',
  classes: ['management read', 'management write'],
  from: '2026-01-10T00:00:00Z',
  until: '2026-01-10T02:00:00Z',
};

describe('evidence', () => {
  it('has the record digit by digit, on one line, marked', () => {
    const raw = '{"eventID":"e",\n "size":12345678901234567890, "text":"a\\nb"}';
    const line = evidenceLine({ EventId: 'e', CloudTrailEvent: raw }, question, '2026-01-11T00:00:00.000Z');
    expect(line).toMatch(/^[^\n]+\n$/u);
    expect(line).toContain('"size":12345678901234567890');
    expect(JSON.parse(line)).toMatchObject({
      recovered: true,
      from: 'event-history',
      account: question.account,
      region: question.region,
      asked_at: '2026-01-11T00:00:00.000Z',
      event_id: 'e',
      not_recorded: { from: question.from, until: question.until, classes: question.classes },
      event: { eventID: 'e', text: 'a\nb' },
    });
  });

  it.each([['{"broken"'], ['[1]'], ['null'], [7]])('keeps what is no record as text: %s', raw => {
    const line = JSON.parse(evidenceLine({ CloudTrailEvent: raw }, question, 'x')) as object;
    expect(line).toMatchObject({ event: null, event_text: typeof raw === 'string' ? raw : '', event_id: null });
  });

  it('is in no file that could be taken for a log file', () => {
    expect(evidenceName(question)).toBe('recovered_111122223333_eu-west-1_20260110T000000Z.ndjson');
    expect(
      readKey(`AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/10/${evidenceName(question)}`)?.stamp ?? null,
    ).toBeNull();
  });

  it('is asked for by what was not recorded', () => {
    expect(attributeFor(question.classes)).toBeNull();
    expect(attributeFor(['management read'])).toEqual(['ReadOnly', 'true']);
    expect(attributeFor(['management write', 'data AWS::S3::Object'])).toEqual(['ReadOnly', 'false']);
    expect(isKept(['management read'])).toBe(true);
    expect(isKept(['data AWS::S3::Object'])).toBe(false);
  });
});
