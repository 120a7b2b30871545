import { type SandboxClock, sandboxClock } from './clock.ts';
import { settle } from './delivery/post.ts';
import { serve } from './endpoint.ts';
import { type Estate, newEstate } from './estate.ts';
import { control, isControl } from './http/control.ts';
import { listen } from './http/server.ts';
import type { Organization } from './organizations/organization.ts';
import type { EnabledRegions } from './regions.ts';
import type { Message } from './sns/topic.ts';
import type { Roles } from './sts/roles.ts';
import { openSessions } from './sts/sessions.ts';
import { type Setting, surroundings } from './surroundings.ts';
import { type Counts, type Seen, newTally } from './tally.ts';
import { type Switchboard, switchboard } from './trouble/switchboard.ts';

export type { Organization } from './organizations/organization.ts';
export { parseOrganization } from './organizations/parse.ts';

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** The account of access keys that are not known; 111111111111 by default. */
  readonly account?: string;
  /** Accounts by access key id. An access key of twelve digits needs no entry: it is that account. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Without one, no organization trail can be made. */
  readonly organization?: Organization;
  readonly regions?: EnabledRegions;
  readonly roles?: Roles;
  /** The clock begins frozen at this moment. Without it, the clock tells the machine's time. */
  readonly now?: Date;
  /** When a rule of trouble has ended the endpoint. A command may end its process here. */
  onExit?(): void;
}

/** A running sandbox: an AWS endpoint, and its controls without the way over HTTP. */
export interface Sandbox {
  /** To be given as `endpoint-url`. */
  readonly url: string;
  readonly port: number;
  readonly clock: SandboxClock;
  readonly trouble: Switchboard;
  readonly organization: Setting<Organization | undefined>;
  readonly regions: Setting<EnabledRegions>;
  readonly roles: Setting<Roles>;
  counts(): Counts;
  /** The latest calls, oldest first. */
  calls(): readonly Seen[];
  /** The latest messages that were published to a topic, oldest first; none if there is no such topic. */
  messages(topicArn: string): readonly Message[];
  /** Forgets resources, history, counts and trouble. Clock, organization, regions, roles and keys that were handed out stay. */
  reset(): void;
  /** Ends all connections, then resolves. */
  close(): Promise<void>;
}

/** Starts a sandbox. Rejects if the port is taken, and with a RangeError if an option makes no sense. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', account = '111111111111', accounts = {} } = options;
  const clock = sandboxClock(options.now);
  const upToNow = (): void => settle(estate, clock.now());
  const trouble = switchboard(upToNow);
  const tally = newTally();
  const sessions = openSessions({ fallback: account, byAccessKey: accounts });
  const around = surroundings({ ...options, beforeChange: upToNow }, clock);
  const fresh = (): Estate =>
    newEstate({
      sessions,
      surroundings: around,
      since: clock.now(),
      propagation: () => trouble.propagation(),
      historyDelay: () => trouble.historyDelay(),
      deliveries: () => trouble.deliveries(),
    });
  let estate = fresh();
  const reset = (): void => {
    estate = fresh();
    tally.clear();
    trouble.clear();
  };
  const messages = (topicArn: string): readonly Message[] => {
    upToNow();
    return [...(estate.topics.get(topicArn)?.messages ?? [])];
  };
  const endpoint = { clock, trouble, tally, estate: () => estate };
  const listening = await listen({ port, host, onExit: () => options.onExit?.() }, async request =>
    isControl(request)
      ? control(request, { clock, trouble, tally, reset, messages, surroundings: around })
      : serve(request, endpoint),
  );
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}`,
    port: listening.port,
    clock,
    trouble,
    organization: around.organization,
    regions: around.regions,
    roles: around.roles,
    counts: () => tally.counts(),
    calls: () => tally.recent(),
    messages,
    reset,
    close: () => listening.close(),
  };
}
