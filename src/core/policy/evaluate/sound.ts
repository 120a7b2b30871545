/** Whether a statement is one that AWS takes: policies may come from anywhere. */
import { listed } from '../statement.ts';
import type { Statement } from '../statement.ts';

const pairs = [
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const;
const members: ReadonlySet<string> = new Set(['Sid', 'Effect', 'Condition', ...pairs.flat()]);

/** Whether a statement has all members of a resource policy, each of the right form, and no others. */
export function isSound(statement: Statement): boolean {
  const { Sid = '', Principal = '*', NotPrincipal = '*', Condition = {} } = statement;
  const { Action = '', NotAction = '', Resource = '', NotResource = '' } = statement;
  return (
    Object.keys(statement).every(member => members.has(member)) &&
    pairs.every(([one, other]) => (statement[one] === undefined) !== (statement[other] === undefined)) &&
    isText(Sid) &&
    [Action, NotAction, Resource, NotResource].every(texts => listed<unknown>(texts).every(isText)) &&
    [Principal, NotPrincipal].every(isPrincipal) &&
    isRecord(Condition) &&
    Object.values(Condition).every(
      keys => isRecord(keys) && Object.values(keys).every(values => listed(values).every(isScalar)),
    )
  );
}

function isPrincipal(principal: unknown): boolean {
  if (!isRecord(principal)) return principal === '*';
  return Object.values(principal).every(names => listed(names).every(isText));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): boolean => typeof value === 'string';

const isScalar = (value: unknown): boolean => /^(?:string|number|boolean)$/u.test(typeof value);
