/** Reports as one file: what it weighs, that nothing in it acts, and that it reads back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { reportDocument } from '../../src/render/documents.ts';
import { htmlFile, htmlOfProblems } from '../../src/page/file/file.ts';
import { factsOf } from '../../src/render/report/facts.ts';
import type { Reporting } from '../../src/render/report/facts.ts';
import { embedded, readBack } from '../../src/render/report/read.ts';
import { report } from '../render/arbitrary.ts';
import { digest, reportingOf, sceneNames, scenes } from '../render/report/scenes.ts';
import { assets, drawn } from './reports.ts';

const bare = { style: '', script: '' };

const jsonIn = (html: string): string => {
  const found = embedded(html, digest);
  if (!('json' in found)) throw new Error(found.message);
  return found.json;
};

const written = ({ report: one, verdict, version }: Reporting): unknown =>
  JSON.parse(JSON.stringify(reportDocument(one, verdict, { version })));

describe('a report as a file', () => {
  it.each([
    ['12', 300_000],
    ['1000', 1_500_000],
  ] as const)('of %s accounts is small', (name, most) => {
    expect(new TextEncoder().encode(htmlFile(drawn(name), assets)).length).toBeLessThan(most);
  });

  it.each(sceneNames)('says all that the others say, and reads back: %s', async name => {
    const reporting = reportingOf(await scenes[name]());
    const html = htmlFile(reporting, bare);
    const [body = ''] = html.split('<script type="application/json"');
    for (const { address, gravity, kind, attribution } of factsOf(reporting)) {
      expect(body).toContain(address);
      expect(body).toContain(kind === 'unread' ? 'NOT KNOWN' : gravity.toUpperCase());
      if (attribution?.answer === 'found') expect(body).toContain(attribution.event.principal.name);
    }
    const read = readBack(jsonIn(html));
    if (!('report' in read)) throw new Error(JSON.stringify(read));
    expect(written({ ...reporting, ...read })).toEqual(written(reporting));
  });

  it.each(['drift-one', 'apply-partly'] as const)('as text: %s', async name => {
    const html = htmlFile(reportingOf(await scenes[name]()), bare);
    const [body = ''] = html.split('<script type="application/json"');
    const main = body.slice(body.indexOf('<header class="as-of"'));
    await expect(`${main.replaceAll(/>(?=<)/gu, '>\n')}\n`).toMatchFileSnapshot(`golden/file-${name}.html.txt`);
  });

  it('holds nothing that acts, whatever names there are', () => {
    fc.assert(
      fc.property(report, one => {
        const reporting = reportingOf(one);
        const html = htmlFile(reporting, bare);
        expect(html.match(/<script/gu)?.length).toBe(2);
        expect(html.match(/<\/script/gu)?.length).toBe(2);
        expect(html).not.toMatch(/<(?:img|iframe|object|link|form|button|input)\b|\son\w+=|\sstyle=|javascript:/iu);
        expect(JSON.parse(jsonIn(html))).toEqual(written(reporting));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('is refused when somebody changed it', async () => {
    const html = htmlFile(reportingOf(await scenes['drift-one']()), bare);
    const changed = html.replace('"gravity":"critical"', '"gravity":"low"');
    expect(changed).not.toBe(html);
    expect(embedded(changed, digest)).toMatchObject({ code: 'no-report', message: expect.stringContaining('SHA-256') });
    expect(embedded('<html></html>', digest)).toMatchObject({ code: 'no-report' });
  });

  it('tells of problems', () => {
    const problem = { code: 'unknown-key', message: '<b>no</b>', at: { file: 'a.yaml', line: 2, column: 3 } } as const;
    const html = htmlOfProblems(
      { problems: [problem], ending: 'Invalid: 1 error.', json: '{}', version: '1', digest },
      bare,
    );
    expect(html).toContain('a.yaml:2:3');
    expect(html).toContain('&lt;b&gt;no&lt;/b&gt;');
  });
});
