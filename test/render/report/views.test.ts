/** What holds for every view of every report: nothing is lost, nothing acts, nothing grows beyond what it may be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Report } from '../../../src/core/report.ts';
import { jsonText } from '../../../src/render/json-text.ts';
import { reportDocument } from '../../../src/render/documents.ts';
import { factsOf } from '../../../src/render/report/facts.ts';
import { renderGithub, renderGithubProblems } from '../../../src/render/report/github.ts';
import { renderJunit, renderJunitProblems } from '../../../src/render/report/junit.ts';
import {
  commentLimit,
  marker,
  renderMarkdown,
  renderMarkdownProblems,
  summaryLimit,
} from '../../../src/render/report/markdown.ts';
import { mostResults, renderSarif, renderSarifProblems } from '../../../src/render/report/sarif.ts';
import { sizeOf, withinLimit } from '../../../src/render/report/sections.ts';
import { parseXml } from '../../../src/sandbox/http/xml.ts';
import type { Element } from '../../../src/sandbox/http/xml.ts';
import { problem, report } from '../arbitrary.ts';
import { digest, reportingOf, sceneNames, scenes } from './scenes.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'sarif-2.1.0.schema.json'), 'utf8')) as object;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
const isSarif = ajv.compile(schema);

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly { readonly toolExecutionNotifications?: readonly object[] }[];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly locations?: readonly { readonly physicalLocation?: object }[];
      }[];
    },
  ];
}

function sarif(text: string): Sarif['runs'][0] {
  const log = JSON.parse(text) as Sarif;
  expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
  return log.runs[0];
}

/** XML 1.0, fifth edition, section 2.2. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const outsideXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function casesIn(xml: string): readonly Element[] {
  expect(outsideXml.test(xml)).toBe(false);
  return parseXml(xml).children.flatMap(suite => suite.children);
}

const runs = 60;

describe('no view loses a fact', () => {
  it.each(sceneNames)('%s', async name => {
    const reporting = reportingOf(await scenes[name]());
    const json = jsonText(reportDocument(reporting.report, reporting.verdict, reporting));
    const views = {
      markdown: renderMarkdown(reporting),
      sarif: renderSarif(reporting),
      junit: renderJunit(reporting),
      github: renderGithub(reporting),
    };
    for (const { address, gravity, field, kind, attribution, meaning } of factsOf(reporting))
      for (const [format, text] of Object.entries({ ...views, json })) {
        expect(text, format).toContain(address);
        if (kind === 'unread') expect(text, format).toMatch(/NOT KNOWN|not-known|unreadable/u);
        else expect(text.toLowerCase(), format).toContain(gravity);
        if (kind === 'changed' && format !== 'json') expect(text, format).toMatch(words(field ?? ''));
        if (attribution?.answer === 'found') expect(text, format).toContain(attribution.event.principal.name);
        expect(format === 'markdown' || format === 'json' || text.includes(meaning.slice(0, 20)), format).toBe(true);
      }
  });

  /** A field by its own name, or by what a spec calls it. */
  const words = (field: string): RegExp =>
    ({ scope: /global ?service ?events/iu, grants: /s3:GetBucketAcl/u, otherStatements: /TmpFix/u, tlsOnly: /TLS/u })[
      field
    ] ?? new RegExp(field, 'u');
});

describe('SARIF', () => {
  it.each(sceneNames)('is as its schema says: %s', async name => {
    const { results, tool } = sarif(renderSarif(reportingOf(await scenes[name]())));
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(locations?.[0]?.physicalLocation).toBeDefined();
    }
  });

  it('is that of any report, gravest first', () => {
    const order = ['error', 'warning', 'note'];
    fc.assert(
      fc.property(report, one => {
        const { results } = sarif(renderSarif(reportingOf(one)));
        const drifts = results.filter(({ ruleId }) => ruleId.includes('/'));
        const levels = drifts.map(({ level }) => order.indexOf(level));
        expect(levels).toEqual(levels.toSorted((a, b) => a - b));
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it('is that of any problems', () => {
    fc.assert(
      fc.property(fc.array(problem, { maxLength: 5 }), problems => {
        const { results } = sarif(renderSarifProblems(problems, { version: '1', digest }));
        expect(results.length).toBe(problems.length);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it('says what it leaves out', async () => {
    const one = await scenes['drift-one']();
    const { results, invocations } = sarif(renderSarif(reportingOf(manyOf(one, mostResults + 5))));
    expect(results.length).toBe(mostResults);
    expect(JSON.stringify(invocations)).toContain('5 lighter results are left out');
  });
});

/** The same drift in so many accounts. */
function manyOf({ plan, ...rest }: Report, count: number): Report {
  const [first] = plan.changes;
  if (first === undefined) throw new Error('nothing differs');
  const changes = Array.from({ length: count }, (_, index) => ({
    ...first,
    address: `trail/main@account-${index}/eu-west-1` as const,
    fields: first.fields.map(field => ({ ...field, before: { index } })),
  }));
  return { ...rest, plan: { ...plan, changes } };
}

describe('JUnit', () => {
  it.each(sceneNames)('has a case for each resource: %s', async name => {
    const { report: one, ...reporting } = reportingOf(await scenes[name]());
    const cases = casesIn(renderJunit({ ...reporting, report: one }));
    expect(cases.length).toBeGreaterThanOrEqual(one.resources?.length ?? 0);
  });

  it('is XML whatever names there are, and passes nothing that was not compared', () => {
    fc.assert(
      fc.property(report, one => {
        const reporting = reportingOf(one);
        const cases = casesIn(renderJunit(reporting));
        const bad = new Set(factsOf(reporting).map(({ address }) => address)).size;
        const told = cases.flatMap(({ children }) => children.map(({ name }) => name));
        expect(told.filter(name => name !== 'skipped').length).toBeGreaterThanOrEqual(bad);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it('is XML of any problems', () => {
    fc.assert(
      fc.property(fc.array(problem, { maxLength: 5 }), problems => {
        expect(casesIn(renderJunitProblems(problems)).length).toBe(Math.max(1, problems.length));
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });
});

describe('annotations of GitHub', () => {
  const shape = /^::(?:error|warning|notice) (?:file=[^:,]*,line=\d+,col=\d+,endColumn=\d+,)?title=[^:,]*::/u;
  it('are a line each, ten of a kind at most', () => {
    fc.assert(
      fc.property(report, fc.array(problem, { maxLength: 30 }), (one, problems) => {
        for (const text of [renderGithub(reportingOf(one)), renderGithubProblems(problems)]) {
          const lines = text.split('\n').slice(0, -1);
          for (const line of lines) expect(line).toMatch(shape);
          for (const level of ['error', 'warning', 'notice'])
            expect(lines.filter(line => line.startsWith(`::${level} `)).length).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it('say how many there are besides', async () => {
    const text = renderGithub(reportingOf(manyOf(await scenes['drift-one'](), 25)));
    expect(text).toContain('::error title=and 16 more::');
  });
});

describe('Markdown', () => {
  it('is within its limit, begins with its mark and ends with the verdict, whatever names there are', () => {
    fc.assert(
      fc.property(report, fc.constantFrom(commentLimit, 9_000, summaryLimit), (one, limit) => {
        const text = renderMarkdown(reportingOf(one), limit);
        expect(sizeOf(text)).toBeLessThanOrEqual(limit);
        expect(text.startsWith(`${marker(one.command, one.owner)}\n### trailwarden: `)).toBe(true);
        expect(text.slice(text.indexOf('\n'))).not.toMatch(/<!--|-->/u);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it('leaves nothing open that it opens', () => {
    fc.assert(
      fc.property(report, one => {
        const text = renderMarkdown(reportingOf(one), summaryLimit);
        const outside = withoutCode(text);
        expect(outside).not.toMatch(/`/u);
        expect(outside.replaceAll(/<\/?(?:details|summary)>|<br>|<!-- [a-z:0-9-]* -->/gu, '')).not.toMatch(/</u);
        expect(outside.match(/.{0,60}@(?!&#8203;)\w.{0,40}/gu) ?? []).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it('is that of any problems', () => {
    fc.assert(
      fc.property(fc.array(problem, { maxLength: 200 }), problems => {
        const text = renderMarkdownProblems(problems, { command: 'plan', owner: 'acme', ending: 'Invalid: 1 error.' });
        expect(sizeOf(text)).toBeLessThanOrEqual(commentLimit);
        expect(text.startsWith('<!-- trailwarden:plan:acme -->\n')).toBe(true);
        expect(text.endsWith('Invalid: 1 error.\n')).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('folds and cuts what is large, never what is grave, and says so', async () => {
    const many = manyOf(await scenes['drift-many'](), 3_000);
    const text = renderMarkdown(reportingOf(many));
    expect(sizeOf(text)).toBeLessThanOrEqual(commentLimit);
    expect(text).toMatch(/And [\d,]+ more drifts, none of them graver\./u);
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^Drift: 3,000 /u);
  });

  it('says what it leaves out', () => {
    const section = (name: string, cut: number) => ({ lines: [name.repeat(100)], cut, name });
    const sections = [section('a', 0), section('b', 2), section('c', 1), { lines: ['the end'], cut: 0 }];
    const text = withinLimit(sections, 310, 'See elsewhere.');
    expect(text).toContain('a'.repeat(100));
    expect(text).not.toContain('b'.repeat(100));
    expect(text).toContain('Left out, to keep within what a comment holds: b');
    expect(text.endsWith('the end\n')).toBe(true);
  });

  it('keeps the last line, however little there is room for', () => {
    const text = withinLimit(
      [
        { lines: ['é'.repeat(500)], cut: 0 },
        { lines: ['the end'], cut: 0 },
      ],
      100,
      '',
    );
    expect(sizeOf(text)).toBeLessThanOrEqual(100);
    expect(text.endsWith('\n\nthe end\n')).toBe(true);
  });
});

/** Text outside of code, by the rules of CommonMark: as many backticks close as have opened, within a paragraph. */
function withoutCode(text: string): string {
  let fence = '';
  const lines = text.split('\n').filter(line => {
    const [opened = ''] = /^`{3,}/u.exec(line) ?? [];
    if (fence === '' && opened === '') return true;
    if (fence === '') fence = opened;
    else if (line === fence) fence = '';
    return false;
  });
  expect(fence).toBe('');
  return lines.map(withoutSpans).join('\n');
}

function withoutSpans(line: string): string {
  const runs = [...line.matchAll(/`+/gu)].map(({ 0: run, index }) => ({ length: run.length, at: index }));
  let kept = '';
  for (let at = 0; at < line.length; at += 1) {
    const run = runs.find(one => one.at === at);
    const close = run && runs.find(one => one.at > at && one.length === run.length);
    if (close) at = close.at + close.length - 1;
    else if (line[at] === '\\') at += 1;
    else kept += line[at] ?? '';
  }
  return kept;
}
