/** What is wrong with the statements that a spec writes, as far as that can be told without asking AWS. */
import type { Address, Position, Problem } from '../model.ts';
import { sidPrefix } from './sid.ts';
import type { Statement } from './statement.ts';

const pairs = [
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const;

/**
 * Statements are told by their Sid, so each needs one of its own that is not ours; and each says who, what and on what.
 *
 * @param at the position of a setting, by its JSON pointer into the block
 */
export function statementProblems(
  statements: readonly Statement[],
  at: (pointer: string) => Position | Address,
): readonly Problem[] {
  return statements.flatMap((statement, i): readonly Problem[] => {
    const here = `/policy/statements/${i}`;
    const { Sid = '' } = statement;
    const sid = sidMessage(Sid, statements.findIndex(other => other.Sid === Sid) < i);
    const members = pairs.flatMap(pair => {
      const written = pair.filter(member => statement[member] !== undefined).length;
      return written === 1 ? [] : [incomplete(Sid, pair, written)];
    });
    return [
      ...(sid === undefined ? [] : [{ code: 'statement-sid', message: sid, at: at(`${here}/Sid`) } as const]),
      ...members.map(message => ({ code: 'statement-incomplete', message, at: at(here) }) as const),
    ];
  });
}

function sidMessage(Sid: string, repeated: boolean): string | undefined {
  if (Sid === '') return 'A statement of the spec needs a Sid: it is told by it';
  if (Sid.startsWith(sidPrefix)) return `The Sid ${Sid} begins with ${sidPrefix}, which is ours`;
  return repeated ? `The Sid ${Sid} is used twice` : undefined;
}

function incomplete(Sid: string, [member, opposite]: readonly [string, string], written: number): string {
  const which = `${member} or ${opposite}`;
  return written === 0 ? `Statement ${Sid} lacks ${which}` : `Statement ${Sid} has both ${member} and ${opposite}`;
}
