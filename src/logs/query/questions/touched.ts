/** Who did something with a resource. */
import { exactly, literal } from '../text.ts';
import type { Question } from './question.ts';

export const whoTouched: Question = {
  name: 'who-touched',
  asks: 'who did what with a resource: an ARN, or a name or id',
  ofResource: true,
  says: 'Calls, also those that failed, whose resources, parameters or answer name the resource, and of an ARN what lies in it. Of an ARN, calls to its service count that name the last part of it. A name counts as a whole value and as the end of an ARN, in any service: another resource of the same name counts too.',
  sql: ({
    resource,
  }) => `SELECT event_time, account, region, event_source, event_name, user_name, source_ip, read_only, error_code
FROM events
WHERE ${resource.startsWith('arn:') ? ofArn(resource) : ofName(resource)}
ORDER BY event_time, event_id`,
};

/** The columns that name resources, as one text: each value stands in quotes there. */
const named = `concat('"', coalesce(array_join(resource_arns, '","'), ''), '"', coalesce(CAST(request_parameters AS VARCHAR), ''), coalesce(CAST(response_elements AS VARCHAR), ''))`;

/** As a whole value of JSON: a colon behind it makes it the name of a member. */
function value(pattern: string): string {
  return String.raw`"${pattern}"\s*([^:\s]|$)`;
}

function ofArn(arn: string): string {
  const [, , service = '', region = '', account = '', ...rest] = arn.split(':');
  const name = rest.join(':').split(/[/:]/u).at(-1) ?? '';
  const itself = `regexp_like(${named}, ${literal(`"${exactly(inJson(arn))}(["/:])`)})`;
  if (name === '' || name === '*') return itself;
  const there = region === '' ? '' : ` AND region = ${literal(region)}`;
  const whose = account === '' ? '' : ` AND account = ${literal(account)}`;
  return `${itself}
   OR (event_source = ${literal(`${service}.amazonaws.com`)}${there}${whose}
       AND regexp_like(${named}, ${literal(value(exactly(inJson(name))))}))`;
}

function ofName(name: string): string {
  return `regexp_like(${named}, ${literal(value(`(arn:[^"]*[:/])?${exactly(inJson(name))}`))})`;
}

/** Inside of the quotes of JSON. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
