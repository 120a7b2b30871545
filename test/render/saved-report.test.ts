import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Problem } from '../../src/core/model.ts';
import { verdictOf } from '../../src/core/report.ts';
import { reportDocument } from '../../src/render/documents.ts';
import { readReport } from '../../src/render/saved-report.ts';
import { report } from './arbitrary.ts';

describe('the report of an apply', () => {
  it('reads back as what was sent', () => {
    fc.assert(
      fc.property(report, one => {
        const text = JSON.stringify(reportDocument(one, verdictOf(one, false), { version: '1.4.0' }));
        const read = readReport(text);
        if (one.command !== 'apply') {
          expect(read).toMatchObject([{ code: 'no-report' }]);
          return;
        }
        const sent = new Set(
          (one.outcomes ?? []).flatMap(({ address, sent: calls }) => (calls.length > 0 ? [address] : [])),
        );
        const changes = one.plan.changes.filter(({ address }) => sent.has(address));
        expect(read).toEqual({
          owner: one.owner,
          untold: [],
          changes: changes.map(
            ({ address, action, resource, fields }) =>
              JSON.parse(JSON.stringify({ address, action, resource, fields })) as object,
          ),
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['', /not JSON/u],
    ['{"kind":"plan"}', /is a plan, not a report/u],
    ['{"kind":"report","format_version":"2.0"}', /has the format "2.0"/u],
    ['{"kind":"report","format_version":"1.0"}', /is damaged: it must have required property/u],
  ])('is not %j', (text, message) => {
    const problems = readReport(text) as readonly Problem[];
    expect(problems[0]).toMatchObject({ code: 'no-report' });
    expect(problems[0]?.message).toMatch(message);
  });

  it('names what was sent in a later round', () => {
    const [one] = fc.sample(
      report.filter(({ command, outcomes }) => command === 'apply' && (outcomes ?? []).length > 0),
      1,
    );
    if (!one) throw new Error('no report');
    const document = reportDocument({ ...one, plan: { ...one.plan, changes: [] } }, verdictOf(one, false), {
      version: '1',
    });
    const sent = (one.outcomes ?? []).filter(({ sent: calls }) => calls.length > 0).map(({ address }) => address);
    expect(readReport(JSON.stringify(document))).toMatchObject({ changes: [], untold: sent });
  });
});
