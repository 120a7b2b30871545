/** What `logs query` was asked: SQL, or a ready question. */
import { questions } from '../../logs/query/questions/index.ts';
import type { Asking, Question } from '../../logs/query/questions/question.ts';
import type { Input } from '../definition.ts';
import { Refusal } from '../trouble.ts';

export interface AskedQuery {
  /** Null: the SQL was typed. */
  readonly question: Question | null;
  readonly sql: (asking: Omit<Asking, 'resource'>) => string;
  /** The rest of what was typed. */
  readonly paths: readonly string[];
}

/** @throws Refusal where there is no query, or no resource for a question of one */
export function askedQuery({ args, options: { ask } }: Pick<Input, 'args' | 'options'>): AskedQuery {
  const [first, ...others] = args;
  const question = questions.find(({ name }) => name === ask);
  if (question === undefined) {
    if (first === undefined) throw wrong('there is no query', 'logs query "SELECT …", or --ask QUESTION');
    return { question: null, sql: () => first, paths: others };
  }
  if (question.ofResource !== true)
    return { question, sql: asking => question.sql({ ...asking, resource: '' }), paths: args };
  if (first === undefined)
    throw wrong('who-touched is asked of a resource', 'logs query --ask who-touched RESOURCE, an ARN or a name');
  return { question, sql: asking => question.sql({ ...asking, resource: first }), paths: others };
}

export const wrong = (message: string, hint: string): Refusal =>
  new Refusal('invalid', { code: 'wrong-arguments', message, hint });
