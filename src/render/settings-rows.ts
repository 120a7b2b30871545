/** Settings below each other: in columns where they fit, else the value below its name. */
import { flow, room } from './flow.ts';
import type { Part } from './flow.ts';
import { isRecord } from './leaves.ts';
import type { Look } from './look.ts';
import { table } from './table.ts';
import { valueText } from './words.ts';

export interface SettingRow {
  readonly label: string;
  readonly value: unknown;
  /** Said instead of the value, with its paint. */
  readonly said?: Part;
  /** What stands behind it. */
  readonly note?: Part;
}

const widestValue = 40;

/** A list of records has one on each line, and nothing is wider than the window. */
export function settingLines(rows: readonly SettingRow[], { width }: Pick<Look, 'width'>): readonly string[] {
  const labels = Math.max(0, ...rows.map(({ label }) => room([`${label}:`])));
  const shown = rows.map(row => {
    const text = row.said ?? valueText(row.value);
    const note = row.note === undefined ? 0 : 2 + room([row.note]);
    const used = 2 + labels + 2 + room([text]) + note;
    return { ...row, text, below: isList(row.value) || (width !== undefined && used > width) };
  });
  const inColumns = table(
    shown.map(({ label, text, note, below }): readonly Part[] => {
      const value = below ? '' : text;
      return note === undefined ? [`${label}:`, value] : [`${label}:`, value, note];
    }),
    { indent: 2, widest: Math.max(widestValue, labels) },
  );
  return inColumns.flatMap((line, index) => [line, ...(shown[index]?.below ? valueBelow(shown[index], width) : [])]);
}

function valueBelow(
  { value, text }: { readonly value: unknown; readonly text: Part },
  width: number | undefined,
): readonly string[] {
  if (!isList(value)) return flow([text], { width, lead: ['    '], indent: 4 });
  return value.flatMap(one => flow([valueText(withoutUnset(one))], { width, lead: ['    - '], indent: 6 }));
}

const isList = (value: unknown): value is readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRecord);

function withoutUnset(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}
