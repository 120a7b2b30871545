import type { Call, Principal } from '../call.ts';
import { Fault } from '../fault.ts';
import { type RoleName, roleName } from './sessions.ts';

/** What is set about one role. A role without an entry can be assumed by everybody. */
interface RoleRules {
  /** Nobody can assume it. AWS answers the same whether there is no such role or its trust policy denies. */
  readonly refused?: boolean;
  /** What its trust policy asks for. */
  readonly externalId?: string;
  /** Longest session in seconds; 43,200 if not given. */
  readonly maxSeconds?: number;
}

/** By ARN. */
export type Roles = Readonly<Record<string, RoleRules>>;

/** Seconds that a session lasts if nothing is said. */
export const HOUR = 3600;
/** Shortest and longest session that any role can have, in seconds. */
const SHORTEST = 900;
const LONGEST = 12 * HOUR;

export interface RoleRequest {
  readonly RoleArn?: string;
  readonly RoleSessionName?: string;
  readonly DurationSeconds?: number;
  readonly ExternalId?: string;
  readonly SerialNumber?: string;
  readonly TokenCode?: string;
  readonly SourceIdentity?: string;
}

/** The role that a call wants to assume. Throws what AWS answers to one that asks for none, or for too much. */
export function roleToAssume(input: RoleRequest, { operation, principal }: Call, roles: Roles): RoleName {
  const { RoleArn: arn = '', RoleSessionName: session = '', DurationSeconds: seconds = HOUR } = input;
  const role = roleName(arn);
  if (!role) throw new Fault('ValidationError', `${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
    const pattern = 'failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*';
    throw new Fault(
      'ValidationError',
      `1 validation error detected: Value '${session}' at 'roleSessionName' ${pattern}`,
    );
  }
  const rules = (Object.hasOwn(roles, arn) ? roles[arn] : undefined) ?? {};
  if (!trusts(rules, input)) throw new Fault('AccessDenied', denial(arn, operation, principal), { status: 403 });
  checkDuration(seconds, rules, principal);
  return role;
}

function trusts({ refused, externalId }: RoleRules, { ExternalId: given }: RoleRequest): boolean {
  return !refused && (externalId === undefined || given === externalId);
}

function denial(role: string, operation: string, { type, arn }: Principal): string {
  if (type === 'WebIdentityUser') return `Not authorized to perform sts:${operation}`;
  return `User: ${arn} is not authorized to perform: sts:${operation} on resource: ${role}`;
}

function checkDuration(seconds: number, { maxSeconds = LONGEST }: RoleRules, { role: own }: Principal): void {
  if (seconds < SHORTEST || seconds > LONGEST)
    throw new Fault('ValidationError', `DurationSeconds must be between ${SHORTEST} and ${LONGEST}`);
  if (own && seconds > HOUR) {
    const limit = '1 hour session limit for roles assumed by role chaining';
    throw new Fault('ValidationError', `The requested DurationSeconds exceeds the ${limit}.`);
  }
  if (seconds > maxSeconds) {
    const limit = 'MaxSessionDuration set for this role';
    throw new Fault('ValidationError', `The requested DurationSeconds exceeds the ${limit}.`);
  }
}
