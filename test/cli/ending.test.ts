/** How a run ends that came to nothing: the one place that maps errors to exit codes. */
import { describe, expect, it } from 'vitest';

import type { Output } from '../../src/cli/output.ts';
import { Refusal, endWith } from '../../src/cli/trouble.ts';
import { ApiFailure } from '../../src/core/failure.ts';
import type { FailureCategory } from '../../src/core/failure.ts';

function failure(category: FailureCategory): ApiFailure {
  const site = { call: 'sts:GetCallerIdentity', target: { partition: 'aws', account: '', region: 'eu-west-1' } };
  return new ApiFailure('Name', "AWS's words", { category, site });
}

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function told(error: unknown, options: { format?: 'json'; logLevel?: 'debug' } = {}): Promise<Told> {
  const texts = { stdout: '', stderr: '' };
  const screen = { color: false, width: null, ascii: false, terminal: false };
  const output: Pick<Output, 'screen' | 'notes' | 'result' | 'note' | 'document'> = {
    screen,
    notes: screen,
    result: text => void (texts.stdout += text),
    note: text => void (texts.stderr += text),
    document: text => void (texts.stdout += text),
  };
  const code = await endWith(error, { output, options: { format: 'human', logLevel: 'warn', ...options } });
  return { code, ...texts };
}

describe('how a run ends that came to nothing', () => {
  const cases: readonly [error: unknown, code: number, text: RegExp][] = [
    [failure('credentials'), 1, /^error\[credentials-refused\]: sts:GetCallerIdentity .*AWS's words\n {2}mend: log in/],
    [failure('unreachable'), 1, /^error\[endpoint-unreachable\].*\n {2}mend: check the network, --endpoint-url/],
    [failure('permission'), 1, /^error\[access-denied\].*\n$/],
    [new Refusal('invalid', { code: 'wrong-arguments', message: 'no' }), 3, /^error\[wrong-arguments\]: no\n$/],
    [
      new TypeError('x is not a function\nof y'),
      1,
      /^error\[internal-error\]: .*TypeError: x is not a function\n {2}mend: .*debug/,
    ],
    ['thrown text', 1, /^error\[internal-error\]: .*: thrown text\n/],
  ];
  it.each(cases)('%s', async (error, code, text) => {
    const ended = await told(error);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(text);
    expect(ended.stderr).not.toMatch(/^ {4}at /m);
  });

  it('shows where a bug is to whoever asks for it', async () => {
    expect((await told(new TypeError('x'), { logLevel: 'debug' })).stderr).toMatch(/^ {4}at /m);
  });

  it('is one document where data was asked for', async () => {
    const { code, stdout, stderr } = await told(failure('credentials'), { format: 'json' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ reason: 'error', diagnostics: [{ code: 'credentials-refused' }] });
  });
});
