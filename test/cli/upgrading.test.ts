/** What docs/upgrading.md promises of files that another version wrote. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { ownerTag } from '../../src/core/tags.ts';
import { schemas } from '../../src/render/schemas/index.ts';
import { minimal } from './program.ts';
import { stage, written } from './sandboxed.ts';

type Document = Readonly<Record<string, unknown>>;

/** Plans, and makes another version's of it. */
async function planned(other: (plan: Document) => Document) {
  const here = await stage({ 'a.yaml': minimal });
  await here.run(['plan', 'a.yaml', '--out', 'plan.json']);
  const file = join(here.folder, 'plan.json');
  writeFileSync(file, JSON.stringify(other(JSON.parse(readFileSync(file, 'utf8')) as Document)));
  return here;
}

describe('a saved plan', () => {
  it('of another version with the same format is carried out', async () => {
    const here = await planned(plan => ({ ...plan, trailwarden_version: '0.9.7' }));
    expect(await here.run(['apply', 'plan.json'])).toMatchObject({ code: 0 });
  });

  it('of a newer minor format is carried out, with what is new left aside', async () => {
    const here = await planned(plan => ({ ...plan, format_version: '1.7', invented_later: { all: true } }));
    expect(await here.run(['apply', 'plan.json'])).toMatchObject({ code: 0 });
  });

  it('of another major format is refused, and nothing is sent', async () => {
    const here = await planned(plan => ({ ...plan, format_version: '2.0' }));
    const { code, stderr } = await here.run(['apply', 'plan.json']);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('"2.0"') as string });
    expect(written(here)).toEqual([]);
  });
});

describe('the report of an apply', () => {
  it.each([
    ['1.7', 0],
    ['2.0', 3],
  ])('of format %s is put back with exit code %i', async (format_version, code) => {
    const here = await stage({ 'a.yaml': minimal });
    const { stdout } = await here.run(['apply', 'a.yaml', '--yes', '--format', 'json']);
    const report = { ...(JSON.parse(stdout) as Document), format_version, invented_later: 1 };
    writeFileSync(join(here.folder, 'report.json'), JSON.stringify(report));
    expect(await here.run(['plan', 'a.yaml', '--from-report', 'report.json'])).toMatchObject({ code });
  });
});

describe('a spec', () => {
  it('of another version of the format is refused with its position', async () => {
    const here = await stage({ 'a.yaml': minimal.replace('v1alpha1', 'v2') });
    const { code, stdout } = await here.run(['validate', 'a.yaml']);
    expect(code).toBe(3);
    expect(stdout).toContain('a.yaml:1:');
    expect(stdout).toContain('apiVersion: trailwarden.dev/v1alpha1');
  });
});

it('what is printed says its format, in every document', () => {
  const printed = Object.entries(schemas).filter(([, schema]) => JSON.stringify(schema).includes('"format_version"'));
  expect(printed.length).toBeGreaterThan(5);
  for (const [, schema] of printed) expect(JSON.stringify(schema)).toContain(String.raw`^1\\.\\d+$`);
});

it('what is ours is told by the same tag as ever', () => {
  expect(ownerTag).toBe('trailwarden:owner');
});
