/** What was measured, for people and as data. */

export interface Row {
  readonly name: string;
  /** What was measured and what it is held against, by name and unit. */
  readonly values: Readonly<Record<string, number>>;
  /** The number that counts. */
  readonly ratio?: number;
  /** What the ratio should not exceed. */
  readonly aim?: number;
  /** How to read it, or why it is missing. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.ceil(sorted.length / 2) - 1],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return (low + high) / 2;
}

export function table(rows: readonly Row[]): string {
  return rows
    .flatMap(({ name, values, ratio, aim, note }) => [
      `${name.padEnd(58)}${ratio === undefined ? '' : ratio.toFixed(2).padStart(8)}${against(ratio, aim)}`,
      ...Object.entries(values).map(([what, value]) => `  ${what.padEnd(56)}${rounded(value).padStart(8)}`),
      ...(note === undefined ? [] : [`  ${note}`]),
      '',
    ])
    .join('\n');
}

function against(ratio: number | undefined, aim: number | undefined): string {
  if (ratio === undefined || aim === undefined) return '';
  return `  aim ${aim}: ${ratio <= aim ? 'met' : 'MISSED'}`;
}

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(2))));
