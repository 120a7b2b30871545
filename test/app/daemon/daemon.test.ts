import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { stage } from './stage.ts';

const stop = new StopLoggingCommand({ Name: 'main' });

describe('a daemon', () => {
  it('applies at its start, heals what is stopped, and says so', async () => {
    const { by, passUntilRuns, runs, daemon, history, lines } = await stage();
    const [first] = await runs(1);
    expect([first?.cause, first?.result, first?.applied]).toEqual(['start', 'healed', 2]);
    await by.cloudtrail('eu-west-1').send(stop);
    const [, second] = await passUntilRuns(2);
    expect([second?.cause, second?.result, second?.applied]).toEqual(['schedule', 'healed', 1]);
    const [, , third] = await passUntilRuns(3);
    expect([third?.result, third?.applied]).toEqual(['clean', 0]);
    expect(daemon.snapshot().drifts).toEqual([]);
    const life = history.steps.filter(({ drift }) => drift.field === 'logging');
    expect(life.map(({ step, drift }) => [step, drift.gravity, drift.ending])).toEqual([
      ['opened', 'critical', null],
      ['closed', 'critical', 'healed'],
    ]);
    expect(lines.at(-1)).toMatch(/^nothing differs; reconciled 2 resources in \d+ ms, next run in 10 min$/);
  });
});
