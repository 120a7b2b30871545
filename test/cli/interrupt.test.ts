import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import { ending, stage, written } from './sandboxed.ts';

const slow = (operation: string) => ({ rules: [{ match: { operation }, effect: { latency: 1500 } }] });

const two = spec(`buckets:
  acme-one: { region: eu-west-1 }
  acme-two: { region: eu-west-1 }`);

describe('an apply that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s lets the call in flight finish, begins no other, and says where it stopped', async (signal, code) => {
    const here = await stage({ 'a.yaml': two });
    const { sandbox, run, folder } = here;
    sandbox.trouble.set(slow('CreateBucket'));
    let sent = false;
    const watching = setInterval(() => {
      if (!sent && sandbox.calls().some(({ operation }) => operation === 's3:CreateBucket')) interrupt();
    }, 20);
    let interrupt = (): void => undefined;
    const ran = await run(['apply', 'a.yaml', '--yes'], {
      endpoint: sandbox.url,
      folder,
      watch: (_, child) => {
        interrupt = () => {
          sent = true;
          child.kill(signal);
        };
      },
    });
    clearInterval(watching);
    expect(ran.code).toBe(code);
    expect(ending(ran)[1]).toMatch(/^Interrupted: 0 of 2 changes done/);
    expect(ran.stderr).toContain('Finishing the call in flight, then stopping.');
    expect(written(here)).toEqual(['CreateBucket']);

    sandbox.trouble.clear();
    expect((await run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    expect((await run(['plan', 'a.yaml', '--detailed-exitcode'])).code).toBe(0);
  });
});
