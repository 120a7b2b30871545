import type { SandboxClock } from '../clock.ts';
import { parseOrganization } from '../organizations/parse.ts';
import { ShapeError, flag, list, record, structure, text, whole } from '../shape.ts';
import type { Message } from '../sns/topic.ts';
import type { Setting, Surroundings } from '../surroundings.ts';
import type { Tally } from '../tally.ts';
import { parseTrouble } from '../trouble/parse.ts';
import type { Switchboard } from '../trouble/switchboard.ts';
import { type Reply, type Request, jsonReply } from './message.ts';

/** What the controls under `/_sandbox/` work on. */
export interface Controlled {
  readonly clock: SandboxClock;
  readonly trouble: Switchboard;
  readonly tally: Tally;
  readonly surroundings: Surroundings;
  reset(): void;
  messages(topicArn: string): readonly Message[];
}

const PREFIX = '/_sandbox/';

export function isControl(request: Request): boolean {
  return request.path.startsWith(PREFIX);
}

const clockShape = structure({ now: text, advance: whole, frozen: flag });
const regionsShape = record(list(text));
const rolesShape = record(structure({ refused: flag, externalId: text, maxSeconds: whole }));

/** Answers a request to the controls. They are JSON and need no signature. */
export function control(request: Request, controlled: Controlled): Reply {
  const route = routes[`${request.method} ${request.path.slice(PREFIX.length)}`];
  if (!route) return jsonReply(404, { error: 'unknown control', known: Object.keys(routes) });
  try {
    return jsonReply(200, route(controlled, request));
  } catch (error) {
    if (error instanceof ShapeError || error instanceof SyntaxError || error instanceof RangeError) {
      return jsonReply(400, { error: error.message });
    }
    throw error;
  }
}

type Routes = Readonly<Record<string, (controlled: Controlled, request: Request) => unknown>>;

/** Looks at a setting, sets it anew, and takes it back. */
function settingRoutes<T>(
  name: string,
  { of, read, none }: { of(around: Surroundings): Setting<T>; read(value: unknown): T; readonly none: T },
): Routes {
  const look = ({ surroundings }: Controlled): unknown => of(surroundings).current() ?? {};
  return {
    [`GET ${name}`]: look,
    [`POST ${name}`](controlled, request) {
      of(controlled.surroundings).set(read(body(request)));
      return look(controlled);
    },
    [`DELETE ${name}`](controlled) {
      of(controlled.surroundings).set(none);
      return {};
    },
  };
}

const routes: Routes = {
  'GET health': () => ({ status: 'ok' }),
  'GET counts': ({ tally }) => tally.counts(),
  'GET calls': ({ tally }) => ({ calls: tally.recent() }),
  'GET messages': ({ messages }, request) => ({ messages: messages(request.query.get('topic') ?? '') }),
  'POST reset'(controlled) {
    controlled.reset();
    return {};
  },
  'GET clock': ({ clock }) => clockView(clock),
  'POST clock': ({ clock }, request) => moveClock(clock, request),
  'GET trouble': ({ trouble }) => trouble.current(),
  'POST trouble'({ trouble }, request) {
    trouble.set(parseTrouble(body(request)));
    return trouble.current();
  },
  'DELETE trouble'({ trouble }) {
    trouble.clear();
    return {};
  },
  ...settingRoutes('organization', { of: around => around.organization, read: parseOrganization, none: undefined }),
  ...settingRoutes('regions', {
    of: around => around.regions,
    read: value => regionsShape.plain(value, 'regions', 'json'),
    none: {},
  }),
  ...settingRoutes('roles', {
    of: around => around.roles,
    read: value => rolesShape.plain(value, 'roles', 'json'),
    none: {},
  }),
};

function moveClock(clock: SandboxClock, request: Request): object {
  const { now, advance, frozen } = clockShape.plain(body(request), 'clock', 'json');
  if (frozen === true) clock.freeze();
  if (frozen === false) clock.run();
  if (now !== undefined) clock.set(new Date(now));
  if (advance !== undefined) clock.advance(advance);
  return clockView(clock);
}

function clockView(clock: SandboxClock): object {
  return { now: clock.now().toISOString(), frozen: clock.frozen };
}

function body(request: Request): unknown {
  return JSON.parse(request.body.toString('utf8'));
}
