/** Ready questions, for people. */
import { questions } from '../../logs/query/questions/index.ts';
import { flow } from '../flow.ts';
import { paint } from '../style.ts';
import type { Paint } from '../style.ts';
import { visible } from '../visible.ts';

/** What each question asks, what its answer has, and its SQL as an example. */
export function renderQuestions({ color, width }: { readonly color: boolean; readonly width: number | null }): string {
  const look = paint(color);
  const example = {
    range: { from: '2026-11-01T00:00:00Z', until: '2026-11-20T00:00:00Z' },
    buckets: ['acme-audit-logs'],
    resource: 'acme-audit-logs',
  };
  const blocks = questions.map(({ name, asks, says, ofResource, sql }) =>
    [
      `${look.bold(name)}${ofResource ? ' RESOURCE' : ''}`,
      ...flow([`Asks ${asks}. ${says}`], { width: width ?? 100, lead: ['  '], indent: 2 }),
      sqlComment(sql(example), look, '  '),
    ].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

/** SQL to be copied and changed. */
export function sqlComment(sql: string, look: Paint, before = ''): string {
  return sql
    .split('\n')
    .map(line => `${before}${look.dim(`-- ${visible(line)}`)}`)
    .join('\n');
}
