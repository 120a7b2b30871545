import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { jsonDialect, jsonOperation } from '../http/json-dialect.ts';
import { partitionOf } from '../places.ts';
import { structure, text, whole } from '../shape.ts';

/** Where CloudTrail can write events to. What is written is not kept. */
export interface LogGroup {
  /** Without `:*` at its end. */
  readonly arn: string;
  readonly name: string;
  readonly created: Date;
}

/** ARN of a log group, without `:*`. */
function groupArn(name: string, { principal: { account }, region }: Context['call']): string {
  return `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${name}`;
}

function createLogGroup({ logGroupName: name = '' }: { readonly logGroupName?: string }, { call, estate }: Context) {
  if (!/^[\w./#-]{1,512}$/.test(name)) {
    const rule = 'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+';
    throw new Fault(
      'InvalidParameterException',
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: ${rule}`,
    );
  }
  const arn = groupArn(name, call);
  if (estate.logGroups.has(arn))
    throw new Fault('ResourceAlreadyExistsException', 'The specified log group already exists');
  estate.logGroups.set(arn, { arn, name, created: call.at });
  return {};
}

interface Wanted {
  readonly logGroupNamePrefix?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

/** Groups of the caller's account and region whose names begin so, in the order of their names; the token is the last name. */
function describeLogGroups({ logGroupNamePrefix: prefix = '', limit = 50, nextToken }: Wanted, context: Context) {
  if (limit < 1 || limit > 50) throw new Fault('InvalidParameterException', 'The limit must be between 1 and 50.');
  const found = [...context.estate.logGroups.values()]
    .filter(({ arn, name }) => arn === groupArn(name, context.call) && name.startsWith(prefix))
    .filter(({ name }) => nextToken === undefined || name > nextToken)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const shown = found.slice(0, limit);
  return {
    logGroups: shown.map(describe),
    ...(found.length > limit && { nextToken: shown.at(-1)?.name }),
  };
}

function describe({ arn, name, created }: LogGroup): object {
  return {
    logGroupName: name,
    creationTime: created.getTime(),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: 0,
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
  };
}

/** As much of CloudWatch Logs as trails need. */
export const logsDialect = jsonDialect({
  service: 'logs',
  listsResources: false,
  operations: {
    CreateLogGroup: jsonOperation({ kind: 'write', input: structure({ logGroupName: text }), run: createLogGroup }),
    DescribeLogGroups: jsonOperation({
      kind: 'read',
      input: structure({ logGroupNamePrefix: text, limit: whole, nextToken: text }),
      run: describeLogGroups,
    }),
  },
});
