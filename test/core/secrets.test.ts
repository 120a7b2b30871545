import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { concealed, isHidden, opened, quiet, revealed, secretsIn, shownUrl, starred } from '../../src/core/secrets.ts';
import { sha256 } from '../../src/core/sha256.ts';

describe('a digest', () => {
  it.each(['', 'abc', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), '\u00e9\u{1f512}'])('of %j is SHA-256', text => {
    expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  it('of any text is what another program makes of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      }),
    );
  });
});

describe('a URL', () => {
  it.each([
    ['arn:aws:sqs:eu-west-1:111111111111:audit', 'arn:aws:sqs:eu-west-1:111111111111:audit'],
    ['audit@acme.example', 'audit@acme.example'],
    ['https://acme.example', 'https://acme.example'],
    ['https://acme.example/', 'https://acme.example/'],
    ['https://acme.example/sns', 'https://acme.example/…#'],
    ['https://user:canary@acme.example', 'https://acme.example/…#'],
    ['https://a@canary@acme.example/', 'https://acme.example/…#'],
    ['https://acme.example?canary', 'https://acme.example/…#'],
    ['https://acme.example/#canary', 'https://acme.example/…#'],
    ['HTTP://canary@acme.example:8443?a@b', 'HTTP://acme.example:8443/…#'],
    ['https://acme.example/\ncanary', 'https://acme.example/…#'],
  ])('%s is told as %s', (url, expected) => {
    const shown = shownUrl(url);
    expect(shown.replace(/(?<=#)[\da-f]{20}$/u, '')).toBe(expected);
    expect(isHidden(shown)).toBe(shown !== url);
    expect(shown).not.toContain('canary');
    expect(shownUrl(url)).toBe(shown);
  });

  it('is told apart from every other', () => {
    const urls = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(urls, urls, (one, other) => {
        expect(shownUrl(one) === shownUrl(other)).toBe(one === other);
      }),
    );
  });
});

const hook = 'https://hooks.slack.com/services/T0/B0/canary';
const secrets = secretsIn([hook, 'audit@acme.example', 'https://acme.example']);
const shown = shownUrl(hook);

describe('a secret', () => {
  it('stands apart', () => {
    expect(secrets).toEqual({ [shown]: hook });
  });

  it.each([
    ['what stands for it', shown, secrets, hook],
    ['what stands for another', shownUrl(`${hook}/other`), secrets, undefined],
    ['what stands for it, where it was exchanged', shown, { [shown]: 'https://evil.example/x' }, undefined],
    ['the name of a member of every object', 'constructor', secrets, undefined],
  ])('is found by %s or not', (_, text, by, expected) => {
    expect(revealed(text, by)).toBe(expected);
  });

  it('is put into a call when it is sent, and nothing else is', () => {
    const input = { Endpoint: shown, Attributes: {}, Protocol: 'https' };
    expect(opened({ call: 'sns:Subscribe', input, secrets })).toEqual({
      call: 'sns:Subscribe',
      input: { ...input, Endpoint: hook },
    });
    expect(opened({ call: 'sns:Subscribe', input })).toEqual({ call: 'sns:Subscribe', input });
  });

  it('is taken out of what AWS answers', () => {
    expect(concealed(`no: ${hook}, ${hook}`, { secrets })).toBe(`no: ${shown}, ${shown}`);
    expect(concealed('no', {})).toBe('no');
  });
});

describe('a problem of a spec', () => {
  it('quotes no URL', () => {
    const all = { message: `not "${hook}"`, label: `did you mean ${hook}`, hint: `[${hook}]` };
    expect(quiet({ code: 'wrong-type', ...all })).toEqual({
      code: 'wrong-type',
      message: `not "${shown}"`,
      label: `did you mean ${shown}`,
      hint: `[${shown}]`,
    });
    expect(quiet({ code: 'wrong-type', message: 'no' })).toEqual({ code: 'wrong-type', message: 'no' });
  });
});

describe('a line of a spec', () => {
  it.each([
    ['endpoint: https://hooks.slack.com/services/T0', 'endpoint: https://hooks.slack.com/***********'],
    ['- "https://u:p@acme.example/a?b" # c', '- "https://****acme.example/***" # c'],
    ['{ endpoint: https:\\/\\/acme.example\\/a }', '{ endpoint: https:\\/\\/acme.example\\** }'],
    [
      'queueUrl: https://sqs.eu-west-1.amazonaws.com/111111111111/told, a',
      'queueUrl: https://sqs.eu-west-1.amazonaws.com/111111111111/told, a',
    ],
    ['{ a: https://acme.example/ab, b: 1 }', '{ a: https://acme.example/**, b: 1 }'],
    ['a: https://sqs.evil.example/111111111111/told', 'a: https://sqs.evil.example/*****************'],
    ['a: https://acme.example/ab,cd,', 'a: https://acme.example/*****,'],
    ['region: eu-west-1 # see https://acme.example', 'region: eu-west-1 # see https://acme.example'],
  ])('%s is quoted as %s', (line, expected) => {
    expect(starred(line)).toBe(expected);
    expect(starred(line)).toHaveLength(line.length);
  });
});
