/** Every happening in every format, as receivers get it. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { happenings } from '../../../src/core/alerts/notice.ts';
import { letterOf } from '../../../src/render/alerts/letters.ts';
import { cloudEvent } from '../../../src/render/alerts/cloudevents.ts';
import { pagerDutyEvents } from '../../../src/render/alerts/pagerduty.ts';
import { plainText, subjectOf } from '../../../src/render/alerts/plain.ts';
import { slackMessage } from '../../../src/render/alerts/slack.ts';
import { teamsMessage } from '../../../src/render/alerts/teams.ts';
import { scenes } from './notices.ts';

const golden = (name: string): string => resolve(import.meta.dirname, 'golden', name);
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Those that other formats are shown by: one of each happening, and what was healed at once. */
const shown = Object.entries(scenes).filter(
  ([name]) => name === 'opened-observe' || name === 'opened-healed' || happenings.some(happening => happening === name),
);

describe('what is told', () => {
  it('is shown of every happening', () => {
    expect(new Set(shown.map(([, { happening }]) => happening))).toEqual(new Set(happenings));
  });

  it.each(Object.entries(scenes))('%s', async (name, notice) => {
    const letter = letterOf(notice, 'post', {});
    const line = letterOf(notice, 'reply', {});
    await expect(json(slackMessage(letter, notice, null))).toMatchFileSnapshot(golden(`slack/${name}.json`));
    const texts = [`Subject: ${subjectOf(letter)}`, plainText(letter), 'In a thread:', plainText(line)];
    await expect(texts.join('\n\n')).toMatchFileSnapshot(golden(`plain/${name}.txt`));
  });

  it.each(shown)('%s, to programs', async (name, notice) => {
    const letter = letterOf(notice, 'post', {});
    await expect(json(pagerDutyEvents(notice, letter))).toMatchFileSnapshot(golden(`pagerduty/${name}.json`));
    await expect(json(teamsMessage(letter))).toMatchFileSnapshot(golden(`teams/${name}.json`));
    await expect(json(cloudEvent(notice, letter))).toMatchFileSnapshot(golden(`cloudevents/${name}.json`));
  });
});
