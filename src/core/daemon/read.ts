/** Reads the config of a daemon: files to settings, with every problem at once. */
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Problem } from '../model.ts';
import { judgeConfigEnvelope } from '../spec/envelope.ts';
import { valueOf, type Node } from '../spec/node.ts';
import { inFileOrder } from '../spec/order.ts';
import { parse } from '../spec/parse.ts';
import { compiler } from '../spec/compiler.ts';
import { judgeBy } from '../spec/shape.ts';
import type { Schema } from '../spec/schema.ts';
import type { SourceFile } from '../spec/source.ts';
import { completed } from './completed.ts';
import { concealed } from './conceal.ts';
import type { DaemonConfig } from './config.ts';
import { contradictions, type Calendar } from './contradictions.ts';
import { daemonSchema } from './schema.ts';
import { filled, type SoundConfig, type WrittenConfig } from './written.ts';

export interface ConfigReading {
  /** Null if there is an error among the problems. */
  readonly config: DaemonConfig | null;
  /** Errors and warnings, in the order of the file. */
  readonly problems: readonly Problem[];
  /** The file as it may be shown: what looks like a secret is replaced. */
  readonly file: SourceFile;
}

export interface Judges {
  /** Names of the kinds of resources. */
  readonly kinds: readonly string[];
  readonly calendar: Calendar;
  /** The moment at which it is judged. */
  readonly now: Date;
}

/** Reads one file, which holds one document. Does not throw. */
export function readConfig(given: SourceFile, judges: Judges): ConfigReading {
  const file = concealed(given);
  const { documents, problems: unread } = parse(file);
  const [document, second] = documents;
  const more = second === undefined ? [] : [oneTooMany(second)];
  const read = document ? readDocument(document, judges) : { config: null, problems: [] };
  const problems = inFileOrder([...unread, ...read.problems, ...more]);
  return { config: problems.some(isError) ? null : read.config, problems, file };
}

const isError = ({ severity }: Problem): boolean => severity !== 'warning';

function readDocument(document: Node, { kinds, calendar, now }: Judges): Omit<ConfigReading, 'file'> {
  const strange = judgeConfigEnvelope(document);
  if (strange) return { config: null, problems: [strange] };
  const { schema, validate } = rulesFor(kinds);
  const shaped = judgeBy(validate, document);
  const { metadata, spec } = filled(schema, valueOf(shaped.document)) as Sound;
  const further = spec ? contradictions({ spec, document: shaped.document, told: shaped.told, now }, calendar) : [];
  const problems = [...shaped.problems, ...further];
  if (problems.some(isError)) return { config: null, problems };
  const { name } = metadata as Whole['metadata'];
  return { config: completed(name, spec as Whole['spec'], document.at.file), problems };
}

interface Rules {
  readonly schema: Schema;
  readonly validate: ValidateFunction;
}

const rules = new WeakMap<readonly string[], Rules>();

function rulesFor(kinds: readonly string[]): Rules {
  const schema = daemonSchema(kinds);
  const known = rules.get(kinds) ?? { schema, validate: compiler().compile(schema) };
  rules.set(kinds, known);
  return known;
}

/** What the schema has let pass. */
interface Whole {
  readonly metadata: { readonly name: string };
  readonly spec: WrittenConfig;
}

interface Sound {
  readonly metadata?: unknown;
  readonly spec?: SoundConfig;
}

function oneTooMany(document: Node): Problem {
  return {
    code: 'config-contradicts',
    message: 'the file holds a second document',
    hint: 'one file holds one config',
    at: document.at,
  };
}
