/** Events of Kubernetes for drifts that were opened and closed: `kubectl describe pod` and `kubectl get events` show them. */
import { EventsV1Api, V1MicroTime } from '@kubernetes/client-node';
import type { EventsV1Event, KubeConfig, V1ObjectReference } from '@kubernetes/client-node';

import type { Follower } from '../../app/daemon/ports.ts';
import type { DriftStep } from '../../core/drift/drift.ts';
import type { Clock } from '../../app/ports.ts';
import type { DriftNote } from '../../render/drift-note.ts';
import { until } from './cluster.ts';
import type { Pod } from './cluster.ts';

/** So many wait to be sent; older ones give way. */
const waiting = 100;
/** In milliseconds. */
const patience = 10_000;

export interface EventOptions {
  readonly config: KubeConfig;
  readonly pod: Pod;
  /** What they are about; null: the Pod itself. */
  readonly about: V1ObjectReference | null;
  readonly clock: Pick<Clock, 'now'>;
  /** What to say of a step; null: nothing. */
  readonly noteOf: (step: DriftStep, nextAt: string | null) => DriftNote | null;
  /** Told of each that could not be sent. Must not throw. */
  readonly onTrouble: (error: unknown) => void;
}

/** Sends one event for each step that people should see, one after the other; what cannot be sent is told and forgotten. */
export function kubernetesEvents({
  config,
  pod,
  about,
  clock,
  noteOf,
  onTrouble,
}: EventOptions): Follower & { end(): Promise<void> } {
  const api = config.makeApiClient(EventsV1Api);
  const own = { apiVersion: 'v1', kind: 'Pod', name: pod.name, namespace: pod.namespace };
  const regarding = about ?? (pod.uid === null ? own : { ...own, uid: pod.uid });
  const namespace = regarding.namespace ?? pod.namespace; // an event stands where that stands which it is about
  const queue: DriftNote[] = [];
  let sending: Promise<void> | null = null;
  let nextAt: string | null = null;
  let counted = 0;

  const send = async (): Promise<void> => {
    for (let note = queue.shift(); note; note = queue.shift()) {
      counted += 1;
      const body = eventOf(note, { pod, regarding, at: clock.now(), counted });
      try {
        await api.createNamespacedEvent({ namespace, body }, until(AbortSignal.timeout(patience)));
      } catch (error) {
        onTrouble(error);
      }
    }
    sending = null;
  };
  return {
    changed({ runs }) {
      nextAt = runs.nextAt;
    },
    stepped(steps) {
      queue.push(...steps.flatMap(step => noteOf(step, nextAt) ?? []));
      queue.splice(0, Math.max(0, queue.length - waiting));
      if (queue.length > 0) sending ??= send();
    },
    async end() {
      await sending;
    },
  };
}

interface Around {
  readonly pod: Pod;
  readonly regarding: V1ObjectReference;
  readonly at: Date;
  readonly counted: number;
}

function eventOf(note: DriftNote, { pod, regarding, at, counted }: Around): EventsV1Event {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    // unique, as client-go makes them: the name of what it is about, and a moment
    metadata: {
      name: `${pod.name}.${at.getTime().toString(16)}${counted.toString(16)}`,
      namespace: regarding.namespace ?? pod.namespace,
    },
    eventTime: new V1MicroTime(at.getTime()),
    type: note.type,
    reason: note.reason,
    action: note.action,
    note: note.text,
    regarding,
    reportingController: 'trailwarden.dev/daemon',
    reportingInstance: pod.name.slice(0, 128),
  };
}
