/** The spec as trailwarden understands it: every resource, every setting, and where its value comes from. */
import { flow, line } from './flow.ts';
import { statementLines } from './fields.ts';
import { lookOf } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { joinBlocks } from './plan.ts';
import { settingLines } from './settings-rows.ts';
import type { SettingRow } from './settings-rows.ts';
import { settingsOf } from './settings.ts';
import type { Origin, ShownResource, ShownSpec } from './settings.ts';
import { counted } from './words.ts';

/** The expanded spec as text, without a newline at the end. */
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
  const rows = settings.map(({ label, value, statements, origin }): SettingRow => ({
    label,
    value,
    ...(statements === null ? {} : { value: null, said: counted(statements.length, 'statement') }),
    note: [dim, originWords(origin)],
  }));
  const all = settings.flatMap(({ statements }) => statements ?? []);
  return [
    ...flow([[dim, managed ? arn : `${arn}, only referred to, never changed`]], {
      width: look.width,
      lead: [[bold, address], '  '],
      indent: 2,
    }),
    ...settingLines(rows, look),
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
