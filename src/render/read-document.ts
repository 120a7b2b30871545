/** Reads documents that trailwarden wrote. What a file says is believed only as far as its schema describes it. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';

import type { Problem } from '../core/model.ts';
import { isRecord } from './leaves.ts';
import type { Schema } from './schemas/shapes.ts';

/** One kind of document. */
export interface Reading<Shape> {
  /** As the document names itself: `plan`. */
  readonly kind: 'plan' | 'report';
  readonly schema: Schema;
  /** The problem that says why a text is none. */
  readonly problem: (message: string) => Problem;
  /** @param conforms whether the schema takes the document: the shape is what the schema describes */
  readonly is: (document: unknown, conforms: (document: unknown) => boolean) => document is Shape;
}

/** The document, which its schema takes, or why the text is none: one problem for each thing that is wrong with it. */
export function readDocument<Shape>(
  text: string,
  reading: Reading<Shape>,
): { readonly document: Shape } | { readonly problems: readonly Problem[] } {
  const { kind, problem } = reading;
  const no = (message: string) => ({ problems: [problem(message)] });
  const document = parsed(text);
  if (document === undefined) return no('The file is not JSON, or it is cut off');
  if (!isRecord(document)) return no(`The file is JSON, but no ${kind}`);
  const { kind: named, format_version: version } = document;
  if (named !== kind)
    return no(typeof named === 'string' ? `The file is a ${named}, not a ${kind}` : `The file is JSON, but no ${kind}`);
  if (typeof version !== 'string' || !version.startsWith('1.'))
    return no(`The ${kind} has the format ${JSON.stringify(version) ?? 'of no version'}; this version reads 1.x`);
  const validate = validator(reading);
  return reading.is(document, validate) ? { document } : { problems: wrongIn(validate, reading) };
}

/** Undefined: it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const compiled = new Map<Schema, ValidateFunction>();

/** Compiling takes longer than judging. */
function validator({ schema }: Pick<Reading<unknown>, 'schema'>): ValidateFunction {
  const made =
    compiled.get(schema) ??
    new Ajv2020({ allErrors: true, strictTypes: false, validateFormats: false, logger: false }).compile(schema);
  compiled.set(schema, made);
  return made;
}

/** No more than this many are told: the first says that the file is not what it should be. */
const mostProblems = 5;

function wrongIn(
  { errors }: ValidateFunction,
  { kind, problem }: Pick<Reading<unknown>, 'kind' | 'problem'>,
): readonly Problem[] {
  return (errors ?? [])
    .slice(0, mostProblems)
    .map(({ instancePath, message = 'is wrong' }) =>
      problem(`The ${kind} is damaged: ${instancePath === '' ? 'it' : instancePath} ${message}`),
    );
}
