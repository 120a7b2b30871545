import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const adapter = resolve(import.meta.dirname, '../../../src/adapters/aws/index.ts');

/** Connects in a process of its own and prints which packages were loaded before and after the first question. */
const program = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({
    load(url, context, next) {
      const name = /node_modules\\/(@[^/]+\\/[^/]+)/.exec(url)?.[1];
      if (name) loaded.add(name);
      return next(url, context);
    },
  });
  const { connect } = await import(${JSON.stringify(adapter)});
  const log = { debug() {}, info() {}, warn() {} };
  const clock = { now: () => new Date(), sleep: async () => {} };
  const cloud = connect({ clock, log, region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:1' });
  const before = [...loaded];
  await cloud.identity().catch(() => {});
  console.log(JSON.stringify({ before, after: [...loaded] }));
`;

describe('the SDK', () => {
  it('is not loaded before somebody asks, and then only the service that is asked', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
      env: { PATH: process.env['PATH'], AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000', AWS_SECRET_ACCESS_KEY: 'example' },
    });
    const { before, after } = JSON.parse(stdout) as { readonly before: string[]; readonly after: string[] };
    expect(before).toEqual([]);
    expect(after).toContain('@aws-sdk/client-sts');
    expect(after).not.toContain('@aws-sdk/client-s3');
    expect(after).not.toContain('@aws-sdk/client-cloudtrail');
  });
});
