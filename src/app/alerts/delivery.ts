/** Sends one notice to one receiver, move by move, so that a restart in between neither loses nor doubts more than it must. */
import type { Incident } from '../../core/alerts/incident.ts';
import type { Move, Notice } from '../../core/alerts/notice.ts';
import type { Clock } from '../ports.ts';
import type { AlertMemory } from './memory.ts';
import type { Receiver, Sent } from './ports.ts';

/** One attempt takes no longer, in milliseconds. */
const patience = 60_000;

export interface Sending {
  readonly notice: Notice;
  readonly moves: readonly Move[];
  /** What is remembered once it was told, the one that the notice is about first. */
  readonly after: readonly Incident[];
}

export interface DeliveryPorts {
  readonly receiver: Receiver;
  readonly memory: AlertMemory;
  readonly clock: Clock;
  /** Told of each attempt. Must not throw. */
  onAttempt(result: Sent['is']): void;
}

/** `held`: nothing was sent, for this replica no longer leads. */
export type Delivered = Exclude<Sent, { is: 'lost' }> | { readonly is: 'held' };

/** What became of it. `sent` also where there was nothing to send. */
export async function deliver(sending: Sending, ports: DeliveryPorts): Promise<Delivered> {
  const { memory, clock } = ports;
  const { notice, after } = sending;
  const { incident: name } = notice;
  const told = memory.row(name).incident;
  const sent = await sendAll(sending, ports);
  if (sent.is === 'held' || sent.is === 'unsure') return sent; // the row still says that it is in doubt
  if (sent.is !== 'sent') {
    await memory.keep(name, { ...memory.row(name), incident: told, sending: null }, clock.now());
    return sent;
  }
  const [main, ...others] = after;
  await memory.keep(name, { incident: main ?? null, message: sent.message, sending: null }, clock.now());
  for (const one of others)
    await memory.keep(one.incident, { incident: one, message: null, sending: null }, clock.now());
  return sent;
}

async function sendAll({ notice, moves }: Sending, ports: DeliveryPorts): Promise<Delivered> {
  const { memory } = ports;
  let { message } = memory.row(notice.incident);
  for (const move of moves) {
    const sent = await attempt(notice, move, ports);
    if (sent.is === 'lost' && move !== 'post') return anew(notice, ports);
    if (sent.is === 'lost') return { is: 'again', after: null, why: sent.why };
    if (sent.is !== 'sent') return sent;
    if (move === 'post') message = sent.message ?? null;
  }
  return { is: 'sent', message };
}

/** The first message is gone: it is posted again. */
async function anew(notice: Notice, ports: DeliveryPorts): Promise<Delivered> {
  const { memory, clock } = ports;
  await memory.keep(notice.incident, { ...memory.row(notice.incident), message: null, sending: null }, clock.now());
  return sendAll({ notice, moves: ['post'], after: [] }, ports);
}

/** Written down before it is sent, also for whoever leads next. What was in doubt before is asked for first, where the receiver can be asked. */
async function attempt(notice: Notice, move: Move, ports: DeliveryPorts): Promise<Sent | { readonly is: 'held' }> {
  const { receiver, memory, clock, onAttempt } = ports;
  const row = memory.row(notice.incident);
  const isDoubted = row.sending?.id === notice.id && move === 'post';
  const message = move === 'post' ? null : row.message;
  if (row.sending?.id !== notice.id) {
    const { id, happening } = notice;
    await memory.keep(notice.incident, { ...row, sending: { id, happening } }, clock.now());
  }
  if (!(await memory.isLeft())) return { is: 'held' };
  const [late, over] = [new AbortController(), new AbortController()];
  void clock.sleep(patience, over.signal).then(() => late.abort());
  try {
    const found = isDoubted ? await receiver.find?.(notice, late.signal) : null;
    if (found) return { is: 'sent', message: found.message };
    const sent = await receiver.send(notice, move, message, late.signal);
    onAttempt(sent.is);
    return sent;
  } catch {
    onAttempt('unsure');
    return { is: 'unsure', why: 'nobody knows whether it arrived' }; // what was thrown may hold a secret
  } finally {
    over.abort();
  }
}
