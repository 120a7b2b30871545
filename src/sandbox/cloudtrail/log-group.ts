import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type Role, maySend, parseTrust, roleByArn } from '../iam/role.ts';
import type { Keys } from '../policy/conditions.ts';
import { evaluate } from '../policy/evaluate.ts';
import { CLOUDTRAIL } from './lookup-trail.ts';
import type { Trail } from './trail.ts';

/** A trail that writes to a log group. */
interface Writing extends Pick<Trail, 'account' | 'homeRegion'> {
  /** With `:*` at its end. */
  readonly group: string;
  /** ARN. */
  readonly role: string;
  /** Keys of what CloudTrail does for the trail. */
  readonly keys: Keys;
}

/**
 * Checks that CloudTrail may assume the role, and with it make its log stream and write to it. A log group that does not
 * exist is answered like one that the role may not write to.
 */
export function checkLogGroup({ group, role: arn, keys, ...trail }: Writing, { estate }: Context): void {
  const role = roleByArn(estate, arn);
  if (!role || !trusts(role, keys)) throw denied('InvalidCloudWatchLogsRoleArnException', 'trust relationships');
  const plain = group.replace(/:\*$/, '');
  const resource = `${plain}:log-stream:${trail.account}_CloudTrail_${trail.homeRegion}`;
  const session: Keys = new Map([
    ['aws:securetransport', ['true']],
    ['aws:principalisawsservice', ['false']],
    ['aws:principalaccount', [trail.account]],
    ['aws:principalarn', [role.arn]],
  ]);
  const may = (action: string): boolean => maySend(role, { action, resource, keys: session }, trail.account);
  if (estate.logGroups.has(plain) && may('logs:CreateLogStream') && may('logs:PutLogEvents')) return;
  throw denied('InvalidCloudWatchLogsLogGroupArnException', 'permissions');
}

function trusts({ trust, arn }: Role, keys: Keys): boolean {
  const request = { asker: { service: CLOUDTRAIL }, action: 'sts:AssumeRole', resource: arn, keys };
  return evaluate(parseTrust(trust), request) === 'allow';
}

function denied(code: string, what: string): Fault {
  return new Fault(code, `Access denied. Verify in IAM that the role has adequate ${what}.`);
}
