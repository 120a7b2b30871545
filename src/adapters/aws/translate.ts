import { ApiFailure } from '../../core/failure.ts';
import type { FailureCategory, FailureSite } from '../../core/failure.ts';
import type { Target } from '../../core/model.ts';
import { categoryOf } from './errors.ts';
import { redact } from './redact.ts';

/** What of an error of the SDK, or of Node, counts. */
interface Trouble {
  readonly name: string;
  readonly message: string;
  /** Node's code, e.g. `ECONNRESET`. */
  readonly code: string | undefined;
  /** Absent: no answer came. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** `x-amz-bucket-region`, which S3 sends with 200, 301, 400 and 403. */
  readonly bucketRegion: string | undefined;
  /** Whether the SDK understood the answer as an error of the service. */
  readonly ofService: boolean;
}

/** A failure without its site. */
interface Verdict {
  readonly name: string;
  readonly category: FailureCategory;
  readonly message: string;
}

/**
 * The failure that an error of the SDK stands for. Its message holds no secret, and it keeps neither the error nor the
 * answer, whose request has an authorization header.
 *
 * @throws the error itself where it is none of AWS's and none of the network's: then it is a bug of ours
 */
export function translate(error: unknown, call: string, target: Target): ApiFailure {
  const trouble = read(error);
  const verdict = judge(trouble, call, target);
  if (verdict === undefined) throw error;
  const { requestId } = trouble;
  const site: FailureSite = requestId === undefined ? { call, target } : { call, target, requestId };
  const mend = text(member(error, 'mend'));
  return new ApiFailure(verdict.name, inOneLine(redact(verdict.message)), {
    category: verdict.category,
    site,
    ...(mend === undefined ? {} : { mend }),
  });
}

function judge(trouble: Trouble, call: string, target: Target): Verdict | undefined {
  const { name, message, code, status, ofService } = trouble;
  if (code !== undefined && networkCode.test(code)) return { name: code, category: 'unreachable', message };
  if (name === 'TimeoutError' || name === 'UnreadableAnswer') return { name, category: 'unreachable', message };
  if (ofService && status !== undefined && (name === 'Unknown' || name === 'UnknownError')) {
    return withoutCode(trouble, status, call, target);
  }
  const category = categoryOf(name, message);
  if (category !== undefined) return { name, category, message: withRegion(trouble) };
  if (status === undefined) return undefined;
  return ofService ? { name, category: byStatus(status), message } : unreadable(trouble, status);
}

const networkCode =
  /^(?:ECONN\w+|EPIPE|EPROTO|ETIMEDOUT|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|ERR_INVALID_URL|ERR_INVALID_PROTOCOL|ERR_SSL_\w+|ERR_TLS_\w+|HPE_\w+|\w*CERT\w*|UNABLE_TO_\w+)$/;

/** An error without a body: S3's answers to HEAD, or a server that died. Only S3's 404 says that something is absent. */
function withoutCode(trouble: Trouble, status: number, call: string, target: Target): Verdict {
  const { bucketRegion } = trouble;
  if (!call.startsWith('s3:Head')) {
    return { name: `Http${status}`, category: byStatus(status), message: `status ${status} without an error code` };
  }
  if (status === 404) return { name: 'NotFound', category: 'absent', message: 'status 404: it does not exist' };
  if (status === 403) {
    const message = 'status 403: it exists, but these credentials may not see it, or it belongs to another account';
    return { name: 'AccessDenied', category: 'permission', message };
  }
  if (status === 301 || (bucketRegion !== undefined && bucketRegion !== target.region)) {
    const message = `the bucket is in ${bucketRegion ?? 'another region'}`;
    return { name: 'PermanentRedirect', category: 'conflict', message };
  }
  if (status === 400) {
    const message = 'status 400 without a reason, as S3 answers expired credentials and malformed names';
    return { name: 'BadRequest', category: 'invalid', message };
  }
  return { name: `Http${status}`, category: byStatus(status), message: `status ${status} without an error code` };
}

/** An answer that is not of the protocol: an HTML page of a proxy or a balancer, or of an endpoint that is not AWS. */
function unreadable({ message }: Trouble, status: number): Verdict {
  const told = `status ${status} with a body that is no answer of AWS (${message})`;
  return { name: 'UnreadableAnswer', category: unreadableCategory(status), message: told };
}

function unreadableCategory(status: number): FailureCategory {
  if (status === 429) return 'throttled';
  if (status === 404 || status === 405 || status === 501) return 'unsupported';
  return status >= 500 ? 'transient' : 'unreachable';
}

/** For codes that no table knows. 404 is not enough to call something absent: that takes AWS's exact code. */
function byStatus(status: number): FailureCategory {
  if (status === 429) return 'throttled';
  if (status === 501) return 'unsupported';
  if (status >= 500) return 'transient';
  if (status === 401 || status === 403) return 'permission';
  return status === 409 || status === 412 ? 'conflict' : 'invalid';
}

/** S3 says in a header which region it would have been; the message then names no region but that one first. */
function withRegion({ name, message, bucketRegion }: Trouble): string {
  const redirected = name === 'PermanentRedirect' || name === 'AuthorizationHeaderMalformed';
  return redirected && bucketRegion !== undefined ? `the bucket is in ${bucketRegion}: ${message}` : message;
}

function read(error: unknown): Trouble {
  const metadata = member(error, '$metadata');
  const headers = member(member(error, '$response'), 'headers');
  return {
    name: text(member(error, 'name')) ?? 'Error',
    message: messageOf(error),
    code: text(member(error, 'code')),
    status: number(member(metadata, 'httpStatusCode')),
    requestId: text(member(metadata, 'requestId')),
    bucketRegion: text(member(headers, 'x-amz-bucket-region')),
    ofService: text(member(error, '$fault')) !== undefined,
  };
}

/** After redacting, which goes by lines. */
function inOneLine(message: string): string {
  const lines = message.split(/[\r\n\u2028\u2029]/).map(line => line.trim());
  return lines.filter(line => line !== '').join(' ');
}

/** AWS's words, without the SDK's own name and its hint for programmers; of several errors (one for each address) all. */
function messageOf(error: unknown): string {
  const message = text(member(error, 'message')) ?? '';
  const causes = member(error, 'errors');
  if (message === '' && Array.isArray(causes)) return causes.map(messageOf).join(', ');
  return message
    .replaceAll(/@smithy\/node-http-handler - (?:\[[A-Z]+\] )?/g, '')
    .replace(/\s*Deserialization error: to see the raw response.*$/s, '');
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
