/** Which records are wanted. */
import type { Problem } from '../../core/model.ts';
import type { TimeRange } from '../place.ts';
import { nameOf } from '../record/identity.ts';
import { timeOf } from '../record/record.ts';
import type { LogRecord } from '../record/record.ts';
import type { Json } from '../record/shape.ts';
import { columnProblem, testOf } from './evaluate.ts';
import type { Test } from './evaluate.ts';
import { readExpression } from './expression.ts';
import { anyOf } from './glob.ts';
import type { Match } from './glob.ts';
import { ipMatch } from './ip.ts';
import { glanceAt } from './prefilter.ts';
import type { Glance } from './prefilter.ts';

/** Of several values of one, any is wanted; what is given for several must all hold. */
export interface Wanted {
  /** Patterns of `eventName`. */
  readonly eventName?: readonly string[];
  /** Patterns of how people know somebody: the name, the ARN, the access key, who issued the session. */
  readonly user?: readonly string[];
  /** Patterns of `eventSource`; `s3` stands for `s3.amazonaws.com`. */
  readonly source?: readonly string[];
  /** Patterns of `errorCode`, or of `errorMessage`. */
  readonly error?: readonly string[];
  /** Patterns of ARNs and their last part, or of any text in `requestParameters`. */
  readonly resource?: readonly string[];
  /** Addresses, ranges, or patterns of `sourceIPAddress`. */
  readonly ip?: readonly string[];
  /** An expression. */
  readonly where?: string;
  /** Of `eventTime`. */
  readonly range?: TimeRange;
}

export interface Filter {
  /** False: the record of these bytes is not wanted. Whatever is true here has to be held against `takes`. */
  readonly may: Glance;
  readonly takes: Test;
}

/** Makes a filter, or says what of it makes no sense. */
export function filterOf(wanted: Wanted): { readonly filter: Filter } | { readonly problems: readonly Problem[] } {
  const { where, ip = [] } = wanted;
  const problems = ip.filter(one => ipMatch(one) === null).map(wrongRange);
  const read = where === undefined ? null : readExpression(where);
  if (read !== null && 'problem' in read) return { problems: [...problems, read.problem] };
  const asked = read === null ? null : columnProblem(read.expression);
  if (problems.length > 0 || asked !== null) return { problems: [...problems, ...(asked === null ? [] : [asked])] };
  const tests = [...testsOf(wanted), ...(read === null ? [] : [testOf(read.expression)])];
  const glances = glancesOf(wanted);
  return {
    filter: {
      may: bytes => glances.every(glance => glance(bytes)),
      takes: record => tests.every(test => test(record)),
    },
  };
}

function wrongRange(text: string): Problem {
  return {
    code: 'wrong-arguments',
    message: `--ip ${text} is no address and no range of addresses`,
    hint: '192.0.2.17, 10.0.0.0/8, 2001:db8::/32, or a name such as ec2.amazonaws.com',
  };
}

function testsOf({ eventName, user, source, error, resource, ip, range }: Wanted): readonly Test[] {
  return [
    range && within(range),
    eventName && textTest(anyOf(eventName), record => [record.eventName, record.insightDetails?.eventName]),
    source && textTest(anyOf(source.map(service)), record => [record.eventSource, record.insightDetails?.eventSource]),
    error && textTest(anyOf(error), record => [record.errorCode, record.errorMessage]),
    user && textTest(anyOf(user), namesOf),
    resource && textTest(anyOf(resource), resourcesOf),
    ip &&
      textTest(
        anyOf(ip, one => ipMatch(one) ?? never),
        record => [record.sourceIPAddress],
      ),
  ].filter(test => test !== undefined);
}

const never: Match = () => false;
const service = (name: string): string => (/^[\w-]+$/u.test(name) ? `${name}.amazonaws.com` : name);

function glancesOf({ eventName, source, error, ip }: Wanted): readonly Glance[] {
  return [
    eventName && glanceAt(['eventName'], anyOf(eventName)),
    source && glanceAt(['eventSource'], anyOf(source.map(service))),
    error && glanceAt(['errorCode', 'errorMessage'], anyOf(error)),
    ip && glanceAt(['sourceIPAddress']),
  ].filter(glance => glance !== undefined);
}

function textTest(match: Match, of: (record: LogRecord) => readonly (string | null | undefined)[]): Test {
  return record => of(record).some(text => typeof text === 'string' && match(text));
}

/** A record without a time belongs to every range: nobody can say that it does not. */
function within({ from, until }: TimeRange): Test {
  return record => {
    const time = timeOf(record);
    return time === null || (time >= from && time < until);
  };
}

function namesOf({ userIdentity }: LogRecord): readonly (string | null | undefined)[] {
  if (!userIdentity) return [];
  const { sessionIssuer, sourceIdentity } = userIdentity.sessionContext ?? {};
  const { userName, arn, principalId, accessKeyId, invokedBy } = userIdentity;
  const issuer = [sessionIssuer?.userName, sessionIssuer?.arn, sourceIdentity];
  return [nameOf(userIdentity), userName, arn, principalId, accessKeyId, invokedBy, ...issuer];
}

function resourcesOf({ resources, requestParameters }: LogRecord): readonly string[] {
  const arns = (resources ?? []).flatMap(({ ARN, ARNPrefix }) => ARN ?? ARNPrefix ?? []);
  const texts = [...arns, ...textsIn(requestParameters)];
  return [...texts, ...texts.filter(text => text.startsWith('arn:')).flatMap(lastPart)];
}

/** `trail/main` of an ARN, and `main`. */
function lastPart(arn: string): readonly string[] {
  const resource = arn.split(':').slice(5).join(':');
  return [resource, resource.slice(resource.search(/[/:][^/:]*$/u) + 1)];
}

function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
