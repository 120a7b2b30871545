/** Policies as people paste them, and as programs read them. */
import type { PrintedPolicy } from '../core/policy/printed.ts';
import { policyText } from '../core/policy/statement.ts';
import type { PolicyDocument } from '../core/policy/statement.ts';
import type { Json } from './change-document.ts';

const titles: Readonly<Record<PrintedPolicy['on'], string>> = {
  bucket: 'Policy of the bucket',
  topic: 'Policy of the topic',
  key: 'Policy of the key',
  'role-trust': 'Who may assume the role',
  'role-permissions': 'What the role may do',
};

/** One policy alone, so that it can go into a file; of several each under a line that says what it is put on. */
export function renderPolicies(policies: readonly PrintedPolicy[]): string {
  const [only, ...more] = policies;
  if (only && more.length === 0) return indented(only.document);
  return policies.map(policy => `${titleOf(policy)}\n\n${indented(policy.document)}`).join('\n\n');
}

function titleOf({ on, resource }: PrintedPolicy): string {
  return resource === null ? titles[on] : `${titles[on]} ${resource}`;
}

const indented = (document: PolicyDocument): string => JSON.stringify(documentJson(document), null, 2);

/** As AWS takes it. */
function documentJson(document: PolicyDocument): Json {
  return JSON.parse(policyText(document)) as Json;
}

/** Policies as JSON, as policies.schema.json describes them. */
export function policiesDocument(policies: readonly PrintedPolicy[]): Json {
  return {
    format_version: '1.0',
    kind: 'policies',
    policies: policies.map(({ on, resource, trails, document }) => ({
      on: on.replace('-', '_'),
      resource,
      trails,
      policy: documentJson(document),
    })),
  };
}
