/** The schemas of specs and of the daemon's config, as a chart may have them inside its own. */
import { cron } from '../../src/core/daemon/words-schema.ts';
import { daemonSchema } from '../../src/core/daemon/schema.ts';
import { specSchema } from '../../src/core/spec/schema.ts';
import { kinds } from '../../src/resources/index.ts';

/** As much of JSON Schema as values use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly not?: Schema;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
}

/** Helm's regular expressions are Go's: they know neither looking ahead nor `\u`. What they cannot say, `validate` says. */
const strangeToGo = /\(\?[=!<]|\\u/u;

/** Left out: an identifier that only a whole document has, examples, and patterns that Helm cannot read. */
function inlined(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(inlined);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(Reflect.get(node, 'title') === cronTitle ? { ...node, pattern: fiveOrSix } : node)
      .filter(([key, value]) => key !== '$schema' && !(key === 'examples' && Array.isArray(value)))
      .filter(([key, value]) => !(key === 'pattern' && typeof value === 'string' && strangeToGo.test(value)))
      .map(([key, value]) => [key, /[a-z]File$/u.test(key) ? fileIn(inlined(value)) : inlined(value)]),
  );
}

const { title: cronTitle } = cron;

/** The shape of a cron expression: the program says it better, but a Pod is late for that. */
const fiveOrSix = '^ *[-0-9A-Za-z*,/?#]+( +[-0-9A-Za-z*,/?#]+){4,5} *$';

/** An address or a token where the name of a file belongs would be in the release before the program could refuse it. */
const secretLike = '://|^([xX][oO][xX][a-zA-Z]|[xX][aA][pP][pP])-';

/** By `not`, since what a pattern refuses is shown by Helm. */
const fileIn = (schema: unknown): unknown =>
  schema !== null && typeof schema === 'object' ? { ...schema, not: { pattern: secretLike } } : schema;

/** One file of a spec. */
export function specInChart(): Schema {
  return inlined(specSchema(kinds)) as Schema;
}

const whole = inlined(daemonSchema(kinds.map(({ name }) => name))) as Schema;
const spec = whole.properties?.['spec']?.properties ?? {};

/** `spec.source.git` of a DaemonConfig. Nothing is required: without a URL it is not the source. */
export function gitInChart(): Schema {
  const { required: _, ...git } = spec['source']?.properties?.['git'] ?? {};
  return { ...git, description: 'A repository with the spec, as `spec.source.git` of a DaemonConfig.', default: {} };
}

/** What the chart sets by itself, of each section; `true`: the whole section. */
const setByChart: Readonly<Record<string, true | readonly string[]>> = {
  mode: true,
  source: true,
  history: ['path'],
  server: ['host', 'port', 'readTokenFile', 'writeTokenFile'],
  leadership: ['name', 'namespace'],
  kubernetes: ['terminationLog'],
};

/** `spec` of a DaemonConfig, less what the chart sets by itself. */
export function configInChart(): Schema {
  const kept = Object.entries(spec).flatMap(([key, section]) => {
    const set = setByChart[key] ?? [];
    return set === true ? [] : [[key, without(section, set)] as const];
  });
  return {
    type: 'object',
    description:
      'The rest of `spec` of a DaemonConfig (docs/daemon-config.md): `schedule`, `alerts`, `enforce`, `log` and so on.',
    default: {},
    additionalProperties: false,
    properties: Object.fromEntries(kept),
  };
}

function without({ properties, required, ...section }: Schema, keys: readonly string[]): Schema {
  const left = required?.filter(key => !keys.includes(key)) ?? [];
  return {
    ...section,
    ...(left.length === 0 ? {} : { required: left }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key))),
    }),
  };
}
