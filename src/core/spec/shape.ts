/** Judges a document by the schema, and translates what ajv finds into problems for people. */
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { AnyKind } from '../kind.ts';
import type { Problem } from '../model.ts';
import { valueOf, without, type Node } from './node.ts';
import { explain, type Finding } from './shape-problems.ts';
import { validator } from './validator.ts';

export interface Shaped {
  readonly problems: readonly Problem[];
  /** The document less what is wrong in it, so that the rest can be judged further. */
  readonly document: Node;
  /**
   * JSON pointers of what is wrong, and of what was probably meant by a mistyped key: nothing more need be said of them.
   */
  readonly told: ReadonlySet<string>;
}

/** Every mistake of shape in one document; one problem for each mistake. */
export function judgeShape(document: Node, kinds: readonly AnyKind[]): Shaped {
  return judgeBy(validator(kinds), document, kinds);
}

/** The same by any schema, compiled by `compiler()`. @param kinds whose blocks have names of their own in messages */
export function judgeBy(validate: ValidateFunction, document: Node, kinds: readonly AnyKind[] = []): Shaped {
  validate(valueOf(document));
  const errors = collapse((validate.errors ?? []).filter(({ keyword }) => !echoes.has(keyword)));
  const findings = distinct(errors.map(error => explain(error, document, kinds)));
  const meant = new Set(findings.flatMap(finding => finding.meant ?? []));
  const kept = findings.filter(({ missing }) => missing === undefined || !meant.has(missing));
  const wrong = new Set(kept.flatMap(({ wrong: pointer }) => pointer ?? []));
  return {
    problems: kept.map(({ problem }) => problem),
    document: wrong.size === 0 ? document : without(document, wrong),
    told: new Set([...wrong, ...meant]),
  };
}

/** Keywords that only say that another one has failed. */
const echoes: ReadonlySet<string> = new Set(['propertyNames', 'if']);

/** A value of the wrong type fails its list of values, too: the first finding at a place says it all. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ about }) => !seen.has(about) && seen.add(about));
}

/** Of alternatives that all failed, what is wrong with the one that was probably meant. */
function collapse(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const outer = unions.filter(union => !unions.some(other => below(union, other)));
  const others = errors.filter(error => !outer.some(union => error === union || below(error, union)));
  const chosen = outer.flatMap(union =>
    alternative(
      union,
      errors.filter(error => below(error, union)),
    ),
  );
  return [...others, ...chosen];
}

function below(error: ErrorObject, union: ErrorObject): boolean {
  return (
    error.schemaPath.startsWith(`${union.schemaPath}/`) && `${error.instancePath}/`.startsWith(`${union.instancePath}/`)
  );
}

function alternative(union: ErrorObject, errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const branches = Map.groupBy(errors, ({ schemaPath }) =>
    schemaPath
      .slice(union.schemaPath.length + 1)
      .split('/', 1)
      .join(''),
  );
  const [best] = [...branches.values()]
    .filter(branch => !branch.some(error => error.instancePath === union.instancePath && otherwise.has(error.keyword)))
    .toSorted((a, b) => a.length - b.length);
  return best ? collapse(best) : [union];
}

/** A branch with one of these wanted something else altogether. */
const otherwise: ReadonlySet<string> = new Set(['type', 'enum', 'const']);
