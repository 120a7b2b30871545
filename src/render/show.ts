/** The spec as trailwarden understands it: every resource, every setting, and where its value comes from. */
import { line } from './flow.ts';
import type { Part } from './flow.ts';
import { table } from './table.ts';
import { statementLines } from './fields.ts';
import { lookOf } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { joinBlocks } from './plan.ts';
import { settingsOf } from './settings.ts';
import type { Origin, ShownResource, ShownSpec } from './settings.ts';
import { counted, valueText } from './words.ts';

/** The expanded spec as text, without a newline at the end. Columns are aligned and nothing is wrapped. */
export function renderShow({ owner, resources }: ShownSpec, options: ViewOptions): string {
  const look = lookOf(options);
  return joinBlocks([
    ...resources.map(resource => blockOf(resource, look)),
    [line(`${owner}: ${counted(resources.length, 'resource')}.`)],
  ]);
}

function blockOf(resource: ShownResource, look: Look): readonly string[] {
  const { address, arn, managed } = resource.desired;
  const { bold, dim } = look.paint;
  const settings = settingsOf(resource).filter(({ field }) => look.full || field !== 'policyHeader');
  const rows = settings.map(({ label, value, statements, origin }): readonly Part[] => [
    `${label}:`,
    statements === null ? valueText(value) : counted(statements.length, 'statement'),
    [dim, originWords(origin)],
  ]);
  const all = settings.flatMap(({ statements }) => statements ?? []);
  return [
    line([bold, address], '  ', [dim, managed ? arn : `${arn}, only referred to, never changed`]),
    ...table(rows, { indent: 2, widest: 40 }),
    ...statementLines(
      all.map(statement => ({ statement, sign: '·' })),
      { kind: resource.kind, arn },
      look,
    ),
  ];
}

function originWords(origin: Origin): string {
  return 'file' in origin ? `${origin.file}:${origin.line}` : origin.from;
}
