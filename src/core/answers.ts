/** Answers as what they must be: one that is none of its kind is refused whole, and never taken for what is unset. */
import type { Api, Ask } from './kind.ts';

/**
 * What an answer has, as far as it is read: each member may be missing, as AWS leaves out what is unset. In brackets: a
 * list of these; `texts`: a map of texts; `time`: a date, or a text that stands for one.
 */
export type Shape =
  | 'text'
  | 'flag'
  | 'number'
  | 'time'
  | 'texts'
  | readonly [Shape]
  | { readonly [member: string]: Shape };

/** The shapes of a kind's answers, by operation. */
export type Shapes<Reads extends Api> = { readonly [C in keyof Reads]: Shape };

/**
 * The same questions, whose answers are held against their shapes.
 *
 * @throws TypeError in place of an answer that is none of its kind: `answerUnread` makes a problem of it
 */
export function understanding<Reads extends Api>(aws: Ask<Reads>, shapes: Shapes<Reads>): Ask<Reads> {
  return {
    async ask(call, input, region) {
      const answer = await aws.ask(call, input, region);
      hold(answer, shapes[call], call);
      return answer;
    },
  };
}

function hold(value: unknown, shape: Shape, at: string): void {
  if (typeof shape === 'string') {
    if (!scalars[shape](value)) throw none(at, shape, value);
  } else if (isList(shape)) {
    if (!Array.isArray(value)) throw none(at, 'list', value);
    for (const [index, item] of value.entries()) hold(item, shape[0], `${at}[${index}]`);
  } else {
    const members = membersOf(value);
    if (members === undefined) throw none(at, 'map', value);
    for (const [name, inner] of Object.entries(shape)) {
      const member = members.get(name) ?? null;
      if (member !== null) hold(member, inner, `${at}.${name}`);
    }
  }
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

const scalars: Readonly<Record<Extract<Shape, string>, (value: unknown) => boolean>> = {
  text: value => typeof value === 'string',
  flag: value => typeof value === 'boolean',
  number: value => typeof value === 'number',
  time: value => typeof value === 'string' || value instanceof Date,
  texts: value => [...(membersOf(value)?.values() ?? [null])].every(inner => typeof inner === 'string'),
};

/** Undefined: it is no map. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

/** Says what was found, and not its value, which may be anything. */
function none(at: string, wanted: string, found: unknown): TypeError {
  const what = Array.isArray(found) ? 'list' : found === null ? 'null' : typeof found;
  return new TypeError(`${at} is no ${wanted}, but ${what}`);
}
