import type { Principal } from '../call.ts';
import { Fault } from '../fault.ts';
import type { Request } from '../http/message.ts';
import { isRecord } from '../shape.ts';
import { roleName } from './sessions.ts';

/** What a token says of itself. Its signature is not checked. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** Reads a JSON Web Token. Throws what AWS answers to one that is none. */
export function claimsOf(token: string): Claims {
  const [, payload = ''] = token.split('.');
  const claims = parsed(Buffer.from(payload, 'base64url').toString('utf8'));
  const { iss: issuer, sub: subject, aud } = isRecord(claims) ? claims : {};
  const audience: unknown = Array.isArray(aud) ? aud[0] : aud;
  if (typeof issuer !== 'string' || typeof subject !== 'string' || typeof audience !== 'string')
    throw new Fault('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  return { issuer: issuer.replace(/^https:\/\//, ''), subject, audience };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whoever shows a token instead of a signature; undefined for all other requests. */
export function guest(request: Request): Principal | undefined {
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (form.get('Action') !== 'AssumeRoleWithWebIdentity') return undefined;
  const { issuer, subject, audience } = claimsOf(form.get('WebIdentityToken') ?? '');
  const id = `${issuer}:${audience}:${subject}`;
  const account = roleName(form.get('RoleArn') ?? '')?.account ?? '';
  return { type: 'WebIdentityUser', account, arn: id, id, accessKeyId: '', userName: subject };
}
