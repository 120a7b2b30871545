import { afterAll } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { endpointAt } from '../e2e/endpoint.ts';
import { contract } from './contract.ts';

const open: Sandbox[] = [];
afterAll(async () => Promise.all(open.map(async sandbox => sandbox.close())));

contract('the sandbox', async () => {
  const sandbox = await startSandbox();
  open.push(sandbox);
  return endpointAt(sandbox.url).cloud();
});
