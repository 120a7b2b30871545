import type { Request } from './message.ts';

/** What the credential scope of a request says. The signature itself is not checked. */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  /** The service that was signed for, e.g. `cloudtrail`. */
  readonly service: string;
}

/** Reads the SigV4 scope from the Authorization header, or from the query of a presigned URL. */
export function credentialOf(request: Request): Credential | undefined {
  const header = request.headers.get('authorization') ?? '';
  const scope = /^AWS4-HMAC-SHA256 .*Credential=([^,\s]+)/.exec(header)?.[1] ?? request.query.get('X-Amz-Credential');
  const [accessKeyId, date, region, service, end] = (scope ?? '').split('/');
  if (!accessKeyId || !/^\d{8}$/.test(date ?? '') || !region || !service || end !== 'aws4_request') return undefined;
  return { accessKeyId, region, service };
}
