/** Text as it may stand in a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
