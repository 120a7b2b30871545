import type { Call, Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonDialect, jsonOperation } from '../http/json-dialect.ts';
import { parseArn } from '../places.ts';
import { PolicyError, parsePolicy } from '../policy/document.ts';
import { type Of, list, structure, text, whole } from '../shape.ts';
import { PatternError, parsePattern } from './pattern.ts';
import { type Rule, type RuleState, type RuleTarget, busArn, ruleArn, states } from './rule.ts';

/** Characters of a pattern; a higher quota can be asked for. */
const LONGEST_PATTERN = 2048;
const MOST_TARGETS = 5;
const MOST_RULES = 300;
const PAGE = 100;

function invalid(message: string): Fault {
  return new Fault('ValidationException', message);
}

/** Only the default bus is known. It is named by its name or ARN, or not at all. */
function checkBus(name: string | undefined, { principal, region }: Call): void {
  const own = busArn(principal.account, region);
  if (name === undefined || name === 'default' || name === own) return;
  throw new Fault('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

function find(name: string | undefined, bus: string | undefined, { call, estate }: Context): Rule | undefined {
  checkBus(bus, call);
  return estate.rules.get(ruleArn(name ?? '', call.principal.account, call.region));
}

function open(name: string | undefined, bus: string | undefined, context: Context): Rule {
  const rule = find(name, bus, context);
  if (rule) return rule;
  throw new Fault('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
}

function ownRules({ call, estate }: Context): readonly Rule[] {
  return [...estate.rules.values()]
    .filter(({ account, region }) => account === call.principal.account && region === call.region)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

const ruleInput = structure({
  Name: text,
  EventPattern: text,
  State: text,
  Description: text,
  EventBusName: text,
});

function putRule(input: Of<typeof ruleInput>, context: Context): object {
  const { Name: name = '', EventPattern: source, Description: description } = input;
  const standing = find(name, input.EventBusName, context);
  if (!/^[\w.-]{1,64}$/.test(name)) throw constraint(name, 'name', '[\\.\\-_A-Za-z0-9]+');
  const state = stateOf(input.State);
  if (source === undefined) throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  const pattern = patternOf(source);
  if (standing) {
    Object.assign(standing, { source, pattern, state, description });
    return { RuleArn: standing.arn };
  }
  if (ownRules(context).length >= MOST_RULES)
    throw new Fault('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  const { account } = context.call.principal;
  const { region } = context.call;
  const arn = ruleArn(name, account, region);
  context.estate.rules.set(arn, {
    arn,
    name,
    account,
    region,
    source,
    pattern,
    state,
    description,
    targets: new Map(),
  });
  return { RuleArn: arn };
}

function stateOf(given: string = 'ENABLED'): RuleState {
  const state = states.find(one => one === given);
  if (state) return state;
  const known = states.join(', ');
  const why = `failed to satisfy constraint: Member must satisfy enum value set: [${known}]`;
  throw invalid(`1 validation error detected: Value '${given}' at 'state' ${why}`);
}

function constraint(value: string, at: string, pattern: string): Fault {
  const why = `failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`;
  return invalid(`1 validation error detected: Value '${value}' at '${at}' ${why}`);
}

function patternOf(source: string): Rule['pattern'] {
  if (source.length > LONGEST_PATTERN)
    throw new Fault('InvalidEventPatternException', 'Event pattern is not valid. Reason: it is too long');
  try {
    return parsePattern(source);
  } catch (error) {
    if (error instanceof PatternError) throw new Fault('InvalidEventPatternException', error.message);
    throw error;
  }
}

const target = structure({
  Id: text,
  Arn: text,
  RoleArn: text,
  DeadLetterConfig: structure({ Arn: text }),
  RetryPolicy: structure({ MaximumRetryAttempts: whole, MaximumEventAgeInSeconds: whole }),
});
const targetsInput = structure({ Rule: text, EventBusName: text, Targets: list(target) });

/** Targets are set, or replaced by their ids, all or none. */
function putTargets({ Rule: name, EventBusName, Targets = [] }: Of<typeof targetsInput>, context: Context): object {
  const rule = open(name, EventBusName, context);
  const checked = Targets.map(one => checkTarget(one, context.call));
  const ids = new Set([...rule.targets.keys(), ...checked.map(({ Id }) => Id)]);
  if (ids.size > MOST_TARGETS)
    throw new Fault('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  for (const one of checked) rule.targets.set(one.Id, one);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function checkTarget({ Id = '', Arn = '', ...rest }: Of<typeof target>, { region }: Call): RuleTarget {
  if (!/^[\w.-]{1,64}$/.test(Id)) throw constraint(Id, 'targets.1.member.id', '[\\.\\-_A-Za-z0-9]+');
  const { service, region: at } = parseArn(Arn) ?? {};
  if (service !== 'sqs' && service !== 'events')
    throw invalid(`Provided Arn is not in correct format, or the sandbox does not know its service. Arn: ${Arn}`);
  if (service === 'sqs' && at !== region)
    throw invalid(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct region.`);
  if (service === 'events' && rest.RoleArn === undefined) throw invalid(`RoleArn is required for target ${Arn}.`);
  return { Id, Arn, ...rest };
}

interface RemovalInput {
  readonly Rule?: string;
  readonly EventBusName?: string;
  readonly Ids?: readonly string[];
  readonly Force?: boolean;
}

function removeTargets({ Rule: name, EventBusName, Ids = [] }: RemovalInput, context: Context): object {
  const rule = open(name, EventBusName, context);
  const unknown = Ids.filter(id => !rule.targets.delete(id));
  const failed = unknown.map(TargetId => ({
    TargetId,
    ErrorCode: 'ResourceNotFoundException',
    ErrorMessage: `Rule ${rule.name} does not have a target with the Id ${TargetId}.`,
  }));
  return { FailedEntryCount: failed.length, FailedEntries: failed };
}

/** Deleting a rule that is not there succeeds too. */
function deleteRule(input: NamedInput, context: Context): object {
  const rule = find(input.Name, input.EventBusName, context);
  if (rule && rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
  if (rule) context.estate.rules.delete(rule.arn);
  return {};
}

function view({ name, arn, source, state, description }: Rule): object {
  return {
    Name: name,
    Arn: arn,
    EventPattern: source,
    State: state,
    Description: description,
    EventBusName: 'default',
  };
}

const named = structure({ Name: text, EventBusName: text });
type NamedInput = Of<typeof named>;

function switching(state: RuleState): JsonOperation {
  return jsonOperation({
    kind: 'write',
    input: named,
    run(input, context) {
      open(input.Name, input.EventBusName, context).state = state;
      return {};
    },
  });
}

interface PermissionInput {
  readonly EventBusName?: string;
  readonly Policy?: string;
}

/** The policy of a bus as a whole; statement by statement it cannot be given here. */
function putPermission({ EventBusName, Policy: policy }: PermissionInput, { call, estate }: Context): object {
  checkBus(EventBusName, call);
  if (policy === undefined) throw invalid('The sandbox takes the policy as a whole: Policy.');
  try {
    parsePolicy(policy);
  } catch (error) {
    if (error instanceof PolicyError) throw invalid(`Invalid policy: ${error.message}`);
    throw error;
  }
  estate.busPolicies.set(busArn(call.principal.account, call.region), policy);
  return {};
}

interface ListInput {
  readonly NamePrefix?: string;
  readonly EventBusName?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

function listRules({ NamePrefix: prefix = '', ...input }: ListInput, context: Context): object {
  checkBus(input.EventBusName, context.call);
  const found = ownRules(context).filter(({ name }) => name.startsWith(prefix) && name > (input.NextToken ?? ''));
  const page = found.slice(0, input.Limit ?? PAGE);
  return { Rules: page.map(view), NextToken: found.length > page.length ? page.at(-1)?.name : undefined };
}

const operations: Readonly<Record<string, JsonOperation>> = {
  PutRule: jsonOperation({ kind: 'write', input: ruleInput, run: putRule }),
  DescribeRule: jsonOperation({
    kind: 'read',
    input: named,
    run: (input, context) => view(open(input.Name, input.EventBusName, context)),
  }),
  ListRules: jsonOperation({
    kind: 'read',
    input: structure({ NamePrefix: text, EventBusName: text, NextToken: text, Limit: whole }),
    run: listRules,
  }),
  EnableRule: switching('ENABLED'),
  DisableRule: switching('DISABLED'),
  DeleteRule: jsonOperation({ kind: 'write', input: named, run: deleteRule }),
  PutTargets: jsonOperation({ kind: 'write', input: targetsInput, run: putTargets }),
  RemoveTargets: jsonOperation({
    kind: 'write',
    input: structure({ Rule: text, EventBusName: text, Ids: list(text) }),
    run: removeTargets,
  }),
  ListTargetsByRule: jsonOperation({
    kind: 'read',
    input: structure({ Rule: text, EventBusName: text }),
    run: (input, context) => ({ Targets: [...open(input.Rule, input.EventBusName, context).targets.values()] }),
  }),
  PutPermission: jsonOperation({
    kind: 'write',
    input: structure({ EventBusName: text, Policy: text }),
    run: putPermission,
  }),
  DescribeEventBus: jsonOperation({
    kind: 'read',
    input: structure({ Name: text }),
    run({ Name }, { call, estate }) {
      checkBus(Name, call);
      const arn = busArn(call.principal.account, call.region);
      return { Name: 'default', Arn: arn, Policy: estate.busPolicies.get(arn) };
    },
  }),
};

/** Rules of the default event bus of EventBridge. */
export const eventsDialect = jsonDialect({ service: 'events', listsResources: false, operations });
