/** Whether a document is a spec that this program reads at all. */
import type { Problem } from '../model.ts';
import { nearest } from './near.ts';
import { member, type Node } from './node.ts';
import { apiVersion, specKind } from './schema.ts';
import { found } from './words.ts';

const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1);

/** The kind of the other document that people write. */
export const configKind = 'DaemonConfig';

/** The one problem with a document that is not ours to read; undefined if it is. */
export function judgeEnvelope(document: Node): Problem | undefined {
  const kind = member(document, 'kind');
  if (kind && isConfig(document)) {
    return {
      code: 'not-a-spec',
      message: 'this is the config of a daemon, and no part of a spec',
      hint: 'keep it out of the folder of the spec; trailwarden daemon --config takes it',
      at: kind.at,
    };
  }
  return unknownVersion(document) ?? stranger(document, kind, { is: specKind, noun: 'spec' });
}

/** The same for the config of a daemon. */
export function judgeConfigEnvelope(document: Node): Problem | undefined {
  const kind = member(document, 'kind');
  if (kind && meantAs(document) === specKind) {
    return {
      code: 'not-a-config',
      message: 'this is a spec, and no config of a daemon',
      hint: 'leave it as it is: the config is a file of its own, and names the spec under source',
      at: kind.at,
    };
  }
  return unknownVersion(document) ?? stranger(document, kind, { is: configKind, noun: 'config' });
}

/** Whether somebody meant to write the config of a daemon. */
export function isConfig(document: Node): boolean {
  return meantAs(document) === configKind;
}

/** The kind of document that was probably meant; undefined: neither. */
function meantAs(document: Node): string | undefined {
  return nearest(textOf(member(document, 'kind')), [specKind, configKind]);
}

function unknownVersion(document: Node): Problem | undefined {
  const version = member(document, 'apiVersion');
  const text = textOf(version);
  if (!version || text === apiVersion || !text.startsWith(group)) return undefined;
  return {
    code: 'unknown-version',
    message: `version ${found(version)} of the format is not known`,
    hint: `apiVersion: ${apiVersion}`,
    at: version.at,
  };
}

function stranger(
  document: Node,
  kind: Node | undefined,
  wanted: { readonly is: string; readonly noun: 'spec' | 'config' },
): Problem | undefined {
  if (textOf(member(document, 'apiVersion')) === apiVersion || nearest(textOf(kind), [wanted.is]) !== undefined)
    return undefined;
  return {
    code: `not-a-${wanted.noun}`,
    message: `this is no trailwarden ${wanted.noun}`,
    ...(kind ? { label: `kind is ${found(kind)}` } : {}),
    hint: `begin with apiVersion: ${apiVersion} and kind: ${wanted.is}, or keep this file out`,
    at: kind?.at ?? document.at,
  };
}

function textOf(node: Node | undefined): string {
  return node?.is === 'scalar' ? String(node.value) : '';
}
