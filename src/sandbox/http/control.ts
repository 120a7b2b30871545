import type { SandboxClock } from '../clock.ts';
import { ShapeError, flag, structure, text, whole } from '../shape.ts';
import type { Message } from '../sns/topic.ts';
import type { Tally } from '../tally.ts';
import { parseTrouble } from '../trouble/parse.ts';
import type { Switchboard } from '../trouble/switchboard.ts';
import { type Reply, type Request, jsonReply } from './message.ts';

/** What the controls under `/_sandbox/` work on. */
export interface Controlled {
  readonly clock: SandboxClock;
  readonly trouble: Switchboard;
  readonly tally: Tally;
  reset(): void;
  messages(topicArn: string): readonly Message[];
}

const PREFIX = '/_sandbox/';

export function isControl(request: Request): boolean {
  return request.path.startsWith(PREFIX);
}

const clockShape = structure({ now: text, advance: whole, frozen: flag });

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

const routes: Readonly<Record<string, (controlled: Controlled, request: Request) => unknown>> = {
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
