/** docs/spec-reference.md: every field of a spec, from its schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { specSchema } from '../../src/core/spec/schema.ts';
import type { AnyKind } from '../../src/core/kind.ts';
import { kinds } from '../../src/resources/index.ts';
import { atAws } from './api.ts';
import { cells, fieldTable, rows, type Node, type Row } from './fields.ts';
import { cell, table } from './markdown.ts';

const example = join(import.meta.dirname, '../../examples/minimal.yaml');

export function specPage(): string {
  const schema: Node = specSchema(kinds);
  const { apiVersion, kind, metadata, spec } = schema.properties ?? {};
  const top = Object.entries(spec?.properties ?? {});
  const blocks = kinds.map(one => [one, top.find(([key]) => key === `${one.name}s`)?.[1]] as const);
  const mapKeys = ['accounts', 'groups'];
  const kindKeys = new Set([...mapKeys, ...kinds.map(({ name }) => `${name}s`)]);
  const general = top.filter(([key]) => !kindKeys.has(key) && key !== 'defaults');
  return `# Spec reference

Every field of a spec: generated from the schema that \`validate\` uses and editors can
(\`schemas/spec.schema.json\`). A field without a default is unset when it is not written. *at AWS* names the operations and
members that carry a setting, *drift* the gravest that a difference in it can be.

\`\`\`yaml
${readFileSync(example, 'utf8').trim()}
\`\`\`

Several files, folders and documents are parts of one spec. They name the same \`metadata.name\`; \`accounts\`, \`groups\`,
\`buckets\`, \`topics\` and \`trails\` are joined, and a key that is given twice is an error; so are the lists \`allow\`,
\`waivers\` and \`ignore\`; everything else may stand in one document only. A key is our own name for a thing; what AWS calls it is \`name\`, whose default is the key.

Without \`accounts\` a spec is about the one account of the credentials in force. With several, every bucket, topic and
trail says in which it stands: \`account\`, or \`accounts\` with keys of accounts and groups, or \`all\`.

A **reference** (\`bucket: acme-audit-logs\`) is the key of an entry. Seen from a trail it means that entry's resource in
the same account and region, else the only one in the same account, else the only one there is; never one in another
partition. The **address** of a resource is \`KIND/KEY@ACCOUNT/REGION\`; patterns of it take \`*\` in any part, and parts may
be left away from the right.

## The document

${fieldTable(rows('', { properties: compact({ apiVersion, kind, metadata }), required: ['apiVersion', 'kind', 'metadata'] }))}

## \`spec\`

${fieldTable([...rows('', { properties: Object.fromEntries(general) }), ...summaries(top, kindKeys)])}

${mapKeys.map(key => mapSection(key, spec?.properties?.[key])).join('\n')}
${blocks.map(([kind, block]) => blockSection(kind, block)).join('\n')}`;
}

function compact(properties: Readonly<Record<string, Node | undefined>>): Readonly<Record<string, Node>> {
  return Object.fromEntries(Object.entries(properties).flatMap(([key, node]) => (node ? [[key, node]] : [])));
}

function summaries(top: readonly (readonly [string, Node])[], kindKeys: ReadonlySet<string>): readonly Row[] {
  return top
    .filter(([key]) => kindKeys.has(key) || key === 'defaults')
    .map(([key, node]) => ({ path: key, node, required: false }));
}

/** A map of things with keys of their own. */
function mapSection(key: string, map: Node | undefined): string {
  const entry = map?.additionalProperties;
  const fields: Node = typeof entry === 'object' ? entry : {};
  return `## \`${key}\`

${[map, fields].map(node => node?.description ?? '').join(' ')}

${fieldTable(rows('', fields))}
`;
}

/** What a kind requires may stand in `defaults`, so the schema of the whole does not require it. */
function blockSection(kind: AnyKind, block: Node | undefined): string {
  const { name, schema } = kind;
  const entry = block?.additionalProperties;
  const { required = [] }: Node = schema;
  const fields: Node = { ...(typeof entry === 'object' ? entry : {}), required };
  return `## \`${name}s\`

${fields.description ?? ''}

${settingTable(rows('', fields), kind)}
`;
}

/** The same with what it is at AWS, and how grave its drift can be. */
function settingTable(fields: readonly Row[], kind: AnyKind): string {
  return table(
    ['field', 'type', 'default', 'at AWS', 'drift', 'meaning'],
    fields.map(row => {
      const { api, drift } = atAws(kind, row.path) ?? { api: '', drift: null };
      const [field = '', type = '', standard = '', what = ''] = cells(row);
      return [field, type, standard, cell(api), drift ?? '', what];
    }),
  );
}
