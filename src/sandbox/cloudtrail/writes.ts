import type { Call, Context } from '../call.ts';
import { follow } from '../delivery/post.ts';
import type { Estate } from '../estate.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { list, structure, text } from '../shape.ts';
import { type Tag, tagEntries } from '../tags.ts';
import { administersTrails, trailArn, trailToWrite, visibleTrails } from './lookup-trail.ts';
import { checkTrailName } from './names.ts';
import { checkDestinations, leaveMarkers, resolveKey } from './preflight.ts';
import { type SettingsInput, initialSettings, mergeSettings, settingMembers } from './settings.ts';
import { checkTags } from './tags.ts';
import { type Settings, type Trail, freshTrail, settingsView } from './trail.ts';

/** Most trails that a region shows of one account, replicas among them. */
const MOST_TRAILS = 5;

interface CreateInput extends SettingsInput {
  readonly TagsList?: readonly Partial<Tag>[];
}

function create(input: CreateInput, context: Context): object {
  const { call, estate } = context;
  const name = input.Name ?? '';
  checkTrailName(name);
  const account = ownerOf(input, context);
  const merged = mergeSettings(initialSettings, input, call);
  checkTags(input.TagsList ?? []);
  const arn = trailArn(name, account, call.region);
  const taken = (trail: Trail): boolean =>
    trail.name === name && (trail.homeRegion === call.region || trail.account !== account);
  if (visibleTrails(estate, account, call.region).some(taken))
    throw new Fault('TrailAlreadyExistsException', `Trail ${name} already exists for customer: ${account}`);
  checkQuota(estate, account, call.region, merged.multiRegion);
  const settings = withKey(merged, input, context);
  const trail = freshTrail({ arn, name, account, homeRegion: call.region, settings });
  checkDestinations(trail, context);
  for (const [key, value] of tagEntries(input.TagsList ?? [])) trail.tags.set(key, value);
  estate.trails.set(arn, trail);
  leaveMarkers(trail, context);
  return settingsView(trail);
}

/** An organization's trail is its management account's, whoever makes it. */
function ownerOf({ IsOrganizationTrail: organizations }: CreateInput, { call, estate }: Context): string {
  const { account } = call.principal;
  const delegate = organizations === true && administersTrails(account, estate);
  return (delegate ? estate.organization?.management : undefined) ?? account;
}

/** A multi-region trail counts in every region, so it needs room in each. */
function checkQuota(estate: Estate, account: string, region: string, multiRegion: boolean): void {
  const own = [...estate.trails.values()].filter(trail => trail.account === account);
  const regions = multiRegion ? new Set([region, ...own.map(trail => trail.homeRegion)]) : [region];
  for (const each of regions) {
    if (visibleTrails(estate, account, each).filter(trail => trail.account === account).length < MOST_TRAILS) continue;
    throw new Fault(
      'MaximumNumberOfTrailsExceededException',
      `User: ${account} already has ${MOST_TRAILS} trails in ${each}.`,
    );
  }
}

/** An alias is resolved once, at the call that names it. */
function withKey(settings: Settings, input: SettingsInput, context: Context): Settings {
  return input.KmsKeyId ? { ...settings, key: resolveKey(input.KmsKeyId, settings.bucket, context) } : settings;
}

function update(input: SettingsInput, context: Context): object {
  const trail = trailToWrite(input.Name, context);
  checkConversion(trail, input, context.call);
  const settings = withKey(mergeSettings(trail.settings, input, context.call), input, context);
  // Every destination is looked at again, also what the call does not name.
  checkDestinations({ ...trail, settings }, context);
  trail.settings = settings;
  follow(trail, context.estate, context.call.at);
  leaveMarkers(trail, context);
  return settingsView(trail);
}

/** Who only administers on behalf of the management account cannot make an organization's trail one account's. */
function checkConversion(
  { account, settings }: Trail,
  { IsOrganizationTrail: wanted }: SettingsInput,
  call: Call,
): void {
  if (wanted === undefined || wanted === settings.organization || account === call.principal.account) return;
  throw new Fault(
    'NotOrganizationMasterAccountException',
    'Only the management account of the organization can convert its trails.',
  );
}

const named = structure({ Name: text });
const subjects = (raw: Readonly<Record<string, unknown>>): { type: string; name: string }[] =>
  typeof raw['Name'] === 'string' ? [{ type: 'AWS::CloudTrail::Trail', name: raw['Name'] }] : [];

export const writes: Readonly<Record<string, JsonOperation>> = {
  CreateTrail: jsonOperation({
    kind: 'write',
    input: structure({ ...settingMembers, TagsList: list(structure({ Key: text, Value: text })) }),
    subjects,
    run: create,
  }),
  UpdateTrail: jsonOperation({ kind: 'write', input: structure(settingMembers), subjects, run: update }),
  DeleteTrail: jsonOperation({
    kind: 'write',
    input: named,
    subjects,
    run(input, context) {
      const trail = trailToWrite(input.Name, context);
      context.estate.trails.delete(trail.arn);
      follow(trail, context.estate, context.call.at);
      return {};
    },
  }),
  StartLogging: jsonOperation({
    kind: 'write',
    input: named,
    subjects,
    run(input, context) {
      const trail = trailToWrite(input.Name, context);
      if (!trail.logging) trail.started = context.call.at;
      trail.logging = true;
      follow(trail, context.estate, context.call.at);
      return {};
    },
  }),
  StopLogging: jsonOperation({
    kind: 'write',
    input: named,
    subjects,
    run(input, context) {
      const trail = trailToWrite(input.Name, context);
      if (trail.logging) trail.stopped = context.call.at;
      trail.logging = false;
      follow(trail, context.estate, context.call.at);
      return {};
    },
  }),
};
