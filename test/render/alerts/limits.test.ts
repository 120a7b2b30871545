/** Whatever stands in a notice, each format is within its limits, and nothing in a name acts. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Move, Notice } from '../../../src/core/alerts/notice.ts';
import { cloudEvent } from '../../../src/render/alerts/cloudevents.ts';
import { letterOf } from '../../../src/render/alerts/letters.ts';
import { pagerDutyEvents } from '../../../src/render/alerts/pagerduty.ts';
import { plainText, subjectOf } from '../../../src/render/alerts/plain.ts';
import { mentionOf, sizeOf, slackLimits, slackMessage } from '../../../src/render/alerts/slack.ts';
import type { Block } from '../../../src/render/alerts/slack.ts';
import { teamsMessage } from '../../../src/render/alerts/teams.ts';
import { schemas } from '../../../src/render/schemas/index.ts';
import { anyNotice, at, sampleOf, scenes, stopped } from './notices.ts';

const move = fc.constantFrom<Move>('post', 'edit', 'reply', 'broadcast');
const validNotice = new Ajv2020({ strict: false, validateFormats: false }).compile(schemas['notice.schema.json'] ?? {});
const textsOf = (block: Block): readonly string[] => {
  if (block.type === 'context') return block.elements.map(({ text }) => text);
  if (block.type === 'header') return [block.text.text];
  return 'fields' in block ? block.fields.map(({ text }) => text) : [block.text.text];
};

function expectWithinLimits(notice: Notice, how: Move, mention: string | null): void {
  const message = slackMessage(letterOf(notice, how, {}), notice, mention);
  expect(message.text.length).toBeLessThanOrEqual(200);
  expect(message.blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
  expect(message.blocks.reduce((sum, block) => sum + sizeOf(block), 0)).toBeLessThanOrEqual(slackLimits.whole);
  for (const block of message.blocks) {
    const texts = textsOf(block);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.length).toBeLessThanOrEqual(slackLimits.fields);
    const most = block.type === 'header' ? 150 : 'fields' in block ? slackLimits.field : slackLimits.section;
    for (const text of texts) {
      expect(text.trim()).not.toBe('');
      expect(text.length).toBeLessThanOrEqual(most);
    }
  }
  expect(message.blocks.some(({ type }) => type === 'section')).toBe(true);
}

/** What Slack takes for more than text: all of it must be ours. */
const acting = /<[^>]*>/gu;
const ours = /^<(?:https:\/\/(?:trailwarden\.example\.com|[a-z0-9-]+\.console\.aws\.amazon\.com)\/|!date\^\d+\^)/u;

describe('any notice', () => {
  it('is within the limits of Slack', () => {
    fc.assert(
      fc.property(anyNotice, move, (notice, how) => {
        expectWithinLimits(notice, how, null);
        expectWithinLimits(notice, how, '<!subteam^S012ABCDEF>');
      }),
      { numRuns: 150 },
    );
  });

  it('has nothing in it that calls anybody or leads elsewhere', () => {
    fc.assert(
      fc.property(anyNotice, move, (notice, how) => {
        const { text, blocks } = slackMessage(letterOf(notice, how, {}), notice, null);
        expect(text).not.toMatch(/[<>]/u);
        for (const found of blocks.flatMap(textsOf).flatMap(one => one.match(acting) ?? []))
          expect(found).toMatch(ours);
      }),
      { numRuns: 150 },
    );
  });

  it('is a valid event, whatever it is about', () => {
    fc.assert(
      fc.property(anyNotice, notice => {
        const event = cloudEvent(notice, letterOf(notice, 'post', {}));
        const data: unknown = JSON.parse(JSON.stringify(event.data));
        expect(validNotice(data), JSON.stringify(validNotice.errors?.slice(0, 3))).toBe(true);
        expect(event.source.length).toBeGreaterThan('/trailwarden/'.length - 1);
        expect(event.type).toMatch(/^io\.trailwarden\.(?:drift|daemon|source)\.[a-z-]+$|^io\.trailwarden\.test$/u);
      }),
      { numRuns: 60 },
    );
  });

  it('is within the limits of the others', () => {
    fc.assert(
      fc.property(anyNotice, notice => {
        const letter = letterOf(notice, 'post', {});
        const subject = subjectOf(letter);
        expect(subject).toMatch(/^[\u0020-\u007e]{1,100}$/u);
        expect(subject.trim()).toBe(subject);
        expect(new TextEncoder().encode(plainText(letter)).length).toBeLessThan(100_000);
        expect(new TextEncoder().encode(JSON.stringify(teamsMessage(letter))).length).toBeLessThan(28 * 1024);
        for (const { payload, dedup_key } of pagerDutyEvents(notice, letter)) {
          expect(payload.summary.length).toBeLessThanOrEqual(1_024);
          expect(dedup_key.length).toBeLessThanOrEqual(255);
          expect(new TextEncoder().encode(JSON.stringify(payload)).length).toBeLessThan(512 * 1024);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('who is called', () => {
  const mention = { critical: '<!subteam^S012>' } as const;
  const of = (happening: Notice['happening'], how: Move = 'post'): string | null =>
    mentionOf({ ...(scenes['opened-observe'] as Notice), happening }, how, mention);

  it.each(['opened', 'reminder', 'worse', 'flapping', 'contested', 'first-run', 'returned', 'blind'] as const)(
    '%s: whoever the config names',
    happening => {
      expect(of(happening)).toBe('<!subteam^S012>');
      expect(of(happening, 'edit')).toBeNull();
    },
  );

  it.each(['changed', 'attributed', 'resolved', 'milder', 'seeing', 'source-broken', 'source-mended'] as const)(
    '%s: nobody',
    happening => {
      expect(of(happening)).toBeNull();
    },
  );

  it('with what nobody knows: who is called with medium ones', () => {
    const blind: Notice = { ...(scenes['opened-observe'] as Notice), happening: 'blind', weight: 'not-known' };
    expect(mentionOf(blind, 'post', { medium: '<!here>' })).toBe('<!here>');
    expect(mentionOf(blind, 'post', mention)).toBeNull();
  });

  it('nobody by an edit, for another gravity, by a sample', () => {
    expect(of('opened', 'edit')).toBeNull();
    expect(mentionOf({ ...sampleOf('opened'), happening: 'opened', weight: 'high' }, 'post', mention)).toBeNull();
    expect(mentionOf({ ...sampleOf('opened'), incident: 'test-x' }, 'post', mention)).toBeNull();
    expect(mentionOf({ ...sampleOf('opened'), weight: 'not-known' }, 'post', mention)).toBeNull();
  });

  it('is called in the text and in the first section', () => {
    const notice = scenes['opened-observe'] as Notice;
    const { text, blocks } = slackMessage(letterOf(notice, 'post', {}), notice, '<!subteam^S012>');
    expect(text.startsWith('<!subteam^S012> CRITICAL')).toBe(true);
    expect(textsOf(blocks[1] as Block)[0]).toMatch(/^<!subteam\^S012> /u);
  });
});

describe('own words', () => {
  it('stand in the first line', () => {
    const notice = scenes['opened-observe'] as Notice;
    const opened =
      '{gravity} {account} {accountId} {region}: {what} by {who} since {since}, {count} of {owner}/{daemon}, {mode}';
    expect(letterOf(notice, 'post', { opened })).toMatchObject({
      text: 'CRITICAL payments 222222222222 eu-west-1: payments is not being recorded by BreakGlass/jdoe since 02:14 UTC, 1 of acme/audit, observe',
      header:
        'CRITICAL payments 222222222222 eu-west-1: payments is not being recorded by BreakGlass/jdoe since 02:14 UTC, 1 of acme/…',
    });
  });

  it('are empty where there is nothing to say', () => {
    const texts = { blind: '[{account}{accountId}{region}{resource}{what}{meaning}{who}] {happening} {duration}' };
    expect(letterOf(sampleOf('blind'), 'post', texts).text).toBe('[] blind 1 h');
  });

  it('do not name what others of a sample are: it is a test first', () => {
    const letter = letterOf({ ...sampleOf('opened'), incident: 'test-1' }, 'post', { opened: 'mine' });
    expect(letter).toMatchObject({ text: 'TEST: mine', header: 'TEST: mine' });
    expect(letterOf({ ...sampleOf('reminder'), incident: 'test-1' }, 'post', {}).parts[0]).toEqual({
      is: 'text',
      pieces: [{ bold: 'TEST' }],
    });
  });
});

describe('links', () => {
  it.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('of %s lead to its own console', (partition, region, host) => {
    const { attribution, resource } = stopped;
    if (attribution?.answer !== 'found' || resource === null) throw new Error('the sample is attributed');
    const drift = {
      ...stopped,
      resource: { ...resource, target: { ...resource.target, partition } },
      attribution: { ...attribution, event: { ...attribution.event, region } },
    };
    const notice = { ...(scenes['opened-observe'] as Notice), drifts: [drift] };
    expect(JSON.stringify(letterOf(notice, 'post', {}))).toContain(
      `"to":"${host}cloudtrailv2/home?region=${region}#/events/`,
    );
  });

  it('are left out where nobody knows where it is', () => {
    const notice = scenes['opened-observe'] as Notice;
    const { text, blocks } = slackMessage(
      letterOf({ ...notice, around: { ...notice.around, pageUrl: null } }, 'post', {}),
      notice,
      null,
    );
    expect(`${text}${JSON.stringify(blocks)}`).not.toContain('|page>');
  });
});

it('says a day where that is another', () => {
  const notice = { ...(scenes['opened-observe'] as Notice), at: '2026-11-21T03:12:30.000Z' };
  expect(letterOf(notice, 'post', {}).text).toContain('since 2026-11-19 02:12 UTC');
  expect(Date.parse(at)).toBeLessThan(Date.parse(notice.at));
});
