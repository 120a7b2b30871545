/** `values.yaml` and docs/helm-values.md, from the schema. */
import { stringify } from 'yaml';

import { cell, table } from '../pages/markdown.ts';
import { runbookOf, shippedAlerts } from './alerts.ts';
import type { Alert } from './alerts.ts';
import type { Schema } from './inlined.ts';
import { chartSchema } from './schema.ts';

/** Settings that are shown with what stands in them; others have a default of their own. */
const opened = ({ properties, default: standard }: Schema): boolean =>
  properties !== undefined && standard === undefined;

/** The defaults, with what each setting means. */
export function valuesFile(): string {
  const head = [
    '# Values of the chart trailwarden. Made by `npm run generate`: what stands here is the default.',
    '# docs/kubernetes.md tells how to install it. values.schema.json judges what you write, at any depth.',
  ];
  return `${[...head, '', ...lines(chartSchema(), '')].join('\n')}\n`;
}

/** Every name that has a default, for the chart to see that none was taken away. */
export function namesFile(): string {
  const names = Object.entries(chartSchema().properties ?? {}).flatMap(([key, node]) => {
    if (key === 'global') return [];
    if (opened(node)) return [key, ...Object.keys(node.properties ?? {}).map(inner => `${key}.${inner}`)];
    return node.default === undefined ? [] : [key];
  });
  return stringify(names);
}

function lines({ properties = {} }: Schema, indent: string): readonly string[] {
  return Object.entries(properties)
    .filter(([key]) => key !== 'global')
    .flatMap(([key, node]) => {
      const told = wrapped(node.description ?? '', 110 - indent.length).map(line => `${indent}# ${line}`);
      if (opened(node)) return [...told, `${indent}${key}:`, ...lines(node, `${indent}  `)];
      if (node.default === undefined) return [...told, `${indent}# ${key}: ${node.enum?.[0] ?? ''}`];
      const value = stringify({ [key]: node.default }, { singleQuote: true })
        .trimEnd()
        .split('\n');
      return [...told, ...value.map(line => indent + line)];
    });
}

function wrapped(text: string, width: number): readonly string[] {
  const broken: string[] = [];
  for (const word of text.split(' ')) {
    const last = broken.at(-1);
    if (last === undefined || last.length + word.length >= width) broken.push(word);
    else broken[broken.length - 1] = `${last} ${word}`;
  }
  return broken;
}

/** docs/helm-values.md. */
export function valuesPage(): string {
  const { global: _, ...properties } = chartSchema().properties ?? {};
  return `# Values of the Helm chart

Every value of \`helm/trailwarden\`, made from the schema that Helm judges them by (\`values.schema.json\`).
[kubernetes.md](kubernetes.md) tells how to install it.

- A name that is not here is an error, at any depth; so it is inside \`specs\` ([spec](spec-reference.md)), \`config\` and \`git\`
  ([config of the daemon](daemon-config.md)).
- *As in Kubernetes*: what stands inside is Kubernetes' own, and its API judges it.
- A few patterns of names are checked by the program alone, since Helm's regular expressions cannot say them: a wrong one is
  told by \`trailwarden validate\`, and by the daemon when it starts.

${table(['value', 'type', 'default', 'meaning'], rows('', { properties }))}

## Alerts

Of \`prometheusRule.enabled: true\`. \`for\` is how long it must hold, after what the summary says.

${table(['alert', '`severity`', '`for`', 'what it says', 'runbook'], shippedAlerts().map(alertRow))}
`;
}

function alertRow({ alert, severity, for: span, description }: Alert): readonly string[] {
  const runbook = runbookOf(alert);
  return [`\`${alert}\``, severity, span, cell(description), `[${runbook}](runbooks/${runbook}.md)`];
}

function rows(prefix: string, { properties = {} }: Schema): readonly (readonly string[])[] {
  return Object.entries(properties).flatMap(([key, node]) => {
    const path = prefix + key;
    const meaning = cell(node.description ?? '');
    if (opened(node)) return [[`\`${path}\``, '', '', meaning], ...rows(`${path}.`, node)];
    return [[`\`${path}\``, typeOf(node), cell(defaultOf(node)), meaning]];
  });
}

function typeOf({ enum: choices, type, items, properties, additionalProperties }: Schema): string {
  if (choices) return choices.join(' \\| ');
  if (type === 'array') return items?.type === 'object' ? 'list, as in Kubernetes' : 'list';
  if (type !== 'object') return String(type);
  if (properties) return 'object';
  return additionalProperties === undefined ? 'object, as in Kubernetes' : 'map';
}

function defaultOf({ default: standard }: Schema): string {
  if (standard === undefined) return 'none: choose';
  return standard === '' ? '' : `\`${JSON.stringify(standard)}\``;
}
