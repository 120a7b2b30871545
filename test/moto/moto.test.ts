import { beforeEach, describe, expect, inject, it } from 'vitest';

import { endpointAt } from '../e2e/endpoint.ts';
import { scenarios } from '../e2e/scenarios.ts';

const url = inject('moto');

describe('against moto, a second opinion that nobody here wrote', () => {
  beforeEach(async () => {
    const answer = await fetch(`${url}/moto-api/reset`, { method: 'POST' });
    expect(answer.ok).toBe(true);
  });

  const both = scenarios.filter(({ sandboxOnly }) => sandboxOnly === undefined);
  it.each(both.map(scenario => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    await scenario.play(endpointAt(url));
  });

  it('lists what only the sandbox can play, each with a reason', () => {
    const others = scenarios.filter(({ sandboxOnly }) => sandboxOnly !== undefined);
    for (const { name, sandboxOnly } of others) console.log(`not on moto: ${name}\n  because ${sandboxOnly}`);
    expect(both.length).toBeGreaterThan(others.length);
  });
});
