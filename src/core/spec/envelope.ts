/** Whether a document is a spec that this program reads at all. */
import type { Problem } from '../model.ts';
import { nearest } from './near.ts';
import { member, type Node } from './node.ts';
import { apiVersion, specKind } from './schema.ts';
import { found } from './words.ts';

const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1);

/** The one problem with a document that is not ours to read; undefined if it is. */
export function judgeEnvelope(document: Node): Problem | undefined {
  const [version, kind] = [member(document, 'apiVersion'), member(document, 'kind')];
  const [versionText, kindText] = [textOf(version), textOf(kind)];
  if (version && versionText !== apiVersion && versionText.startsWith(group)) {
    return {
      code: 'unknown-version',
      message: `version ${found(version)} of the format is not known`,
      hint: `apiVersion: ${apiVersion}`,
      at: version.at,
    };
  }
  if (versionText === apiVersion || nearest(kindText, [specKind]) !== undefined) return undefined;
  return {
    code: 'not-a-spec',
    message: 'this is no trailwarden spec',
    ...(kind ? { label: `kind is ${found(kind)}` } : {}),
    hint: `begin with apiVersion: ${apiVersion} and kind: ${specKind}, or keep this file out`,
    at: kind?.at ?? document.at,
  };
}

function textOf(node: Node | undefined): string {
  return node?.is === 'scalar' ? String(node.value) : '';
}
