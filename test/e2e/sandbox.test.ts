import { afterEach, beforeEach, describe, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { endpointAt } from './endpoint.ts';
import { scenarios } from './scenarios.ts';

describe('against the sandbox, over HTTP, with the real SDK', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(async () => sandbox.close());

  it.each(scenarios.map(scenario => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    await scenario.play(endpointAt(sandbox.url));
  });
});
