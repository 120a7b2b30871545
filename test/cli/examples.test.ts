import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { lastLine } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';

const folder = resolve(import.meta.dirname, '../../examples');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  name => name.endsWith('.yaml') && !name.startsWith('ci/'),
);

const isDaemon = (name: string) => name.startsWith('daemon');

describe('examples', () => {
  it.each(files)('%s begins with the schema that editors need', name => {
    const [first = ''] = readFileSync(join(folder, name), 'utf8').split('\n', 1);
    const schema = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? '';
    const path = resolve(folder, name, '..', schema);
    expect(path).toBe(resolve(folder, `../schemas/${isDaemon(name) ? 'daemon' : 'spec'}.schema.json`));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('$schema');
  });

  it.each(files.filter(isDaemon))('%s is a valid config', async name => {
    const { run } = await stage({});
    expect(await run(['validate', join(folder, name)])).toMatchObject({ code: 0, stdout: 'Valid: 1 config.\n' });
  });

  it.each(readdirSync(folder).filter(name => !isDaemon(name) && name !== 'ci'))(
    '%s is valid and can be planned',
    async name => {
      const { run, sandbox } = await stage({});
      sandbox.organization.set({ id: 'o-exampleorgid', management: '111111111111', members: ['222222222222'] });
      const path = join(folder, name);
      const valid = await run(['validate', path]);
      expect(valid.code).toBe(0);
      expect(valid.stdout).toMatch(/^Valid: \d files?, \d resources(?: in \d accounts)?\.\n$/);
      const plan = await run(['plan', path, '--format', 'json', '--detailed-exitcode']);
      expect(plan.code).toBe(2);
      const report = documentIn(plan, 'report.schema.json');
      expect(report).toMatchObject({ verdict: { complete: true } });
      const codes = new Set((report['findings'] as readonly { readonly code: string }[]).map(({ code }) => code));
      // on purpose, some examples record a few regions, or not the account of the bucket, and one keeps a second copy
      const meant: readonly string[] = ['region-not-recorded', 'management-recorded-twice'];
      expect([...codes].filter(code => !meant.includes(code))).toEqual([]);
      expect(lastLine((await run(['show', path])).stdout)).toMatch(/^acme: \d resources\.$/);
    },
  );
});
