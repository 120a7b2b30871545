/** ARNs in advanced event selectors: of the type that the selector is about, and of the trail's partition. */
import type { WrittenValues } from './compile.ts';
import { refused } from './fault.ts';
import type { Fault } from './fault.ts';

/** The service in an ARN of the type. Of other types nothing certain is known. */
const services: Readonly<Record<string, string>> = {
  'AWS::S3::Object': 's3',
  'AWS::Lambda::Function': 'lambda',
  'AWS::DynamoDB::Table': 'dynamodb',
};

const lambda = /^arn:[^:]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/u;

interface About {
  readonly type: string;
  readonly partition: string;
}

/** What is wrong with the values of one operator of resources.ARN. Endings of ARNs may be anything. */
export function checkArn({ at, operator, values }: WrittenValues, about: About): readonly Fault[] {
  if (operator === 'EndsWith' || operator === 'NotEndsWith') return [];
  const whole = operator === 'Equals' || operator === 'NotEquals';
  return values.flatMap((value, index) => {
    const message = whole ? wrongWhole(value, about) : wrongStart(value, about);
    return message === undefined ? [] : [refused(`${at}/${index}`, message)];
  });
}

function wrongWhole(value: string, about: About): string | undefined {
  if (value.split(':').length < 6) return `"${value}" is no ARN`;
  const start = wrongStart(value, about);
  if (start !== undefined || about.type !== 'AWS::Lambda::Function' || lambda.test(value)) return start;
  return `"${value}" is no ARN of a Lambda function without a version`;
}

/** The parts that are complete must fit; the last part may go on. */
function wrongStart(value: string, { type, partition }: About): string | undefined {
  const [arn = '', its, service, ...rest] = value.split(':');
  if (its === undefined ? !'arn'.startsWith(arn) : arn !== 'arn') return `"${value}" is not how an ARN begins`;
  if (service !== undefined && its !== partition)
    return `"${value}" is of the partition ${its}, the trail of ${partition}`;
  const wanted = services[type];
  if (wanted === undefined || rest.length === 0 || service === wanted) return undefined;
  return `"${value}" is an ARN of ${service}, the selector is about ${type}`;
}
