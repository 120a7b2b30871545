/** The JSON Schema of the config of a daemon. */
import { object, region } from '../spec/fleet-schema.ts';
import { apiVersion } from '../spec/schema.ts';
import type { Schema } from '../spec/schema.ts';
import { configKind } from '../spec/envelope.ts';
import { alertsSchema } from './alerts-schema.ts';
import { momentPattern } from './moment.ts';
import { source } from './source-schema.ts';
import { delivery, verify } from './watch-schema.ts';
import { count, cron, duration, path, timeZone } from './words-schema.ts';

/** The whole schema. @param kinds names of the kinds of resources */
export function daemonSchema(kinds: readonly string[]): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...object({
      title: 'trailwarden daemon',
      description:
        'What the daemon reads, how often it looks, and what it may do. Secrets are only ever named by file.',
      required: ['apiVersion', 'kind', 'metadata', 'spec'],
      properties: {
        apiVersion: { const: apiVersion, description: 'Version of the format.' },
        kind: { const: configKind, description: 'What this document is.' },
        metadata,
        spec: object({ description: 'What it is told.', required: ['mode', 'source'], properties: top(kinds) }),
      },
    }),
  };
}

const metadata = object({
  description: 'Which daemon this is.',
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      title: 'Name',
      description: 'In logs and metrics. Lower case letters, digits and hyphens.',
      pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
      maxLength: 63,
      examples: ['trailwarden'],
    },
  },
});

const window = object({
  required: ['cron', 'duration'],
  properties: {
    cron: { ...cron, description: 'When it opens.' },
    timeZone,
    duration: duration('How long it stays open.'),
  },
});

const windows = (description: string): Schema => ({ type: 'array', description, items: window, default: [] });

function enforce(kinds: readonly string[]): Schema {
  return object({
    description: 'What enforcing is limited to. What is left out is still told.',
    default: {},
    properties: {
      kinds: {
        type: 'array',
        description: 'Only these kinds; none: all.',
        items: { enum: kinds },
        uniqueItems: true,
        default: [],
      },
      targets: {
        type: 'array',
        description: 'Only what these patterns of addresses mean; none: all.',
        items: { type: 'string', minLength: 1, examples: ['trail/main', '*/*@payments'] },
        uniqueItems: true,
        default: [],
      },
      drift: {
        enum: ['all', 'weakened'],
        description: 'weakened: only drift that left less evidence is put back.',
        default: 'all',
      },
      windows: object({
        description: 'When changes may be made. A run that has begun is finished.',
        default: {},
        properties: {
          allow: windows('Only in these; none: always.'),
          deny: windows('Never in these, whatever is allowed.'),
        },
      }),
    },
  });
}

const schedule = object({
  description: 'When it looks at everything.',
  default: {},
  properties: {
    cron: { ...cron, default: '*/10 * * * *' },
    timeZone,
    jitter: duration('A run is put off by up to this time, at random, so that many daemons do not ask at once.', '30s'),
    deadline: duration('How long one run may take.', '30m'),
    retry: object({
      description: 'When what failed is tried again, before its time.',
      default: {},
      properties: {
        first: duration('After the first failure.', '30s'),
        factor: { type: 'number', description: 'So many times longer after each further one.', minimum: 1, default: 2 },
        longest: duration('At most.', '15m'),
      },
    }),
  },
});

const suspend: Schema = {
  type: ['boolean', 'object'],
  title: 'Suspension',
  description: 'true, or a map: it looks and tells, and changes nothing.',
  default: false,
  additionalProperties: false,
  properties: {
    reason: {
      type: 'string',
      description: 'Why, for those who read it.',
      minLength: 1,
      examples: ['migration OPS-214'],
    },
    until: {
      type: 'string',
      title: 'Moment',
      description: 'A moment in UTC, or the last day. Without it: until it is taken out of the config.',
      pattern: momentPattern,
      examples: ['2027-03-31', '2027-03-31T18:00:00Z'],
    },
  },
};

function within(description: string, span: { readonly after: number; readonly within: string }): Schema {
  return object({
    description,
    default: {},
    properties: {
      after: { ...count('So many times.', span.after), minimum: 2 },
      within: duration('Within this time.', span.within),
    },
  });
}

function top(kinds: readonly string[]): Schema {
  return {
    mode: {
      enum: ['observe', 'enforce'],
      description: 'observe: looks and tells. enforce: puts back what the spec says. It has no default: choose.',
      examples: ['observe'],
    },
    source,
    schedule,
    enforce: enforce(kinds),
    suspend,
    contest: within('A harmless setting that drifts again so often is left alone and called contested.', {
      after: 3,
      within: '1h',
    }),
    flapping: within('A drift that opens so often is told as one incident.', { after: 3, within: '1h' }),
    ...outside,
    alerts: alertsSchema(kinds),
    delivery,
    verify,
    attribution: { type: 'boolean', description: 'Whether the event history is asked who did it.', default: true },
    log: object({
      description: 'What it writes to stderr.',
      default: {},
      properties: {
        level: { enum: ['error', 'warn', 'info', 'debug'], description: 'From which level on.', default: 'info' },
      },
    }),
    grace: duration('How long a call in flight may take once the daemon is to end.', '20s'),
  };
}

const url = (description: string, example: string): Schema => ({
  type: 'string',
  title: 'URL',
  description,
  pattern: '^https?://[^\\s?#]+$',
  examples: [example],
});

const server = object({
  description: 'The page, the API, the metrics and the probes.',
  default: {},
  properties: {
    host: {
      type: 'string',
      description: 'Address it listens at. All but this machine itself needs readTokenFile.',
      minLength: 1,
      default: '127.0.0.1',
    },
    port: { type: 'integer', description: '0: any that is free.', minimum: 0, maximum: 65_535, default: 8080 },
    readTokenFile: { ...path, description: 'Token for reading. Without it everybody on this machine may read.' },
    writeTokenFile: { ...path, description: 'Token for writing. Without it nobody may.' },
    externalUrl: url('Where people reach the page, for links in messages.', 'https://trailwarden.acme.example'),
    allowedHosts: {
      type: 'array',
      description: 'Names by which it may be called, beside its own addresses, localhost and the name in externalUrl.',
      items: { type: 'string', minLength: 1, pattern: '^[A-Za-z0-9.:\\[\\]-]+$', examples: ['trailwarden.audit.svc'] },
      uniqueItems: true,
      default: [],
    },
  },
});

/** What it has to do with beside AWS and its source. */
const outside: Schema = {
  events: object({
    description: 'A queue that tells of changes at AWS as they happen.',
    required: ['queueUrl', 'region'],
    properties: {
      queueUrl: url('URL of the SQS queue.', 'https://sqs.eu-west-1.amazonaws.com/111122223333/trailwarden'),
      region: { ...region, description: 'Region of the queue.' },
      gather: duration('Events that come within this time make one run.', '5s'),
    },
  }),
  history: object({
    description: 'What it remembers.',
    default: {},
    properties: {
      path: {
        ...path,
        description: 'File of the database, which it makes. Without it: in memory, and gone with the process.',
      },
      keep: duration('How long.', '90d'),
    },
  }),
  reports: object({
    description: 'Where each report is also written, in S3.',
    required: ['bucket', 'region'],
    properties: {
      bucket: {
        type: 'string',
        description: 'Name of the bucket.',
        pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
        examples: ['acme-reports'],
      },
      prefix: { type: 'string', description: 'What keys begin with.', maxLength: 512, default: 'trailwarden/' },
      region: { ...region, description: 'Region of the bucket.' },
    },
  }),
  server,
  leadership: object({
    description: 'Several replicas agree by a Kubernetes Lease which of them writes.',
    required: ['name'],
    properties: {
      name: {
        type: 'string',
        description: 'Name of the Lease.',
        pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$',
        maxLength: 253,
        examples: ['trailwarden'],
      },
      namespace: {
        type: 'string',
        description: 'That of the Pod if it is not written.',
        pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
        maxLength: 63,
      },
      duration: duration('From when on another may take it.', '35s'),
      renewWithin: duration('Who could not renew it for so long stops writing.', '30s'),
      retryEvery: duration('How often it is renewed, or tried for.', '5s'),
    },
  }),
  kubernetes: object({
    description: 'What it tells Kubernetes.',
    properties: {
      events: { type: 'boolean', description: 'Whether drift is told as Events of its Pod.', default: true },
      terminationLog: { ...path, description: 'Where it writes why it ended.', default: '/dev/termination-log' },
    },
  }),
};
