import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { list, structure, text } from '../shape.ts';
import { MOST_TAGS, type Tag, tagEntries, tagList, tagProblem } from '../tags.ts';
import { administersTrails, visibleTrail, wrongRegion } from './lookup-trail.ts';
import { parseTrailArn } from './names.ts';
import type { Trail } from './trail.ts';

/** Most trails in one ListTags. */
const MOST_RESOURCES = 20;

/** Throws what CreateTrail and AddTags refuse. */
export function checkTags(tags: readonly Partial<Tag>[]): void {
  const problem = tagProblem(tags);
  if (problem === 'too-many') throw tooMany();
  if (problem === 'duplicate') throw new Fault('InvalidTagParameterException', 'Tag keys must be unique.');
  if (problem) throw new Fault('InvalidTagParameterException', 'The tag key or value is not valid.');
}

function tooMany(): Fault {
  return new Fault(
    'TagsLimitExceededException',
    `The number of tags per trail has exceeded the permitted amount of ${MOST_TAGS}.`,
  );
}

function resource(arn: string, { call, estate }: Context): Trail {
  if (parseTrailArn(arn).region !== call.region) throw wrongRegion(call.region);
  const trail = visibleTrail(arn, { call, estate });
  if (!trail) throw new Fault('ResourceNotFoundException', `Unknown resource: ${arn}`);
  return trail;
}

function ownResource(arn: string | undefined, context: Context): Trail {
  const trail = resource(arn ?? '', context);
  const { account } = context.call.principal;
  if (trail.account === account || administersTrails(account, context.estate)) return trail;
  throw new Fault(
    'NotOrganizationMasterAccountException',
    'Only the management account of the organization can change its trails.',
  );
}

function listTags(arns: readonly string[], context: Context): object {
  if (arns.length < 1 || arns.length > MOST_RESOURCES) {
    const bound = arns.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MOST_RESOURCES}`;
    const message = `1 validation error detected: Value at 'resourceIdList' failed to satisfy constraint: Member must have length ${bound}`;
    throw new Fault('ValidationException', message);
  }
  return {
    ResourceTagList: arns.map(arn => ({ ResourceId: arn, TagsList: tagList(resource(arn, context).tags) })),
  };
}

const tagged = structure({ ResourceId: text, TagsList: list(structure({ Key: text, Value: text })) });
const subjects = (raw: Readonly<Record<string, unknown>>): { type: string; name: string }[] =>
  typeof raw['ResourceId'] === 'string' ? [{ type: 'AWS::CloudTrail::Trail', name: raw['ResourceId'] }] : [];

export const tagOperations: Readonly<Record<string, JsonOperation>> = {
  AddTags: jsonOperation({
    kind: 'write',
    input: tagged,
    subjects,
    run(input, context) {
      const trail = ownResource(input.ResourceId, context);
      checkTags(input.TagsList ?? []);
      const merged = new Map([...trail.tags, ...tagEntries(input.TagsList ?? [])]);
      if (merged.size > MOST_TAGS) throw tooMany();
      for (const [key, value] of merged) trail.tags.set(key, value);
      return {};
    },
  }),
  RemoveTags: jsonOperation({
    kind: 'write',
    input: tagged,
    subjects,
    run(input, context) {
      const trail = ownResource(input.ResourceId, context);
      for (const tag of input.TagsList ?? []) trail.tags.delete(tag.Key ?? '');
      return {};
    },
  }),
  ListTags: jsonOperation({
    kind: 'read',
    input: structure({ ResourceIdList: list(text), NextToken: text }),
    run: (input, context) => listTags(input.ResourceIdList ?? [], context),
  }),
};
