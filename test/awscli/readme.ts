/** The operations that the README of the sandbox lists. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const page = resolve(import.meta.dirname, '../../src/sandbox/README.md');

/** As `service:Operation`, in the order of the page. */
export function listedOperations(): readonly string[] {
  const [, section = ''] = readFileSync(page, 'utf8').split('\n## Operations\n');
  const rows = section.split('\n## ')[0]?.matchAll(/^\| (\w+)(?:, \w+)? \| (.*) \|$/gm) ?? [];
  return [...rows]
    .filter(([, service]) => service !== 'service')
    .flatMap(([, service = '', operations = '']) =>
      operations.split('; ').flatMap(part => namesIn(part).map(name => `${service.toLowerCase()}:${name}`)),
    );
}

/** `Get, Put and Delete of BucketPolicy, BucketTagging` are six. */
function namesIn(part: string): readonly string[] {
  const [, verbs, things = part] = /^(.*) of (.*)$/.exec(part) ?? [];
  const names = things.split(', ');
  return verbs === undefined ? names : names.flatMap(name => verbs.split(/, | and /).map(verb => verb + name));
}
