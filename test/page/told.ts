/** Scenes as the page is told of them: through the documents of the API and back. */
import type { Documents } from '../../src/page/documents.ts';
import { toldOf } from '../../src/page/documents.ts';
import type { Choices, Shown } from '../../src/page/view/shown.ts';
import {
  driftsDocument,
  estateDocument,
  historyDocument,
  planPageDocument,
  runsDocument,
  statusDocument,
  trailsDocument,
} from '../../src/render/daemon/documents.ts';
import { sceneOf } from './scenes.ts';
import type { Scene, SceneName } from './scenes.ts';

/** The moment at which golden files are made. */
export const noon = new Date('2026-11-19T12:00:00Z');

export function documentsOf({ snapshot, runs, closed }: Scene, now: Date): Documents {
  const asked = { limit: 10_000 };
  const json: Documents = {
    status: statusDocument(snapshot, now),
    estate: estateDocument(snapshot, asked, now),
    trails: trailsDocument(snapshot, asked, now),
    drifts: driftsDocument(snapshot, asked, now).drifts,
    plan: planPageDocument(snapshot, asked, now),
    runs: runsDocument(runs, 120),
    history: historyDocument(closed, { kept: true, since: snapshot.startedAt, limit: 1_000 }),
    session: {
      format_version: '1.0',
      kind: 'session',
      read: true,
      write: false,
      reading_needs_token: false,
      writing_possible: true,
      expires_at: null,
    },
  };
  return JSON.parse(JSON.stringify(json)) as Documents;
}

const choices: Choices = {
  gravity: 'all',
  span: 30,
  search: '',
  unit: null,
  whole: new Set(),
  place: null,
  theme: 'auto',
};

export function shownOf(name: SceneName | Scene, chosen: Partial<Choices> = {}): Shown {
  const scene = typeof name === 'string' ? sceneOf(name, noon) : name;
  return {
    told: toldOf(documentsOf(scene, noon)),
    choices: { ...choices, ...chosen },
    contact: { by: 'stream', heardAt: noon.getTime() },
    now: noon.getTime(),
    width: 1_132,
  };
}
