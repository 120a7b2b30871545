/** What the documentation tells people to check signatures with takes what is genuine, and nothing else. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { signatureOf } from '../../../src/adapters/receivers/webhook.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/alerts-messages.md'), 'utf8');
const recipe = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'u').exec(page)?.[1] ?? '';
const now = 1_795_057_950;
const body = '{"id":"n-1","text":"Füße"}';

interface Case {
  readonly timestamp: string;
  readonly body: string;
  readonly signature: string;
}

const genuine: Case = { timestamp: `${now}`, body, signature: signatureOf(body, `${now}`, 'secret') };
const cases: readonly (readonly [string, Case, boolean])[] = [
  ['genuine', genuine, true],
  ['another body', { ...genuine, body: `${body} ` }, false],
  ['another time', { ...genuine, timestamp: `${now + 1}` }, false],
  ['too old', { timestamp: `${now - 400}`, body, signature: signatureOf(body, `${now - 400}`, 'secret') }, false],
  ['another secret', { ...genuine, signature: signatureOf(body, `${now}`, 'other') }, false],
  ['no signature', { ...genuine, signature: '' }, false],
  ['no time', { ...genuine, timestamp: 'soon' }, false],
];

function run(command: string, args: readonly string[], one: Case): string {
  const { stdout, stderr } = spawnSync(command, args, { input: JSON.stringify(one), encoding: 'utf8' });
  return `${stdout}${stderr}`.trim();
}

const inNode = `${recipe('js')}
let text = ''; for await (const part of process.stdin) text += part;
const { timestamp, body, signature } = JSON.parse(text);
console.log(isGenuine({ 'x-trailwarden-timestamp': timestamp, 'x-trailwarden-signature': signature }, body, 'secret', ${now * 1000}));`;

const inPython = `${recipe('python')}
import json, sys
one = json.load(sys.stdin)
headers = {"x-trailwarden-timestamp": one["timestamp"], "x-trailwarden-signature": one["signature"]}
print(str(is_genuine(headers, one["body"].encode(), b"secret", ${now})).lower())`;

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('the recipe', () => {
  it.each(cases)('in Node: %s', (_, one, expected) => {
    expect(run(process.execPath, ['--input-type=module', '-e', inNode], one)).toBe(`${expected}`);
  });

  it.skipIf(!hasPython).each(cases)('in Python: %s', (_, one, expected) => {
    expect(run('python3', ['-c', inPython], one)).toBe(`${expected}`);
  });
});
