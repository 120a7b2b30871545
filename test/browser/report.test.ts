/** Reports as files, opened from the disk: pictures to be looked at, barriers, paper, with scripts and without. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { htmlFile } from '../../src/page/file/file.ts';
import { assets, drawn } from '../page/reports.ts';
import { reportingOf, scenes } from '../render/report/scenes.ts';
import { barriers, closeBrowser, opened, overflow, shoot, shots } from './opened.ts';

afterAll(async () => {
  await closeBrowser();
  console.log(`screenshots: ${shots}`);
});

function stored(html: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html');
  writeFileSync(file, html);
  return `file://${file}`;
}

const fileOf = (name: '12' | '1000'): string => stored(htmlFile(drawn(name), assets));

describe('a report as a file', () => {
  it.each([
    ['12', 1_280, 'light'],
    ['12', 1_280, 'dark'],
    ['12', 390, 'light'],
    ['1000', 1_280, 'light'],
  ] as const)('%s at %d pixels, %s', async (name, width, scheme) => {
    const { page, complaints } = await opened(fileOf(name), { width, scheme });
    await shoot(page, `report-${name}-${width}-${scheme}`);
    expect(await overflow(page)).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each(['apply-partly', 'plan-pull-request'] as const)('%s', async name => {
    const url = stored(htmlFile(reportingOf(await scenes[name]()), assets));
    const { page, complaints } = await opened(url, { width: 1_280, scheme: 'light' });
    await shoot(page, `report-${name}`);
    expect(await overflow(page)).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('on paper', async () => {
    const { page } = await opened(fileOf('12'));
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    writeFileSync(join(shots, 'report-12.pdf'), pdf);
    expect(pdf.length).toBeGreaterThan(20_000);
    await page.emulateMedia({ media: 'print' });
    await shoot(page, 'report-12-print');
    expect(await page.isVisible('.find')).toBe(false);
  });
});
