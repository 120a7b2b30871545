import type { Context, EventNote, Principal, Service } from '../call.ts';
import type { Fault } from '../fault.ts';
import type { Reply, Request } from './message.ts';

/** A request as its service understood it, before it is carried out. */
export interface Understood {
  readonly operation: string;
  /** Names of the parameters that were given. */
  readonly inputs: readonly string[];
  /** Resolves once there is an answer, or nobody waits for it any more: what is not answered at once says so. Never rejects. */
  ready?(context: Context, gone: () => boolean): Promise<void>;
  /** Carries the call out. Throws `Fault`. */
  perform(context: Context): Answer;
  /** How it stands in event history; undefined for data events. */
  note?(context: Context): EventNote;
}

export interface Answer {
  readonly reply: Reply;
  /** `responseElements` of the record. */
  readonly elements: object | null;
}

/** How one service speaks. */
export interface Dialect {
  readonly service: Service;
  /** Throws `Fault` for an operation or a parameter that is not known. */
  understand(request: Request): Understood;
  refuse(fault: Fault, requestId: string, request: Request): Reply;
  /** The answer to a request without a signature, or signed with keys that are not valid, or no longer. */
  readonly unsigned: () => Fault;
  readonly invalidKey: () => Fault;
  readonly expiredKey: () => Fault;
  /** Who calls without a signature, for the few operations that need none. Throws `Fault`. */
  readonly guest?: (request: Request) => Principal | undefined;
}
