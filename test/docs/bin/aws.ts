/**
 * As much of the AWS CLI as the documentation types, by the SDK: `aws SERVICE OPERATION --option value …`. It needs no Python,
 * so that `npm test` can run the pages; `npm run test:aws-cli` runs the same pages with the AWS CLI itself.
 */
import { readFileSync } from 'node:fs';

const [service = '', operation = '', ...rest] = process.argv.slice(2);

/** Options of the CLI itself, which are no input of the operation. */
const own = new Set(['region', 'output', 'query', 'profile', 'endpoint-url']);

const pascal = (words: string): string => words.replaceAll(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase());

function valueOf(text: string): unknown {
  if (text.startsWith('file://')) return documentOr(readFileSync(text.slice('file://'.length), 'utf8'));
  return documentOr(text);
}

/** Inputs that are JSON in the SDK are objects; policies are JSON in a string. */
const documentOr = (text: string): unknown => (/^\s*[[{]/u.test(text) ? (JSON.parse(text) as unknown) : text);

const isText = new Set(['Policy', 'PolicyDocument', 'AssumeRolePolicyDocument', 'AttributeValue']);

function optionsOf(words: readonly string[]): { readonly input: Record<string, unknown>; readonly flags: Map<string, string> } {
  const input: Record<string, unknown> = {};
  const flags = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const name = words[at]?.replace(/^--/u, '') ?? '';
    const values: string[] = [];
    while (words[at + 1] !== undefined && !words[at + 1]?.startsWith('--')) values.push(words[(at += 1)] ?? '');
    if (own.has(name)) flags.set(name, values.join(' '));
    else if (values.length === 0) input[pascal(name.replace(/^no-/u, ''))] = !name.startsWith('no-');
    else input[pascal(name)] = converted(pascal(name), values);
  }
  return { input, flags };
}

/** Several words are a list; `Key=a,Value=b` is an object. */
function converted(name: string, values: readonly string[]): unknown {
  const [first = ''] = values;
  if (isText.has(name)) return first.startsWith('file://') ? readFileSync(first.slice('file://'.length), 'utf8') : first;
  if (name === 'Body') return readFileSync(first);
  if (/^\w+=[^,]*(?:,\w+=|$)/u.test(first) && !first.startsWith('{')) return shorthand(name, values);
  return values.length > 1 ? values.map(valueOf) : valueOf(first);
}

function shorthand(name: string, values: readonly string[]): unknown {
  const objects = values.map(value => Object.fromEntries(value.split(',').map(pair => halves(pair))));
  return /(?:List|Tags|LookupAttributes)$/u.test(name) ? objects : objects[0];
}

function halves(pair: string): readonly [string, unknown] {
  const [key = '', ...value] = pair.split('=');
  const text = value.join('=');
  return [key, text === 'true' ? true : text === 'false' ? false : /^\d+$/u.test(text) ? Number(text) : text];
}

/** As the CLI writes them. */
const packages: Readonly<Record<string, string>> = { s3api: 's3', events: 'eventbridge', logs: 'cloudwatch-logs' };

/** CloudWatch Logs has names that begin with a small letter. */
const named = (input: Record<string, unknown>): Record<string, unknown> =>
  service === 'logs'
    ? Object.fromEntries(Object.entries(input).map(([name, value]) => [name.replace(/^./u, first => first.toLowerCase()), value]))
    : input;

async function main(): Promise<void> {
  const { input: options, flags } = optionsOf(rest);
  const input = named(options);
  const sdk = (await import(`@aws-sdk/client-${packages[service] ?? service}`)) as Record<string, new (input: unknown) => unknown>;
  const Command = sdk[`${pascal(operation)}Command`];
  const Client = Object.entries(sdk).find(([name]) => name.endsWith('Client') && name !== '__Client')?.[1];
  if (Command === undefined || Client === undefined) throw new Error(`aws ${service} ${operation} is not known here`);
  const region = flags.get('region') ?? process.env['AWS_REGION'];
  const client = new Client({ region, ...(service === 's3api' ? { forcePathStyle: true } : {}) }) as {
    send(command: unknown): Promise<Record<string, unknown>>;
  };
  const { $metadata: _, ...answer } = await client.send(new Command(input));
  const isNothing = Object.keys(answer).length === 0;
  process.stdout.write(isNothing ? '' : answered(answer, flags));
}

/** `--query A.B --output text`, of names alone, and JSON else. */
function answered(answer: Record<string, unknown>, flags: ReadonlyMap<string, string>): string {
  const path = flags.get('query')?.split('.') ?? [];
  const found = path.reduce<unknown>((now, name) => (now as Record<string, unknown>)[name], answer);
  return flags.get('output') === 'text' && typeof found === 'string' ? `${found}\n` : `${JSON.stringify(found, null, 4)}\n`;
}

await main().catch((error: unknown) => {
  const { name, message } = error as Error;
  process.stderr.write(`\nAn error occurred (${name}) when calling the ${pascal(operation)} operation: ${message}\n`);
  process.exitCode = 254;
});
