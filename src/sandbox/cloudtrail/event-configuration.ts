import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { type Of, list, structure, text } from '../shape.ts';
import { trailAtHome, trailToWrite } from './lookup-trail.ts';
import { records } from './records.ts';
import type { Aggregation, Trail } from './trail.ts';

const TEMPLATES = ['API_ACTIVITY', 'RESOURCE_ACCESS', 'USER_ACTIONS'];

const input = structure({
  TrailName: text,
  AggregationConfigurations: list(structure({ EventCategory: text, Templates: list(text) })),
});

/** Replaces what is aggregated; an empty list is taken to end it, which AWS does not document. */
function put({ TrailName, AggregationConfigurations: given }: Of<typeof input>, context: Context): object {
  const trail = trailToWrite(TrailName, context);
  if (!given) throw refused('AggregationConfigurations is required.');
  if (given.length > 1) throw refused('A trail has at most one aggregation configuration.');
  const wanted = given.map(readOne);
  if (wanted.length > 0 && !records(trail.selectors).data)
    throw new Fault('InvalidParameterCombinationException', 'Aggregation needs a trail that logs data events.');
  trail.aggregations = wanted;
  return view(trail);
}

function readOne({
  EventCategory = '',
  Templates = [],
}: NonNullable<Of<typeof input>['AggregationConfigurations']>[number]): Aggregation {
  if (EventCategory !== 'Data') throw refused(`Value ${EventCategory} for EventCategory is invalid.`);
  const unknown = Templates.find(template => !TEMPLATES.includes(template));
  if (unknown !== undefined) throw refused(`Value ${unknown} for Templates is invalid.`);
  if (Templates.length < 1 || Templates.length > 50) throw refused('Specify between 1 and 50 templates.');
  return { EventCategory, Templates };
}

const refused = (message: string): Fault => new Fault('InvalidParameterException', message);

const view = ({ arn, aggregations }: Trail): object => ({ TrailARN: arn, AggregationConfigurations: aggregations });

const subjects = (raw: Readonly<Record<string, unknown>>): { type: string; name: string }[] =>
  typeof raw['TrailName'] === 'string' ? [{ type: 'AWS::CloudTrail::Trail', name: raw['TrailName'] }] : [];

export const eventConfigurationOperations: Readonly<Record<string, JsonOperation>> = {
  PutEventConfiguration: jsonOperation({ kind: 'write', input, subjects, run: put }),
  GetEventConfiguration: jsonOperation({
    kind: 'read',
    input: structure({ TrailName: text }),
    subjects,
    run: (asked, context) => view(trailAtHome(asked.TrailName, context, 'as-arn')),
  }),
};
