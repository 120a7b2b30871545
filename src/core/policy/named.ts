/** Statements by what tells them apart. */
import { canonicalStatement } from './canonical.ts';
import type { Statement } from './statement.ts';

/** What tells a statement from others: its Sid, or all of it. */
export function keyOf(statement: Statement): string {
  const { Sid = '' } = statement;
  return Sid === '' ? canonicalStatement(statement) : Sid;
}

/** What stands there and is none of these. */
export function strange(own: readonly Statement[], standing: readonly Statement[]): readonly Statement[] {
  const names = new Set(own.map(keyOf));
  return standing.filter(statement => !names.has(keyOf(statement)));
}

/** Other people's statements as they stand, then the spec's own, which take the place of those of their Sid. */
export function beside(own: readonly Statement[], standing: readonly Statement[]): readonly Statement[] {
  return [...strange(own, standing), ...own];
}
