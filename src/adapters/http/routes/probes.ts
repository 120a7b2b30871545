/** Whether the daemon lives and is ready: asked by Kubernetes, without a token and under any name. */
import type { Clock } from '../../../app/ports.ts';
import { isAlive, isReady } from '../../../core/daemon/alive.ts';
import type { Snapshot } from '../../../core/daemon/snapshot.ts';
import { bodyOf } from '../answers.ts';
import type { Answer, Route } from '../route.ts';

const plain = 'text/plain; charset=utf-8';

export function probeRoutes(snapshot: () => Snapshot, clock: Clock): readonly Route[] {
  const route = (url: string, summary: string, holds: () => boolean): Route => ({
    method: 'GET',
    url,
    scope: 'probe',
    summary,
    answers: { 200: { description: 'Yes.', type: plain }, 503: { description: 'No.', type: plain } },
    answer: (): Answer =>
      holds()
        ? { type: plain, body: bodyOf('ok\n'), headers: { 'cache-control': 'no-store' } }
        : { status: 503, type: plain, body: bodyOf('no\n'), headers: { 'cache-control': 'no-store' } },
  });
  return [
    route('/healthz', 'Whether the loop turns. AWS has no say in it.', () => isAlive(snapshot(), clock.now())),
    route('/readyz', 'Whether a spec was read. A replica that stands by is ready.', () => isReady(snapshot())),
  ];
}
